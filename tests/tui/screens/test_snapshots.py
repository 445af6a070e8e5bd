"""Snapshots of the app at its sizes, with the toy engine and a clock that stands still.

After an intended change, look at the report and run `make snapshots`.
"""

import asyncio
import time
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from engine.job_log import JobEvent, JobLog, job_path
from engine.profiles.fold import Mark
from engine.profiles.list_filters import ListFilters, save_list_filters
from engine.profiles.marks import MarkLog
from tests.poster_files import poster_file
from tests.toy_films import film
from tui.app import MovierecApp
from tui.theme import themes
from tui.widgets.diary_list import DiaryList


async def until(pilot, condition):
    give_up = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < give_up
        await pilot.pause()
        await asyncio.sleep(0.005)
    await pilot.pause()


def before(*keys):
    """Wait for the list, press the keys one after the other, and wait until everything is painted."""

    async def run(pilot):
        app = pilot.app
        await until(pilot, lambda: app.state.ranked.ranked_once)
        main = app.screen
        for key in keys:
            await pilot.press(key)
            await until(pilot, lambda: not main.state.page.waiting)
        box = main.query_one("#search")
        box.cursor_blink = False
        await near_films(pilot, main)

    return run


async def near_films(pilot, main):
    """Wait until the films like the one under the cursor are painted, where there is room for them."""
    state = main.state
    await until(
        pilot,
        lambda: (
            not main.view.panel.has_room
            or not state.highlighted
            or (state.near.rows and state.near.are_for(state.highlighted.movie, state.filters_revision))
        ),
    )
    await pilot.pause()


@pytest.fixture
def shown(app, liked, settings):
    """The app of a person who likes five films, has seen one and wants to see another."""
    liked("Stalker", "Alien", "Heat", "Vertigo")
    liked("Princess Mononoke", opinion="4.5")
    liked("Solaris", seen=True)
    liked("Metropolis", watchlist=True)
    return app


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 40), (200, 60)], ids=lambda s: f"{s[0]}x{s[1]}")
def test_for_you(snap_compare, shown, size):
    assert snap_compare(shown, terminal_size=size, run_before=before("j", "j"))


@pytest.mark.parametrize("size", [(60, 16), (120, 40)], ids=lambda s: f"{s[0]}x{s[1]}")
def test_two_tastes(snap_compare, shown, engine, size):
    engine.tastes = (("Stalker", "Solaris", "Alien"), ("Heat", "Vertigo"))
    assert snap_compare(shown, terminal_size=size, run_before=before("j"))


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)], ids=lambda s: f"{s[0]}x{s[1]}")
def test_a_poster(snap_compare, shown, engine, clock, settings, tmp_path, monkeypatch, size):
    monkeypatch.setenv("COLORTERM", "truecolor")
    (tmp_path / "posters").mkdir()
    poster = poster_file("darkred", kind="PNG", size=(100, 150), below="goldenrod")
    (tmp_path / "posters" / "The Matrix (1999).png").write_bytes(poster)

    async def run(pilot):
        await before("j", "j")(pilot)
        await until(pilot, lambda: size[0] < 100 or pilot.app.screen.query_one("#poster").display)

    with_posters = replace(settings, posters=str(tmp_path / "posters"), poster_graphics="blocks")
    app = MovierecApp(with_posters, opener=lambda _: engine, clock=clock)
    assert snap_compare(app, terminal_size=size, run_before=run)


def test_a_held_order(snap_compare, shown):
    assert snap_compare(shown, terminal_size=(80, 24), run_before=before("j", "w", "space"))


def test_searching(snap_compare, shown):
    assert snap_compare(shown, terminal_size=(80, 24), run_before=before("slash", *"alien"))


def test_guesses(snap_compare, shown):
    assert snap_compare(shown, terminal_size=(80, 24), run_before=before("slash", *"aliby"))


def test_more_like_this(snap_compare, shown):
    assert snap_compare(shown, terminal_size=(120, 40), run_before=before("j", "enter"))


def test_films_to_pick_from(snap_compare, app):
    async def run(pilot):
        await before("down")(pilot)
        for liked in range(1, 3):
            await pilot.press("space", "down")
            await until(pilot, lambda liked=liked: pilot.app.state.opinions == liked)

    assert snap_compare(app, terminal_size=(80, 24), run_before=run)


