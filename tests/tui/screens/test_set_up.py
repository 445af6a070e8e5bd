import threading

import pytest
from textual import events

from engine.errors import NotSetUp
from engine.estimates.machine import Machine
from engine.job_log import JobEvent, JobLog, JobStatus, job_path
from engine.titles.index_files import save_titles
from tui.app import MovierecApp
from tui.screens.main_screen import MainScreen
from tui.screens.set_up_screen import SetUpScreen
from tui.state import messages
from tui.state.preferences import Preferences
from tui.widgets.job_view import JobView
from tui.widgets.lines import Line


def painted(app):
    return "\n".join("".join(s.text for s in strip) for strip in app.screen._compositor.render_strips())


async def on_set_up(app, pilot, until):
    await until(pilot, lambda: isinstance(app.screen, SetUpScreen) and app.focused is not None)


async def test_with_nothing_set_up_four_choices_are_offered_in_plain_words(bare_app, until):
    async with bare_app.run_test(size=(80, 24), notifications=True) as pilot:
        await on_set_up(bare_app, pilot, until)
        await until(pilot, lambda: "about 2 minutes" in painted(bare_app))
        text = " ".join(painted(bare_app).split())
        assert "movierec finds films you will like" in text
        assert "Quick films to 1998 about a minute" in text
        assert "▸ Usual films to 2000 about 2 minutes" in text
        assert "Recent films to 2023 about 40 minutes" in text
        assert "My own films" in text
        assert "GroupLens" in text


async def test_the_choices_are_there_before_the_machine_is_measured(settings, starter, until):
    settings.files.catalog.unlink()
    app = MovierecApp(settings, starter=starter, measure=lambda home: threading.Event().wait())
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await on_set_up(app, pilot, until)
        assert "films to 1998" in painted(app)
        assert "minute" not in painted(app)
        await pilot.press("up", "enter")
        await until(pilot, lambda: starter.jobs)
        assert starter.jobs[0][1] == ["--dataset", "ml-100k"]


@pytest.mark.parametrize(
    ("machine", "year", "asked"),
    [(Machine(cores=16, gpu=True), 2023, "ml-32m"), (Machine(speed=0.3), 2018, "ml-latest-small")],
    ids=["a machine with a GPU", "two slow cores"],
)
async def test_recent_films_are_as_many_as_the_machine_can_take(settings, starter, until, machine, year, asked):
    settings.files.catalog.unlink()
    app = MovierecApp(settings, starter=starter, measure=lambda home: machine)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await on_set_up(app, pilot, until)
        await until(pilot, lambda: "minute" in painted(app))
        assert f"Recent            films to {year}" in painted(app)
        await pilot.press("j", "enter")
        await until(pilot, lambda: starter.jobs)
        assert starter.jobs[0][1] == ["--dataset", asked]


async def test_what_becomes_known_before_the_set_up_is_built_is_shown_in_it(settings, engine, starter, until):
    app = MovierecApp(settings, opener=lambda _: engine, starter=starter, measure=lambda _: threading.Event().wait())
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once)
        job = "setup-20260101-000000-abcdef"
        running = JobStatus(id=job, kind="setup", stage="train", alive=True)
        failed = JobStatus(id=job, kind="setup", stage="failed", message="no room", alive=False)

        def at_once():
            app.action_show_set_up()
            app.on_machine_measured(messages.MachineMeasured(Machine()))
            app.on_job_updated(messages.JobUpdated(running, [], 1.0))
            app.on_job_updated(messages.JobUpdated(failed, [], 1.0))

        app.call_later(at_once)
        await until(pilot, lambda: "no room" in painted(app) and "about 2 minutes" in painted(app))


async def test_enter_pressed_twice_starts_one_job(bare_app, starter, until):
    async with bare_app.run_test(size=(80, 24), notifications=True) as pilot:
        await on_set_up(bare_app, pilot, until)
        for _ in range(2):
            bare_app.post_message(events.Key("enter", "\r"))
        await until(pilot, lambda: starter.jobs and bare_app.screen.shows_job)
        await pilot.press("x")
        assert len(starter.jobs) == 1


