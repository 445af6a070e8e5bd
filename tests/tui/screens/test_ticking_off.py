"""Saying "seen" down a list, and what leaves the lists: films that were seen, and those of no interest."""

import pytest

from engine.profiles.marks import MarkLog
from tui.app import MovierecApp
from tui.widgets.film_list import FilmList
from tui.widgets.lines import Line


def films(app):
    return app.screen.query_one("#films", FilmList)


def titles(app):
    return [row.movie.title for row in films(app).rows]


def line(app, name):
    return app.screen.query_one(name, Line).words


def seen(settings):
    with MarkLog(settings.files.marks) as log:
        return [mark.title for mark in reversed(log.marks("anna")) if mark.seen]


async def ready(app, pilot, until):
    await until(pilot, lambda: app.state.ranked.ranked_once)


async def more_like_the_first(app, pilot, until):
    await ready(app, pilot, until)
    await pilot.press("enter")
    await until(pilot, lambda: app.state.page.kind == "similar" and titles(app))


async def test_seen_goes_on_to_the_next_film_and_the_list_closes_up_after_a_rest(app, settings, clock, liked, until):
    liked("Stalker")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        before = titles(app)
        await pilot.press("s", "s", "j", "s")
        ticked = [before[0], before[1], before[3]]
        await until(pilot, lambda: seen(settings) == ticked and app.state.ranked.held is not None)
        assert titles(app) == before and films(app).row.movie.title == before[4]
        assert "a shows them" in line(app, "#status") and "3 seen left out" in line(app, "#heading")
        clock.now += 5
        await until(pilot, lambda: not set(ticked) & set(titles(app)))
        assert films(app).row.movie.title == before[4]
        await pilot.press("u")
        await until(pilot, lambda: before[3] in titles(app))
        assert seen(settings) == ticked[:2]


async def test_taking_seen_back_stays_on_the_film(app, settings, liked, until):
    liked("Stalker")
    liked("Solaris", seen=True)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        await pilot.press("a")
        await until(pilot, lambda: titles(app)[0] == "Solaris")
        await pilot.press("s")
        await until(pilot, lambda: seen(settings) == [])
        assert films(app).row.movie.title == "Solaris"


async def test_among_hits_and_marks_seen_stays_on_the_film(app, settings, liked, until):
    liked("Stalker", "Heat")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        await pilot.press("v", "s")
        await until(pilot, lambda: seen(settings) == ["Heat"])
        assert films(app).row.movie.title == "Heat"
        await pilot.press("slash", *"alien", "down")
        hit = films(app).row.movie.title
        await pilot.press("s")
        await until(pilot, lambda: hit in seen(settings))
        assert films(app).row.movie.title == hit


@pytest.mark.parametrize("profile", ["new", "old"])
async def test_famous_films_are_ticked_off_down_the_list(app, settings, liked, until, profile):
    if profile == "old":
        liked("The Godfather")
        liked("Pulp Fiction", seen=True)
        liked("Alien", hidden=True)
        liked("Heat", watchlist=True)
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await ready(app, pilot, until)
        await pilot.press("escape", "m")
        assert line(app, "#heading").startswith("FAMOUS FILMS   which have you seen? s marks one and goes on")
        assert "s seen" in line(app, "#keys")
        watched = [row.movie.n_ratings for row in films(app).rows]
        assert watched == sorted(watched, reverse=True)
        said = {"The Godfather", "Pulp Fiction", "Alien"}
        assert said & set(titles(app)) == (set() if profile == "old" else said) and "Heat" in titles(app)
        before = titles(app)
        await pilot.press("s", "j", "s")
        ticked = [before[0], before[2]]
        await until(pilot, lambda: seen(settings)[-2:] == ticked and "2 ticked off" in line(app, "#heading"))
        assert titles(app) == before and films(app).row.movie.title == before[3]
        await pilot.press("m")
        assert titles(app) == [title for title in before if title not in ticked]
        await pilot.press("escape")
        assert app.state.page.kind == ("for_you" if profile == "old" else "pick")


