"""Typing in the filters: letters go to a genre, years are years; and leaving them is safe."""

import pytest

from tui.widgets.film_list import FilmList
from tui.widgets.filter_panel import FilterPanel
from tui.widgets.lines import Line


def panel(app):
    return app.screen.query_one("#filters", FilterPanel)


def line(app, name):
    return app.screen.query_one(name, Line).words


def painted(widget):
    return "\n".join("".join(s.text for s in widget.render_line(y)) for y in range(widget.size.height))


async def open_filters(app, pilot, until, *presses):
    await until(pilot, lambda: app.state.ranked.ranked_once)
    await pilot.press("f")
    await until(pilot, lambda: len(panel(app).controls) > 6)
    await pilot.press(*presses)


@pytest.mark.parametrize(
    ("typed", "genre"),
    [
        ("d", "Drama"),
        ("m", "Musical"),
        ("mm", "Mystery"),
        ("mmm", "Musical"),
        ("adv", "Adventure"),
        ("thriller", "Thriller"),
        ("H", "Horror"),
        ("Ho", "Horror"),
        ("chil", "Children"),
    ],
)
async def test_a_letter_or_a_word_goes_to_the_genre(app, liked, until, typed, genre):
    liked("Stalker")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        # From a genre on, where `a` and `f` are letters too.
        await open_filters(app, pilot, until, "G", *typed)
        assert panel(app).control.name == genre
        assert app.state.filters.genres == () and app.state.filters.without_genres == ()
        assert "type a letter to go to a genre" in painted(panel(app))


async def test_h_and_l_still_turn_a_genre_and_a_letter_reaches_it_from_the_top(app, liked, until):
    liked("Stalker")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_filters(app, pilot, until, "d", "l")
        await until(pilot, lambda: app.state.filters.genres == ("Drama",))
        await pilot.press("h", "h")
        await until(pilot, lambda: app.state.filters.without_genres == ("Drama",))


async def test_g_goes_to_the_ends_and_moving_wraps_around(app, liked, until):
    liked("Stalker")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_filters(app, pilot, until, "G")
        assert panel(app).control.name == "War"
        await pilot.press("j")
        assert panel(app).control.name == "decade"
        await pilot.press("k")
        assert panel(app).control.name == "War"
        await pilot.press("g")
        assert panel(app).control.name == "decade"


@pytest.mark.parametrize(
    ("typed", "first", "last", "said"),
    [
        ("1980-1999", 1980, 1999, "1980–1999"),
        ("1980-", 1980, None, "from 1980"),
        ("-1999", None, 1999, "to 1999"),
        ("1984", 1984, 1984, "1984"),
        ("1999-1980", 1980, 1999, "1980–1999"),
    ],
)
async def test_years_are_typed_on_their_line_which_says_how(app, liked, until, typed, first, last, said):
    liked("Stalker")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_filters(app, pilot, until)
        assert "type 1980-1999, 1980- or -1999" in painted(panel(app))
        await pilot.press(*typed)
        assert (app.state.filters.year_from, app.state.filters.year_to) == (first, last)
        await pilot.press("enter")
        await until(pilot, lambda: said in painted(panel(app)))
        assert (app.state.filters.year_from, app.state.filters.year_to) == (first, last)


async def test_backspace_takes_back_a_typed_digit_and_then_the_years(app, liked, until):
    liked("Stalker")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_filters(app, pilot, until, *"1981", "backspace", "4")
        assert (app.state.filters.year_from, app.state.filters.year_to) == (1984, 1984)
        await pilot.press("enter", "backspace")
        assert app.state.filters.year_from is None


@pytest.mark.parametrize("size", [(80, 24), (200, 60)])
@pytest.mark.parametrize("key", ["tab", "slash"])
async def test_leaving_the_filters_closes_them_and_the_next_space_likes_no_film(app, liked, until, size, key):
    liked("Stalker", "Heat")
    async with app.run_test(size=size, notifications=True) as pilot:
        await open_filters(app, pilot, until, key, "space")
        await until(pilot, lambda: not panel(app).display and app.focused.id == "search")
        await pilot.pause()
        assert {mark.title: mark.opinion for mark in app.state.marked.marks} == {"Stalker": "like", "Heat": "like"}


async def test_d_drops_a_filter_where_the_list_is_empty(app, liked, until):
    liked("Stalker")
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await open_filters(app, pilot, until, *"1900", "enter")
        films = app.screen.query_one("#films", FilmList)
        await until(pilot, lambda: "d drops it" in painted(films))
        await pilot.press("d")
        await until(pilot, lambda: films.rows and app.state.filters.year_from is None)
        await pilot.press("d")
        assert panel(app).control.name == "Drama"
