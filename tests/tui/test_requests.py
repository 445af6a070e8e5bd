"""What the screens request from the app, and messages of the threads while another screen is in front."""

import threading

import pytest
from textual import events

from engine.errors import NotSetUp, UsageError
from engine.job_log import JobEvent, JobLog, JobStatus, job_path
from tests.tui.recording_backend import RecordingBackend
from tui.app import MovierecApp
from tui.screens.help_screen import HelpScreen
from tui.screens.main_screen import MainScreen
from tui.screens.profile_screen import ProfileScreen
from tui.screens.set_up_screen import SetUpScreen
from tui.state import messages, requests
from tui.widgets.lines import Line

JOB = "setup-20260101-000000-abcdef"


@pytest.fixture
def go():
    """Set to let the engine open."""
    return threading.Event()


async def test_with_the_help_in_front_the_set_up_is_offered_all_the_same(settings, starter, until, go):
    def refuse(_):
        go.wait(20)
        raise NotSetUp

    app = MovierecApp(settings, opener=refuse, starter=starter)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("escape", "question_mark")
        await until(pilot, lambda: isinstance(app.screen, HelpScreen))
        go.set()
        await until(pilot, lambda: isinstance(app.screen, SetUpScreen))


async def test_with_the_profiles_in_front_the_list_is_ranked_all_the_same(settings, engine, starter, until, go, liked):
    liked("Stalker")
    app = MovierecApp(settings, opener=lambda _: (go.wait(20), engine)[1], starter=starter)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("p")
        await until(pilot, lambda: isinstance(app.screen, ProfileScreen))
        go.set()
        await until(pilot, lambda: app.state.ranked.ranked_once)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, MainScreen) and app.screen.view.films.rows)


async def test_a_set_up_that_is_done_while_the_help_is_in_front_leads_to_the_films(
    settings, engine, starter, until, go
):
    def opener(_):
        if not go.is_set():
            raise NotSetUp
        return engine

    app = MovierecApp(settings, opener=opener, starter=starter)
    with JobLog(job_path(settings, JOB)) as log:
        log.write(JobEvent(job=JOB, stage="train", done=1, total=2))
        async with app.run_test(size=(80, 24)) as pilot:
            await until(pilot, lambda: isinstance(app.screen, SetUpScreen) and app.screen.shows_job)
            await pilot.press("question_mark")
            await until(pilot, lambda: isinstance(app.screen, HelpScreen))
            go.set()
            log.write(JobEvent(job=JOB, stage="done", version="v3"))
            await until(pilot, lambda: app.state.ranked.ranked_once)
            await pilot.press("escape")
            await until(pilot, lambda: isinstance(app.screen, MainScreen))


async def test_jobs_are_asked_for_through_the_backend(app, until):
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once)
        app._setting_up._backend = backend = RecordingBackend()
        job = JobStatus(id=JOB, kind="setup", stage="train", alive=True)
        app.post_message(requests.DataSetChosen(["--dataset", "ml-1m"], "MovieLens 1M"))
        app.post_message(messages.JobUpdated(job, [], 1.0))
        for _ in range(2):
            app.post_message(requests.StopJobRequested())
        await until(pilot, lambda: ("interrupt_job",) in backend.calls)
        assert ("set_up", "--dataset", "ml-1m") in backend.calls
        assert app.state.notice[0] == "the job has already ended"


async def test_every_screen_can_be_asked_for_help_and_left_again(app, until):
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once)
        await pilot.press("escape")
        for key in ("", "D"):
            await pilot.press(*filter(None, [key]), "question_mark")
            await until(pilot, lambda: isinstance(app.screen, HelpScreen))
            await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, SetUpScreen))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, MainScreen))


async def test_t_goes_through_all_the_themes(app, until):
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once)
        await pilot.press("escape")
        seen = [app.theme]
        for _ in range(4):
            await pilot.press("t")
            await until(pilot, lambda: app.theme != seen[-1])
            seen.append(app.theme)
        assert seen[0] in seen[1:] and len(set(seen)) > 1


async def test_the_profile_that_one_is_already_changes_nothing(app, engine, liked, until):
    liked("Stalker")
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once)
        before = app.state.revision
        await pilot.press("p")
        await until(pilot, lambda: isinstance(app.screen, ProfileScreen))
        await pilot.press(*"anna", "enter")
        await until(pilot, lambda: isinstance(app.screen, MainScreen))
        assert (app.state.profile, app.state.revision) == ("anna", before)


@pytest.mark.parametrize(
    ("open_key", "close_key"),
    [("question_mark", "escape"), ("p", "escape"), ("p", "enter"), ("D", "escape")],
)
async def test_a_key_that_closes_a_screen_does_no_harm_when_it_comes_twice(app, until, open_key, close_key):
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once)
        await pilot.press("escape", open_key)
        await until(pilot, lambda: len(app.screen_stack) == 2)
        for _ in range(3):  # all at once; `press` waits for each key to be handled
            app.post_message(events.Key(close_key, "\r" if close_key == "enter" else "\x1b"))
        await until(pilot, lambda: isinstance(app.screen, MainScreen))
        await pilot.press("w")
        await until(pilot, lambda: any(mark.watchlist for mark in app.state.marked.marks))


@pytest.mark.parametrize("opens", ["question_mark", "p", "D"])
@pytest.mark.parametrize("then", ["x", "s", "w", "space", "same"])
async def test_a_key_right_behind_one_that_opens_a_screen_goes_to_that_screen(app, until, type_at_once, opens, then):
    characters = {"question_mark": "?", "space": " "}
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once)
        await pilot.press("escape")
        keys = opens, opens if then == "same" else then
        await type_at_once(pilot, *((key, characters.get(key, key)) for key in keys))
        opened = {"question_mark": HelpScreen, "p": ProfileScreen, "D": SetUpScreen}[opens]
        closed = opens == "question_mark" and then == "same"
        assert [type(screen) for screen in app.screen_stack[1:]] == ([] if closed else [opened])
        assert not app.state.marked.marks and not app.state.notice[0].startswith(("hid", "marked"))


async def test_q_right_behind_the_key_of_the_help_closes_the_help_only(app, until, type_at_once):
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once)
        await pilot.press("escape")
        await type_at_once(pilot, ("question_mark", "?"), ("q", "q"))
        assert app.is_running and app.return_code is None and isinstance(app.screen, MainScreen)


async def test_a_set_up_that_cannot_start_under_the_help_is_said_on_its_own_screen_and_can_be_tried_again(app, until):
    class Refusing(RecordingBackend):
        def set_up(self, arguments):
            super().set_up(arguments)
            raise UsageError("no room", "free some")

    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once)
        await pilot.press("escape", "D")
        await until(pilot, lambda: isinstance(app.screen, SetUpScreen))
        app._setting_up._backend = backend = Refusing()
        app.post_message(events.Key("enter", "\r"))
        app.post_message(events.Key("question_mark", "?"))
        await until(pilot, lambda: isinstance(app.screen, HelpScreen) and backend.calls)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, SetUpScreen))
        assert "no room" in app.screen.query_one("#status", Line).words
        await pilot.press("enter")
        await until(pilot, lambda: len([call for call in backend.calls if call[0] == "set_up"]) == 2)