def test_famous_films_to_tick_off(snap_compare, shown):
    async def run(pilot):
        await before("m", "s", "j", "s")(pilot)
        await until(pilot, lambda: sum(mark.seen for mark in pilot.app.state.marked.marks) == 3)

    assert snap_compare(shown, terminal_size=(80, 24), run_before=run)


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 40)], ids=lambda s: f"{s[0]}x{s[1]}")
def test_filters(snap_compare, shown, settings, size):
    save_list_filters(settings.files, "anna", ListFilters(genres=("Drama",), year_from=1970, year_to=1979))

    async def run(pilot):
        await before("f", "j", "j", "j", "h", *"jjjj", "h")(pilot)
        await until(pilot, lambda: len(pilot.app.screen.view.filter_panel.controls) > 7)

    assert snap_compare(shown, terminal_size=size, run_before=run)


def test_nothing_is_left(snap_compare, shown, settings):
    save_list_filters(settings.files, "anna", ListFilters(genres=("Western",), hide_seen=True))
    assert snap_compare(shown, terminal_size=(80, 24), run_before=before("o"))


def test_profiles(snap_compare, shown):
    async def run(pilot):
        await until(pilot, lambda: pilot.app.state.ranked.ranked_once)
        await pilot.press("p")
        await until(
            pilot, lambda: "7 films" in str(pilot.app.screen.query_one("#profile-list").get_option_at_index(0).prompt)
        )
        await pilot.press("a")
        pilot.app.screen.query_one("#profile-name").cursor_blink = False
        await until(pilot, lambda: pilot.app.screen.query_one("#profile-list").option_count == 2)

    assert snap_compare(shown, terminal_size=(80, 24), run_before=run)


@pytest.mark.parametrize("size", [(60, 16), (120, 40)], ids=lambda s: f"{s[0]}x{s[1]}")
def test_films_for_two_people(snap_compare, shown, settings, size):
    with MarkLog(settings.files.marks) as log:
        log.change("bert", "movielens", film("Blade Runner"), opinion="like")

    async def run(pilot):
        await before("T")(pilot)
        await until(pilot, lambda: pilot.app.screen.query_one("#company-list").option_count == 2)
        await pilot.press("space", "enter")
        await until(pilot, lambda: pilot.app.state.page.kind == "together" and not pilot.app.state.page.waiting)
        await near_films(pilot, pilot.app.screen)

    assert snap_compare(shown, terminal_size=size, run_before=run)


def test_choosing_the_people_of_a_list(snap_compare, shown, settings):
    with MarkLog(settings.files.marks) as log:
        log.change("bert", "movielens", film("Blade Runner"), opinion="like")

    async def run(pilot):
        await before("T")(pilot)
        await until(pilot, lambda: pilot.app.screen.query_one("#company-list").option_count == 2)
        await pilot.press("space")

    assert snap_compare(shown, terminal_size=(80, 24), run_before=run)


def test_one_film_for_tonight(snap_compare, shown, liked):
    liked("Ran", watchlist=True)
    liked("Metropolis", watchlist=True, seen=True)

    async def run(pilot):
        await before("v", "v")(pilot)
        await pilot.press("b")
        await until(pilot, lambda: len(pilot.app.screen_stack) == 2 and pilot.app.screen.row is not None)

    assert snap_compare(shown, terminal_size=(80, 24), run_before=run)


def map_after(*keys):
    async def run(pilot):
        await before("j")(pilot)
        await pilot.press("M")
        await until(pilot, lambda: getattr(pilot.app.screen, "map", None) is not None)
        for key in keys:
            await pilot.press(key)
        await pilot.pause()

    return run


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 40)], ids=lambda s: f"{s[0]}x{s[1]}")
def test_the_map(snap_compare, shown, size):
    assert snap_compare(shown, terminal_size=size, run_before=map_after())


def test_the_map_from_close_by(snap_compare, shown):
    assert snap_compare(shown, terminal_size=(80, 24), run_before=map_after("n", "plus", "plus", "l"))


def test_the_map_in_the_terminals_own_colours(snap_compare, shown):
    shown.theme = themes.TERMINAL.name
    assert snap_compare(shown, terminal_size=(80, 24), run_before=map_after("n"))


def test_a_version_without_a_map(snap_compare, shown, engine):
    engine.has_map = False

    async def run(pilot):
        await before()(pilot)
        await pilot.press("M")
        await until(pilot, lambda: "movierec train" in str(pilot.app.screen.query_one("#map-missing").content))

    assert snap_compare(shown, terminal_size=(80, 24), run_before=run)


def test_help_on_the_map(snap_compare, shown):
    assert snap_compare(shown, terminal_size=(120, 40), run_before=map_after("question_mark"))


def test_in_the_terminals_own_colours(snap_compare, shown):
    shown.theme = themes.TERMINAL.name
    assert snap_compare(shown, terminal_size=(80, 24), run_before=before("v", "j"))