async def test_the_default_may_fall_back_at_the_first_set_up_only(bare_app, starter, until):
    async with bare_app.run_test(size=(80, 24), notifications=True) as pilot:
        await on_set_up(bare_app, pilot, until)
        await pilot.press("enter")
        await until(pilot, lambda: starter.jobs)
        assert starter.jobs[0][1] == []


async def test_an_empty_home_is_offered_set_up_at_once(settings, starter):
    settings.files.catalog.unlink()
    app = MovierecApp(settings, starter=starter)
    app._start = lambda: None
    async with app.run_test(size=(80, 24)):
        assert isinstance(app.screen, SetUpScreen)


async def test_files_of_ones_own_are_checked_before_a_job_starts(bare_app, starter, tmp_path, until):
    folder = tmp_path / "my films"
    folder.mkdir()
    (folder / "ratings.csv").write_text("userId,movieId,rating,timestamp\n1,1,4,0\n")
    async with bare_app.run_test(size=(80, 24), notifications=True) as pilot:
        await on_set_up(bare_app, pilot, until)
        await pilot.press("end", "enter", *"/no/such", "enter")
        await until(pilot, lambda: "/no/such does not exist" in bare_app.screen.query_one("#status", Line).words)
        source = bare_app.screen.query_one("#source")
        source.value = f"'{folder}'"
        await pilot.press("enter")
        await until(pilot, lambda: "movies.csv" in bare_app.screen.query_one("#status", Line).words)
        assert source.display
        assert not starter.jobs
        (folder / "movies.csv").write_text("movieId,title,genres\n1,Heat (1995),Action\n")
        await pilot.press("enter")
        await until(pilot, lambda: starter.jobs)
        assert starter.jobs[0][1] == ["--source", str(folder)]


async def test_tab_takes_the_suggested_rest_of_a_path(bare_app, starter, tmp_path, until):
    (tmp_path / "my-films").mkdir()
    async with bare_app.run_test(size=(80, 24), notifications=True) as pilot:
        await on_set_up(bare_app, pilot, until)
        await pilot.press("end", "enter")
        source = bare_app.screen.query_one("#source")
        source.value = f"{tmp_path}/m"
        await pilot.press("y")
        await until(pilot, lambda: source._suggestion)
        await pilot.press("tab")
        await until(pilot, lambda: source.value == f"{tmp_path}/my-films/")
        assert source.has_focus


async def test_progress_follows_the_log_and_ends_in_the_films(settings, engine, starter, until):
    published = []

    def opener(_):
        if not published:
            raise NotSetUp
        return engine

    app = MovierecApp(settings, opener=opener, starter=starter)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await on_set_up(app, pilot, until)
        await pilot.press("enter")
        await until(pilot, lambda: starter.jobs)
        job = starter.jobs[0][0]
        with JobLog(job_path(settings, job)) as log:
            log.write(JobEvent(job=job, stage="download", done=2_000_000, total=5_900_000, unit="bytes"))
            await until(pilot, lambda: "2.0 of 5.9 MB" in painted(app))
            log.write(JobEvent(job=job, stage="train", done=430, total=1000, unit="steps", message="loss 6.12"))
            await until(pilot, lambda: "43%" in painted(app))
            assert "✓ downloading ratings" in painted(app)
            assert "loss 6.12" in painted(app)
            published.append(True)
            log.write(JobEvent(job=job, stage="done", version="v3"))
        await until(pilot, lambda: isinstance(app.screen, MainScreen) and app.state.ranked.ranked_once)


async def test_a_job_that_fails_tells_why_and_lets_one_choose_again(bare_app, starter, settings, until):
    async with bare_app.run_test(size=(80, 24), notifications=True) as pilot:
        await on_set_up(bare_app, pilot, until)
        await pilot.press("enter")
        await until(pilot, lambda: starter.jobs)
        job = starter.jobs[0][0]
        with JobLog(job_path(settings, job)) as log:
            log.write(JobEvent(job=job, stage="download", message="ml-1m"))
            log.write(JobEvent(job=job, stage="failed", message="GroupLens did not answer", remedy="try again later"))
        await until(pilot, lambda: "! GroupLens did not answer" in painted(bare_app))
        assert "try again later" in painted(bare_app)
        assert "Which films should movierec use?" in painted(bare_app)
        await pilot.press("enter")
        await until(pilot, lambda: len(starter.jobs) == 2)
        await until(pilot, lambda: "GroupLens did not answer" not in painted(bare_app))


