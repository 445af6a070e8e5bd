"""The list goes on beyond its first page as the cursor nears the end, and no key waits for it."""

import threading

from msgspec.structs import replace

from tests.toy_films import FILMS
from tests.tui.toy_engine import ToyEngine
from tui.app import MovierecApp
from tui.widgets.film_list import FilmList


def films(app):
    return app.screen.query_one("#films", FilmList)


def titles(app):
    return [row.movie.title for row in films(app).rows]


def many():
    """Six times the toy films: enough for several pages."""
    return ToyEngine([replace(film, id=film.id + 100 * copy) for copy in range(6) for film in FILMS])


async def ready(app, pilot, until):
    await until(pilot, lambda: app.state.ranked.ranked_once)


async def test_the_list_goes_on_page_by_page_to_a_few_hundred(settings, liked, until):
    liked("Stalker")
    app = MovierecApp(settings, opener=lambda _: many())
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        first = films(app).rows
        assert len(first) == 50
        await pilot.press("G")
        await until(pilot, lambda: len(films(app).rows) == 100)
        assert films(app).rows[:50] == first and films(app).cursor == 49
        assert [row.rank for row in films(app).rows] == list(range(1, 101))
        assert len({row.movie.id for row in films(app).rows}) == 100
        for length in (150, 200, 250, 300):
            await pilot.press("G")
            await until(pilot, lambda length=length: len(films(app).rows) == length)
        await pilot.press("G", "j")
        await pilot.pause()
        assert len(films(app).rows) == 300 and films(app).cursor == 299


async def test_a_list_that_has_no_more_ends(app, engine, liked, until):
    liked("Stalker")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        await pilot.press("G")
        await until(pilot, lambda: len(films(app).rows) == len(FILMS) - 1)
        ranked = len(engine.ranked)
        await pilot.press("G", "k", "j")
        await pilot.pause()
        assert len(engine.ranked) == ranked


async def test_no_key_waits_for_the_next_page(settings, liked, until):
    liked("Stalker")
    engine = many()
    app = MovierecApp(settings, opener=lambda _: engine)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        go = threading.Event()
        engine.wait = lambda: go.wait(20)
        await pilot.press("G", "k", "k", "w")
        await until(pilot, lambda: any(mark.watchlist for mark in app.state.marked.marks))
        assert films(app).cursor == 47 and len(films(app).rows) == 50
        go.set()
        await until(pilot, lambda: len(films(app).rows) == 100)
        assert films(app).cursor == 47


async def test_a_mark_far_down_keeps_the_place_and_other_filters_begin_anew(settings, clock, liked, until):
    liked("Stalker")
    app = MovierecApp(settings, opener=lambda _: many(), clock=clock)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await ready(app, pilot, until)
        await pilot.press("G")
        await until(pilot, lambda: len(films(app).rows) == 100)
        clock.now += 5
        film = films(app).row.movie
        await pilot.press("space")
        await until(pilot, lambda: app.state.ranked.kept is not None)
        assert films(app).row.movie == film and len(app.state.ranked.rows) == 100
        await pilot.press("f", "l")
        await until(pilot, lambda: app.state.filters.year_from == 1920 and not app.state.ranked.filters_changed)
        await pilot.press("h")
        await until(pilot, lambda: len(films(app).rows) == 50 and not app.state.ranked.filters_changed)