def test_help(snap_compare, shown):
    assert snap_compare(shown, terminal_size=(120, 40), run_before=before("question_mark"))


def test_a_terminal_that_is_too_small(snap_compare, shown):
    assert snap_compare(shown, terminal_size=(59, 15), run_before=before())


def test_choosing_a_data_set(snap_compare, bare_app):
    async def run(pilot):
        await until(pilot, lambda: pilot.app.focused is not None and pilot.app.focused.id == "datasets")
        await pilot.press("j")

    assert snap_compare(bare_app, terminal_size=(80, 24), run_before=run)


def test_a_set_up_under_way(snap_compare, bare_app, settings):
    job = "setup-20260101-000000-abcdef"

    with JobLog(job_path(settings, job)) as log:
        for stage, done, total, unit in (("download", 59, 59, "bytes"), ("read", 9, 9, "bytes"), ("graph", 3, 3, "")):
            log.write(JobEvent(job=job, stage=stage, done=done, total=total, unit=unit))
        log.write(JobEvent(job=job, stage="train", done=430, total=1000, unit="steps", message="loss 6.12 · R@20 .41"))

        async def run(pilot):
            await until(pilot, lambda: pilot.app.state.job is not None and pilot.app.screen.shows_job)

        assert snap_compare(bare_app, terminal_size=(80, 24), run_before=run)


NOW = datetime(2026, 1, 1, 0, 0, 25, tzinfo=UTC)
"""When the app is opened."""
FROM_LETTERBOXD = [
    (Mark(catalogue="movielens", movie=film(title).id, title=title, year=film(title).year), fields)
    for title, fields in (
        ("Chinatown", {"opinion": "4.5", "seen": True, "at": "2019-05-03T12:00:00.000000+00:00"}),
        ("The Shining", {"opinion": "1.5", "seen": True, "at": "2019-05-03T12:00:00.000000+00:00"}),
        ("Full Metal Jacket", {"opinion": "3", "seen": True, "at": "2018-01-20T12:00:00.000000+00:00"}),
        ("Amélie", {"opinion": "5", "at": "2018-01-19T12:00:00.000000+00:00"}),
        ("Brazil", {"watchlist": True}),
    )
]


def marked_for_a_page(settings, liked):
    """Stars and likes enough for every section."""
    liked("Ran", "Rashomon", "Seven Samurai", "Metropolis", "Nosferatu", "City Lights", "Akira")
    with MarkLog(settings.files.marks) as log:
        log.record("anna", "Letterboxd", lambda *_: FROM_LETTERBOXD)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)], ids=lambda s: f"{s[0]}x{s[1]}")
def test_what_i_am_like(snap_compare, shown, settings, liked, facts, size):
    marked_for_a_page(settings, liked)

    async def run(pilot):
        await before("escape", "I")(pilot)
        await until(pilot, lambda: pilot.app.screen.portrait is not None)

    assert snap_compare(shown, terminal_size=size, run_before=run)


@pytest.mark.parametrize("theme", [themes.LIGHT, themes.TERMINAL], ids=lambda one: one.name)
def test_what_i_am_like_in_other_colours(snap_compare, shown, settings, liked, facts, theme):
    marked_for_a_page(settings, liked)
    shown.theme = theme.name

    async def run(pilot):
        await before("escape", "I")(pilot)
        await until(pilot, lambda: pilot.app.screen.portrait is not None)

    assert snap_compare(shown, terminal_size=(120, 40), run_before=run)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=lambda s: f"{s[0]}x{s[1]}")
def test_the_diary(snap_compare, app, settings, liked, monkeypatch, size):
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    moments = iter(NOW + timedelta(minutes=minutes) for minutes in (-180, -175, -170, -3, -2, -1))
    with MarkLog(settings.files.marks, clock=lambda: next(moments)) as log:
        log.record("anna", "Letterboxd", lambda *_: FROM_LETTERBOXD)
        log.change("anna", "movielens", film("Heat"), opinion="like")
        log.change("anna", "movielens", film("Ran"), seen=True)
        log.change("anna", "movielens", film("Heat"), opinion="4")
        log.change("anna", "movielens", film("Stalker"), watchlist=True)
        log.change("anna", "movielens", film("Jaws"), hidden=True)

    async def run(pilot):
        await before("escape", "H")(pilot)
        shown = pilot.app.screen.query_one(DiaryList)
        await until(pilot, lambda: shown.lines)
        await pilot.press("j", "j", "j", "j", "j", "enter", "j")
        await until(pilot, lambda: shown.line.inner is not None)

    try:
        assert snap_compare(app, terminal_size=size, run_before=run)
    finally:
        monkeypatch.undo()
        time.tzset()