async def test_the_time_left_is_shown_and_survives_closing_the_screen(app, settings, liked, until):
    liked("Stalker")
    job = "train-20260101-000000-abcdef"
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once)
        with JobLog(job_path(settings, job)) as log:
            plan = {"read": 5.0, "graph": 20.0, "train": 200.0, "evaluate": 30.0, "publish": 10.0}
            log.write(JobEvent(job=job, stage="start", unit="note", plan=plan))
            for stage, done, total in (("read", 0, 9), ("read", 9, 9), ("graph", 0, 100), ("graph", 50, 100)):
                log.write(JobEvent(job=job, stage=stage, done=done, total=total, unit="percent"))
            await until(pilot, lambda: app.state.job is not None and app.state.job.stage == "graph")
            await pilot.press("D")
            await until(pilot, lambda: "stage 2 of 5 · about 5 minutes left" in painted(app))
            assert "50%" in painted(app)


async def test_what_is_taken_instead_of_what_was_chosen_stays_on_the_screen(bare_app, starter, settings, until):
    async with bare_app.run_test(size=(80, 24), notifications=True) as pilot:
        await on_set_up(bare_app, pilot, until)
        await pilot.press("enter")
        await until(pilot, lambda: starter.jobs)
        job = starter.jobs[0][0]
        with JobLog(job_path(settings, job)) as log:
            log.write(JobEvent(job=job, stage="download", unit="note", message="out of reach: taking MovieLens 100K"))
            log.write(JobEvent(job=job, stage="train", done=4, total=8, unit="steps", message="loss 6.12"))
            await until(pilot, lambda: "50%" in painted(bare_app))
            assert "! out of reach: taking MovieLens 100K" in painted(bare_app)


async def test_opened_again_the_app_attaches_to_the_job_under_way(bare_app, settings, until):
    job = "setup-20260101-000000-abcdef"
    with JobLog(job_path(settings, job)) as log:
        log.write(JobEvent(job=job, stage="train", done=1, total=4, unit="steps"))
        async with bare_app.run_test(size=(80, 24), notifications=True) as pilot:
            await until(pilot, lambda: isinstance(bare_app.screen, SetUpScreen) and "25%" in painted(bare_app))
            log.write(JobEvent(job=job, stage="train", done=2, total=4, unit="steps"))
            await until(pilot, lambda: "50%" in painted(bare_app))


async def test_a_job_that_was_killed_is_told_as_such(bare_app, settings, until):
    job = "setup-20260101-000000-abcdef"
    log = JobLog(job_path(settings, job))
    log.write(JobEvent(job=job, stage="train", done=1, total=4, unit="steps"))
    async with bare_app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: "25%" in painted(bare_app))
        log.close()
        await until(pilot, lambda: "the job stopped unexpectedly" in painted(bare_app))
        assert "the same choice goes on" in painted(bare_app)


async def test_a_set_up_that_ended_while_no_app_was_open_is_told(bare_app, settings, until):
    job = "setup-20260101-000000-abcdef"
    with JobLog(job_path(settings, job)) as log:
        log.write(JobEvent(job=job, stage="train", done=1, total=4, unit="steps"))
        log.write(JobEvent(job=job, stage="failed", message="the disk is full", remedy="make room"))
    async with bare_app.run_test(size=(80, 24), notifications=True) as pilot:
        await on_set_up(bare_app, pilot, until)
        await until(pilot, lambda: "! the disk is full · make room" in painted(bare_app))
        assert "Which films should movierec use?" in painted(bare_app)


async def test_a_job_beside_an_open_version_shows_in_the_header_and_announces_the_version(app, settings, liked, until):
    liked("Stalker")
    job = "train-20260101-000000-abcdef"
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once)
        with JobLog(job_path(settings, job)) as log:
            log.write(JobEvent(job=job, stage="train", done=43, total=100, unit="steps"))
            await until(pilot, lambda: "training 43%" in app.screen.query_one("#header", Line).words)
            log.write(JobEvent(job=job, stage="done", version="v4"))
        await until(pilot, lambda: "v4 is ready, n to switch" in app.screen.query_one("#status", Line).words)


