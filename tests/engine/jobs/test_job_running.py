"""How a job reports, ends and is stopped; the work itself is a stub."""

from __future__ import annotations

import os
import signal
import threading

import pytest

from engine.errors import BusyError, DataError
from engine.job_log import HeldLock, JobEvent, job_path, list_jobs, read_job
from engine.jobs.job_running import Job, JobInterrupted, log_failure, run_job
from engine.progress import Event
from engine.settings import Settings

JOB = "setup-1"


def logged(settings: Settings, job: str = JOB) -> list[JobEvent]:
    return read_job(job_path(settings, job))[0]


def test_the_log_ends_with_done_and_the_version_and_the_listener_hears_the_same(settings: Settings) -> None:
    heard: list[JobEvent] = []

    def work(job: Job) -> tuple[int, str]:
        job.progress(Event(stage="read", done=1, total=2, unit="rows"))
        job.say("another data set is used")
        return 7, "v3"

    assert run_job(settings, "setup", work, job_id=JOB, listener=heard.append) == 7
    assert heard == logged(settings)
    assert [(event.stage, event.note, event.version) for event in heard] == [
        ("read", False, None),
        ("read", True, None),
        ("done", False, "v3"),
    ]
    assert not list_jobs(settings)[0].alive


def test_a_note_is_told_once_however_often_it_comes(settings: Settings) -> None:
    def work(job: Job) -> tuple[None, None]:
        job.progress(Event(stage="download", unit="note", message="other films instead"))
        job.progress(Event(stage="read", done=2, total=2, unit="rows"))
        job.say("other films instead")
        job.say("2 rows were skipped")
        return None, None

    run_job(settings, "setup", work, job_id=JOB)
    notes = [(event.stage, event.message) for event in logged(settings) if event.note]
    assert notes == [("download", "other films instead"), ("read", "2 rows were skipped")]


def test_a_failure_is_logged_with_its_remedy_and_raised(settings: Settings) -> None:
    def work(job: Job) -> tuple[None, None]:
        raise DataError("line 7 is odd", "fix it")

    with pytest.raises(DataError):
        run_job(settings, "setup", work, job_id=JOB)
    (event,) = logged(settings)
    assert (event.stage, event.message, event.remedy) == ("failed", "line 7 is odd", "fix it")


def test_a_bug_is_logged_too(settings: Settings) -> None:
    def work(job: Job) -> tuple[None, None]:
        raise ZeroDivisionError("by nothing")

    with pytest.raises(ZeroDivisionError):
        run_job(settings, "setup", work, job_id=JOB)
    assert logged(settings)[-1].message == "ZeroDivisionError: by nothing"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_work_that_does_not_ask(settings: Settings, number: int) -> None:
    def work(job: Job) -> tuple[None, None]:
        os.kill(os.getpid(), number)
        threading.Event().wait(10)
        raise AssertionError("went on")

    with pytest.raises(JobInterrupted) as stopped:
        run_job(settings, "setup", work, job_id=JOB)
    assert stopped.value.exit_code == 130
    assert logged(settings)[-1].stage == "failed"


def test_work_that_asks_is_asked_to_stop_and_a_second_signal_ends_it(settings: Settings) -> None:
    seen: list[bool] = []

    def work(job: Job) -> tuple[None, None]:
        with job.stopping_itself():
            seen.append(job.should_stop())
            os.kill(os.getpid(), signal.SIGINT)
            seen.append(job.should_stop())
            os.kill(os.getpid(), signal.SIGINT)
            threading.Event().wait(10)
        raise AssertionError("went on")

    with pytest.raises(JobInterrupted):
        run_job(settings, "setup", work, job_id=JOB)
    assert seen == [False, True]


def test_a_dropped_terminal_does_not_stop_a_job(settings: Settings) -> None:
    def work(job: Job) -> tuple[str, None]:
        os.kill(os.getpid(), signal.SIGHUP)
        return "went on", None

    assert run_job(settings, "setup", work) == "went on"


def test_signals_mean_afterwards_what_they_meant_before(settings: Settings) -> None:
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)]
    run_job(settings, "setup", lambda job: (None, None))
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)] == before


def test_one_job_trains_at_a_time_and_the_other_is_told_who(settings: Settings) -> None:
    settings.files.ensure()
    with HeldLock(settings.files.train_lock, "train-7"):
        with pytest.raises(BusyError, match="train-7"):
            run_job(settings, "setup", lambda job: (None, None), job_id=JOB)
        assert run_job(settings, "evaluate", lambda job: ("measured", None), trains=False) == "measured"
    assert "train-7" in logged(settings)[-1].message


def test_one_that_is_refused_says_how_far_the_other_is_and_leaves_no_log(settings: Settings) -> None:
    def work(job: Job) -> tuple[None, None]:
        job.progress(Event(stage="train", done=41, total=80, unit="steps"))
        with pytest.raises(BusyError, match=rf"{JOB} \(process \d+ on .*\) is already running here, at train 41 of 80"):
            run_job(settings, "setup", lambda job: (None, None))
        return None, None

    run_job(settings, "setup", work, job_id=JOB)
    assert [path.stem for path in settings.files.jobs.glob("*.jsonl")] == [JOB]


def test_of_many_steps_the_first_the_last_and_some_are_told(settings: Settings) -> None:
    def work(job: Job) -> tuple[None, None]:
        for step in range(5001):
            job.progress(Event(stage="train", done=step, total=5000, unit="steps", message=f"loss {step}"))
        job.progress(Event(stage="publish", done=1, total=2, message="vectors"))
        job.progress(Event(stage="publish", done=1, total=2, message="films"))
        return None, None

    run_job(settings, "setup", work, job_id=JOB)
    events = logged(settings)
    steps = [event.done for event in events if event.stage == "train"]
    assert (steps[0], steps[-1]) == (0, 5000)
    assert len(steps) < 100
    assert [event.message for event in events if event.stage == "publish"] == ["vectors", "films"]


def test_a_job_that_fails_before_it_begins_can_leave_a_log(settings: Settings) -> None:
    log_failure(settings, JOB, DataError("nothing there", "give a folder"))
    assert [(event.stage, event.remedy) for event in logged(settings)] == [("failed", "give a folder")]
    log_failure(settings, JOB, DataError("again", ""))
    assert len(logged(settings)) == 1
