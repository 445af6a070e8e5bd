"""Wishes in the search box: a row of its own among the hits, its page, and what stays untouched."""

import pytest

from engine.profiles.list_filters import ListFilters, read_list_filters, save_list_filters
from tui.widgets.film_list import FilmList
from tui.widgets.lines import Line


def films(app):
    return app.screen.query_one("#films", FilmList)


def painted(app, y):
    return "".join(segment.text for segment in films(app).render_line(y)).rstrip()


def words(app, id):
    return app.screen.query_one(id, Line).words


@pytest.fixture
async def searching(app, liked, until):
    """Types into the search box, and waits for the row of a wish if `wish`."""
    liked("Stalker", "Alien", "Heat", "Vertigo", "Metropolis")
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once)

        async def type_(text, *, wish=True):
            await pilot.press("slash", *text)
            await until(pilot, lambda: app.state.genres and app.state.page.text == text)
            assert bool(films(app).rows and films(app).rows[0].wished) == wish
            return pilot

        yield type_


async def test_what_was_understood_is_a_row_of_its_own_that_is_no_film(app, searching):
    await searching("70s sci-fi -horror")
    assert painted(app, 0) == "▸ show: Sci-Fi, no Horror, 1970-1979"
    assert words(app, "#heading").startswith("SEARCH   no film is called so")
    assert "enter show these films" in words(app, "#keys")


async def test_enter_shows_them_and_esc_comes_back(app, searching, until, settings):
    pilot = await searching("70s sci-fi -horror")
    await pilot.press("enter")
    await until(pilot, lambda: app.state.page.kind == "wish" and not app.state.page.waiting)
    assert words(app, "#heading").startswith("FOR YOU: Sci-Fi, no Horror, 1970-1979")
    shown = [row.movie for row in films(app).rows]
    assert [film.title for film in shown] == ["Solaris", "Star Wars: Episode IV - A New Hope"]
    assert films(app).has_focus
    await pilot.press("escape")
    assert app.state.page.kind == "hits" and films(app).rows[0].wished
    await pilot.press("escape")
    assert app.state.page.kind == "for_you"
    assert read_list_filters(settings.files, "anna") == ListFilters() == app.state.filters


async def test_films_called_so_are_found_below_it(app, engine, searching):
    await searching("2001")
    assert films(app).rows[0].movie.title == "2001"
    assert "2001: A Space Odyssey" in [row.movie.title for row in films(app).rows]


async def test_where_a_film_is_called_just_so_enter_likes_it(app, engine, liked, until):
    from engine.movies import Movie
    from engine.titles.index import TitleIndex

    liked("Stalker", "Alien", "Heat", "Vertigo", "Metropolis")
    engine.all = (*engine.all, Movie(id=900, title="Western", year=2017, genres=("Western",), n_ratings=5))
    engine.titles = TitleIndex.of(engine.all)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once)
        await pilot.press("slash", *"western")
        await until(pilot, lambda: app.state.genres and app.state.page.rows and app.state.page.rows[0].wished)
        await until(pilot, lambda: films(app).row.movie.title == "Western" and films(app).row.wished is None)
        assert "enter like it" in words(app, "#keys")
        await pilot.press("enter")
        await until(pilot, lambda: 900 in app.state.marked.by_movie)
        await pilot.press("down", "up", "up")
        assert films(app).row.wished
        await pilot.press("enter")
        assert app.state.page.kind == "wish"


async def test_like_a_film(app, engine, searching, until):
    pilot = await searching("like alien")
    assert painted(app, 0) == "▸ show: films like Alien (1979)"
    await pilot.press("enter")
    await until(pilot, lambda: app.state.page.kind == "wish" and not app.state.page.waiting)
    assert words(app, "#heading").startswith("MORE LIKE Alien (1979)")
    alien = next(film for film in engine.all if film.title == "Alien")
    assert [row.movie.id for row in films(app).rows] == [one.movie.id for one in engine.similar(alien.id, 100)]


async def test_a_title_is_searched_for_as_always(app, searching):
    await searching("dark", wish=False)
    assert films(app).row.movie.title == "Dark City"


async def test_like_a_film_that_nobody_knows_is_no_wish(app, searching):
    await searching("like zzyzx", wish=False)


async def test_other_keys_do_nothing_there_and_say_so(app, searching):
    pilot = await searching("70s sci-fi")
    before = app.state.marked.marks
    await pilot.press("down")
    assert films(app).has_focus and films(app).row.wished
    assert "enter show these films" in words(app, "#keys") and "space" not in words(app, "#keys")
    for key in ("space", "minus", "5", "s", "w", "x", "0", "y", "O"):
        app.screen.say("")
        await pilot.press(key)
        assert words(app, "#status").startswith("this row is no film: enter shows the films that you wish for"), key
        assert films(app).row.wished
    assert app.state.marked.marks == before


async def test_a_persons_own_filters_apply_too(app, settings, liked, until):
    save_list_filters(settings.files, "anna", ListFilters(without_genres=("Horror",), year_from=1990))
    liked("Stalker", "Alien", "Heat", "Vertigo", "Metropolis")
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once)
        await pilot.press("slash", *"sci-fi")
        await until(pilot, lambda: films(app).row and films(app).row.wished)
        await pilot.press("enter")
        await until(pilot, lambda: app.state.page.kind == "wish" and not app.state.page.waiting)
        assert words(app, "#active-filters").startswith("filters   from 1990 · no Horror")
        assert all("Sci-Fi" in row.movie.genres and row.movie.year >= 1990 for row in films(app).rows)
        await pilot.press("F")
        await until(pilot, lambda: not app.state.page.waiting and any(row.movie.year < 1990 for row in films(app).rows))
        assert app.state.page.kind == "wish"


async def test_before_a_version_is_open_there_are_no_wishes(bare_app, until):
    async with bare_app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: bare_app.screen.id != "main")
        assert not bare_app.state.genres


async def test_marks_on_the_page_of_a_wish(app, searching, until):
    pilot = await searching("comedy")
    await pilot.press("enter")
    await until(pilot, lambda: app.state.page.kind == "wish" and not app.state.page.waiting)
    first = films(app).row.movie
    await pilot.press("space")
    await until(pilot, lambda: first.id in app.state.marked.by_movie)
    assert films(app).row.movie == first
    await pilot.press("j", "x")
    await until(pilot, lambda: len(app.state.marked.marks) == 7)
    hidden = films(app).row.movie
    await pilot.press("j")
    assert hidden not in [row.movie for row in films(app).rows]