async def test_set_up_can_be_opened_from_the_films_and_left(app, starter, liked, until):
    liked("Stalker")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await until(pilot, lambda: app.state.ranked.ranked_once)
        await pilot.press("D")
        await on_set_up(app, pilot, until)
        await pilot.press("enter")
        await until(pilot, lambda: starter.jobs)
        assert starter.jobs[0][1] == ["--dataset", "ml-1m"]
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, MainScreen))


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 40)])
async def test_the_job_fits_every_size(bare_app, settings, until, size):
    job = "setup-20260101-000000-abcdef"
    with JobLog(job_path(settings, job)) as log:
        log.write(JobEvent(job=job, stage="train", done=1, total=4, unit="steps", message="[/]\x1b[2J"))
        async with bare_app.run_test(size=size, notifications=True) as pilot:
            await until(pilot, lambda: "25%" in painted(bare_app))
            assert bare_app.screen.query_one("#job", JobView).size.height > 5
            assert "\x1b" not in painted(bare_app)


async def test_a_job_is_stopped_by_the_second_press_of_its_key_only(bare_app, settings, until, monkeypatch):
    stopped = []
    monkeypatch.setattr("tui.workers.job_follower.interrupt", lambda _, job: not stopped.append(job))
    job = "setup-20260101-000000-abcdef"
    with JobLog(job_path(settings, job)) as log:
        log.write(JobEvent(job=job, stage="train", done=1, total=4, unit="steps"))
        async with bare_app.run_test(size=(80, 24), notifications=True) as pilot:
            await until(pilot, lambda: "25%" in painted(bare_app))
            await pilot.press(*"star wars", "S")
            await until(pilot, lambda: "press S again to stop the job" in painted(bare_app))
            assert not stopped
            await pilot.press("S")
            await until(pilot, lambda: "asked the job to stop" in painted(bare_app))
            assert stopped == [job]


async def test_a_job_that_has_ended_before_it_could_be_stopped_is_told_as_such(bare_app, settings, until, monkeypatch):
    monkeypatch.setattr("tui.workers.job_follower.interrupt", lambda *_: False)
    job = "setup-20260101-000000-abcdef"
    with JobLog(job_path(settings, job)) as log:
        log.write(JobEvent(job=job, stage="train", done=1, total=4, unit="steps"))
        async with bare_app.run_test(size=(80, 24), notifications=True) as pilot:
            await until(pilot, lambda: "25%" in painted(bare_app))
            await pilot.press("S", "S")
            await until(pilot, lambda: "the job has already ended" in painted(bare_app))
            assert "asked the job to stop" not in painted(bare_app)


async def test_remapped_keys_are_named_and_work(settings, engine, starter, until):
    def refuse(_):
        raise NotSetUp

    save_titles(settings.files.titles, engine.all, engine.dataset)
    keys = Preferences(keys={"setup_films": "ctrl+f", "setup_quit": "Q"})
    app = MovierecApp(settings, keys, opener=refuse, starter=starter)
    job = "setup-20260101-000000-abcdef"
    with JobLog(job_path(settings, job)) as log:
        log.write(JobEvent(job=job, stage="train", done=1, total=4, unit="steps"))
        async with app.run_test(size=(80, 24), notifications=True) as pilot:
            await until(pilot, lambda: "^f goes to the films" in painted(app))
            await pilot.resize_terminal(40, 10)
            await until(pilot, lambda: "Q quits" in painted(app))
            await pilot.press("ctrl+f")
            await until(pilot, lambda: isinstance(app.screen, MainScreen))


async def test_the_palette_is_for_the_films_only(bare_app, until):
    async with bare_app.run_test(size=(80, 24), notifications=True) as pilot:
        await on_set_up(bare_app, pilot, until)
        await pilot.press("ctrl+p")
        await pilot.pause()
        assert isinstance(bare_app.screen, SetUpScreen)
