"""The first seconds of the app: the list from last time, films to pick from, and titles before a version is ready."""

import threading

import msgspec
import pytest

from engine.errors import NotSetUp
from engine.job_log import JobEvent, JobLog, job_path
from engine.profiles.list_filters import ListFilters
from engine.profiles.marks import MarkLog
from engine.titles.index_files import save_titles
from tui.app import MovierecApp
from tui.screens.main_screen import MainScreen
from tui.screens.set_up_screen import SetUpScreen
from tui.widgets.film_list import FilmList
from tui.widgets.filter_panel import FilterPanel
from tui.widgets.lines import Line
from tui.workers.list_cache import read_list, save_list

JOB = "setup-20260101-000000-abcdef"


def painted(app):
    return "\n".join("".join(s.text for s in strip) for strip in app.screen._compositor.render_strips())


def rows(app):
    return [row.movie.title for row in app.screen.query_one("#films", FilmList).rows]


def line(app, name):
    return app.screen.query_one(name, Line).words


@pytest.fixture
def last(settings, engine):
    """The list of an earlier session, for a profile that liked Stalker."""
    found = engine.recommend(k=50, opinions={26: 1.0})
    save_list(settings, engine.version, engine.dataset, found)
    return found


# The list from last time


async def test_the_list_from_last_time_is_painted_at_once_and_marks_work_on_it(
    settings, engine, liked, last, until, starter
):
    liked("Stalker")
    go = threading.Event()
    app = MovierecApp(settings, opener=lambda _: (go.wait(20), engine)[1], starter=starter)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        assert rows(app) == [found.movie.title for found in last]
        assert line(app, "#heading") == "FOR YOU   from last time"
        assert "MovieLens 1M" in line(app, "#header")
        await until(pilot, lambda: app.state.revision)
        await pilot.press("space")
        await until(pilot, lambda: len(app.state.marked.by_movie) == 2)
        with MarkLog(settings.files.marks) as log:
            assert log.marks("anna")[0].title == last[0].movie.title
        await pilot.press("v")
        assert rows(app) == [last[0].movie.title, "Stalker"]
        await pilot.press("escape")
        go.set()
        await until(pilot, lambda: line(app, "#heading").startswith("FOR YOU   because of 2 films"))
        await pilot.press("j")  # the cursor leaves the film that was liked
        await until(pilot, lambda: last[0].movie.title not in rows(app))
        shown = rows(app)
    assert [row.movie.title for row in read_list(settings).rows] == shown


async def test_the_list_of_another_catalogue_goes_when_the_version_opens(settings, engine, liked, last, until):
    liked("Stalker")
    save_list(settings, "v9", msgspec.structs.replace(engine.dataset, catalogue="other"), last)
    go = threading.Event()
    engine.wait = lambda: go.wait(20)
    app = MovierecApp(settings, opener=lambda _: engine)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        assert "from last time" in line(app, "#heading")
        await until(pilot, lambda: app.state.engine.titles is not None)
        assert rows(app) == []
        go.set()
        await until(pilot, lambda: app.state.ranked.ranked_once)


async def test_somebody_who_likes_nothing_leaves_no_list(app, settings, engine, last, until):
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once)
        await until(pilot, lambda: read_list(settings) is None)


# Films to pick from


async def test_whoever_likes_nothing_picks_five_of_many_kinds(app, until):
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once)
        assert line(app, "#heading") == "POPULAR   like five films for a list of your own: 0 of 5"
        offered = rows(app)
        assert len(offered) == 50
        assert len({row.movie.year // 10 for row in app.state.picks[:12]}) >= 5
        await pilot.press("down")
        for count in range(1, 5):
            await pilot.press("space", "down")
            await until(pilot, lambda count=count: f"{count} of 5" in line(app, "#heading"))
            assert rows(app) == offered  # nothing moves while the person picks


async def test_in_a_narrow_terminal_the_count_is_not_cut_off(app, until):
    async with app.run_test(size=(60, 16), notifications=True) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once)
        await pilot.press("down", "space")
        await until(pilot, lambda: "like five films: 1 of 5" in painted(app) and "v your list" in painted(app))


async def test_at_the_fifth_like_the_list_is_ones_own(app, clock, until):
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once)
        await pilot.press("down")
        for _ in range(5):
            await pilot.press("space", "down")
        await until(pilot, lambda: "your list" in line(app, "#heading"))  # held: the cursor has just moved
        await pilot.press("r")
        await until(pilot, lambda: line(app, "#heading").startswith("FOR YOU   because of 5 films"))


async def test_the_list_so_far_is_one_key_away(app, until):
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once)
        await pilot.press("down", "space")
        await until(pilot, lambda: "1 of 5  v your list" in line(app, "#heading"))
        await pilot.press("v")
        await until(pilot, lambda: "FOR YOU   because of 1 film" in line(app, "#heading"))
        await pilot.press("V")
        assert "1 of 5" in line(app, "#heading")


async def test_whoever_likes_a_hit_sees_the_list_that_it_leads_to(app, until):
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once)
        await pilot.press("slash", *"stalker", "enter", "escape", "escape")
        await until(pilot, lambda: "FOR YOU   because of 1 film" in line(app, "#heading"))
        await pilot.press("slash", *"alien", "enter", "escape", "escape")
        await until(pilot, lambda: "because of 2 films" in line(app, "#heading"))