async def test_famous_films_wait_for_the_titles(settings, engine, until):
    import threading

    go = threading.Event()
    app = MovierecApp(settings, opener=lambda _: (go.wait(10), engine)[1])
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: app.state.marked.read)
        await pilot.press("escape", "m")
        await until(pilot, lambda: "still loading" in line(app, "#status"))
        go.set()
        await ready(app, pilot, until)
        await pilot.press("m")
        await until(pilot, lambda: line(app, "#heading").startswith("FAMOUS FILMS"))


async def test_the_palette_opens_the_famous_films(app, until):
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        await pilot.press("ctrl+p")
        await until(pilot, lambda: len(app.screen_stack) == 2)
        await pilot.press(*"famous")
        await until(pilot, lambda: app.screen.query("OptionList").first().option_count)
        await pilot.press("enter")
        await until(pilot, lambda: len(app.screen_stack) == 1 and line(app, "#heading").startswith("FAMOUS FILMS"))


@pytest.mark.parametrize("page", ["similar", "pick", "famous"])
async def test_a_film_of_no_interest_leaves_a_list_when_the_cursor_does(app, settings, liked, until, page):
    if page != "pick":
        liked("Stalker")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        await pilot.press("escape")
        if page == "similar":
            await more_like_the_first(app, pilot, until)
        elif page == "famous":
            await pilot.press("m")
        assert app.state.page.kind == page
        before = titles(app)
        await pilot.press("j", "x")
        await until(pilot, lambda: app.state.mark_of(films(app).row) is not None)
        assert titles(app) == before and films(app).row.movie.title == before[1]
        await pilot.press("x", "x", "j")  # the second key still acts on it
        await until(pilot, lambda: titles(app) == [before[0], *before[2:]])
        assert films(app).row.movie.title == before[2]
        await pilot.press("u")
        await until(pilot, lambda: titles(app) == before)


async def test_a_film_of_no_interest_is_in_no_list_but_is_found_and_can_be_taken_back(app, settings, liked, until):
    liked("Stalker")
    liked("Solaris", hidden=True)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        assert "Solaris" not in titles(app)
        await pilot.press("v", "enter")
        await until(pilot, lambda: line(app, "#heading").startswith("MORE LIKE Stalker") and titles(app))
        assert "Solaris" not in titles(app)
        await pilot.press("slash", *"solaris", "down")
        assert films(app).row.movie.title == "Solaris"
        await pilot.press("x")
        await until(pilot, lambda: not any(mark.hidden for mark in app.state.marked.marks))


async def test_a_like_takes_not_interested_back_and_one_undo_returns_it(app, settings, liked, until):
    liked("Stalker")
    liked("Solaris", hidden=True)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        await pilot.press("slash", *"solaris", "down", "space")

        def mark():
            return next(mark for mark in app.state.marked.marks if mark.title == "Solaris")

        await until(pilot, lambda: (mark().opinion, mark().hidden) == ("like", False))
        await pilot.press("x")
        await until(pilot, lambda: (mark().opinion, mark().hidden) == (None, True))
        await pilot.press("u")
        await until(pilot, lambda: (mark().opinion, mark().hidden) == ("like", False))
        await pilot.press("u")
        await until(pilot, lambda: (mark().opinion, mark().hidden) == (None, True))


async def test_a_list_from_last_time_leaves_out_what_was_ruled_out_since(app, settings, engine, liked, until):
    import threading

    liked("Stalker")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        first, second, third = titles(app)[:3]
        await pilot.press("q")
    liked(first, hidden=True)
    liked(second, seen=True)
    go = threading.Event()
    again = MovierecApp(settings, opener=lambda _: (go.wait(10), engine)[1])
    async with again.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: again.state.marked.read)
        assert again.state.ranked.from_last_time and titles(again)[0] == third
        go.set()
        await ready(again, pilot, until)
        assert titles(again)[0] == third