async def test_whoever_searches_and_likes_nothing_goes_on_picking(app, until):
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once)
        await pilot.press("slash", *"stalker", "escape", "escape")
        await until(pilot, lambda: "0 of 5" in line(app, "#heading"))


async def test_filters_lead_from_the_films_to_pick_to_the_list_that_obeys_them(app, until):
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once)
        assert app.state.page.kind == "pick"
        app.screen.post_message(FilterPanel.Changed(ListFilters(genres=("Horror",))))
        await until(pilot, lambda: app.state.filters.genres and not app.state.ranked.filters_changed)
        assert app.state.page.kind == "for_you"
        app.screen.post_message(FilterPanel.Changed(ListFilters()))
        await until(pilot, lambda: not app.state.filters.genres)
        assert app.state.page.kind == "pick"


async def test_another_profile_has_its_own_last_list_and_its_own_start(app, settings, engine, until):
    ben = msgspec.structs.replace(settings, profile="ben")
    with MarkLog(settings.files.marks) as log:
        log.change("ben", "movielens", engine.all[25], opinion="like")
        log.change("anna", "movielens", engine.all[9], opinion="like")
    found = engine.recommend(k=50, opinions={26: 1.0})
    save_list(ben, "v3", engine.dataset, found)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once)
        go = threading.Event()
        engine.wait = lambda: go.wait(20)
        app.screen.change_profile("ben")
        assert rows(app) == [one.movie.title for one in found]
        assert "from last time" in line(app, "#heading")
        go.set()
        await until(pilot, lambda: "because of 1 film" in line(app, "#heading"))
        app.screen.change_profile("zoe")
        await until(pilot, lambda: "0 of 5" in line(app, "#heading"))
    assert [row.movie.title for row in read_list(ben).rows] == [one.movie.title for one in found]
    assert read_list(settings).rows[0].movie.title != found[0].movie.title


# Titles before a version is ready


@pytest.fixture
def titles(settings, engine):
    save_titles(settings.files.titles, engine.all, engine.dataset)


async def test_while_set_up_goes_on_films_can_be_searched_and_marked(bare_app, settings, engine, until):
    with JobLog(job_path(settings, JOB)) as log:
        log.write(JobEvent(job=JOB, stage="read", done=1, total=4))
        async with bare_app.run_test(size=(80, 24), notifications=True) as pilot:
            await until(pilot, lambda: isinstance(bare_app.screen, SetUpScreen) and "reading" in painted(bare_app))
            assert "to the films" not in painted(bare_app)
            save_titles(settings.files.titles, engine.all, engine.dataset)
            log.write(JobEvent(job=JOB, stage="train", done=1, total=4, unit="steps"))
            await until(pilot, lambda: "enter goes to the films" in painted(bare_app))
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(bare_app.screen, MainScreen))
            assert "training 25%" in line(bare_app, "#header")
            assert "0 of 5" in line(bare_app, "#heading")
            await pilot.press("slash", *"alien", "enter")
            await until(pilot, lambda: bare_app.state.opinions == 1)
            await pilot.press("escape", "enter")
            await until(pilot, lambda: "once set-up is done" in line(bare_app, "#status"))
    with MarkLog(settings.files.marks) as marks:
        (mark,) = marks.marks("anna")
        assert (mark.catalogue, mark.title) == (engine.dataset.catalogue, "Alien")


async def test_the_version_takes_over_when_it_stands(settings, engine, starter, titles, until):
    published = []

    def opener(_):
        if not published:
            raise NotSetUp
        return engine

    app = MovierecApp(settings, opener=opener, starter=starter)
    with JobLog(job_path(settings, JOB)) as log:
        log.write(JobEvent(job=JOB, stage="train", done=1, total=4, unit="steps"))
        async with app.run_test(size=(80, 24), notifications=True) as pilot:
            await until(pilot, lambda: app.state.engine.titles is not None and isinstance(app.screen, SetUpScreen))
            await until(pilot, lambda: "enter goes to the films" in painted(app))
            await pilot.press("enter")
            await until(pilot, lambda: isinstance(app.screen, MainScreen))
            await pilot.press("escape", "space")
            await until(pilot, lambda: app.state.opinions == 1)
            published.append(True)
            log.write(JobEvent(job=JOB, stage="done", version="v3"))
            await until(pilot, lambda: "FOR YOU   because of 1 film" in line(app, "#heading"))


async def test_titles_that_are_damaged_are_passed_over(bare_app, settings, titles, until):
    (settings.files.titles / "titles_names.npy").write_bytes(b"")
    async with bare_app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: isinstance(bare_app.screen, SetUpScreen) and bare_app.focused is not None)
        assert bare_app.state.engine.titles is None


# A newer version


@pytest.mark.parametrize(
    ("gain", "words"),
    [
        (2.2, "v4 is ready: 2% better on held-out users, n to switch"),
        (-3.0, "v4 is ready: 3% worse on held-out users, n to switch"),
        (0.3, "v4 is ready: equally good on held-out users, n to switch"),
        (None, "v4 is ready, n to switch"),
    ],
)
async def test_a_newer_version_is_told_with_what_it_is_worth(app, engine, liked, until, gain, words):
    liked("Stalker")
    app.backend.ranking._thread._idle_after = 0.02
    engine.gains = gain
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once)
        engine.current = "v4"
        await until(pilot, lambda: words in line(app, "#status"))
