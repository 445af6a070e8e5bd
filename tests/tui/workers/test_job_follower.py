import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from engine.job_log import JobEvent, JobLog, job_path
from engine.settings import Settings
from tui.workers.job_follower import JobFollower, start_process

OLD, NEW = "setup-20260101-000000-aaaaaa", "train-20260101-000500-bbbbbb"


@pytest.fixture
def told():
    return []


@pytest.fixture
def follower(settings, told):
    return JobFollower(settings, told.append, told.append, starter=lambda *_: None, wall=lambda: 1767225600.0 + 600)


def log_of(settings, job, *events, at):
    """A running job that has written these stages, the last one at time `at`."""
    log = JobLog(job_path(settings, job))
    for stage in events:
        log.write(JobEvent(job=job, stage=stage))
    os.utime(log.path, (at, at))
    return log


def test_of_several_jobs_alive_the_newest_is_followed(settings, told, follower):
    now = time.time()
    with log_of(settings, OLD, "read", "train", at=now - 60), log_of(settings, NEW, "read", at=now):
        follower.look()
    assert [(moved.status.id, len(moved.events), moved.seconds) for moved in told] == [(NEW, 1, 300.0)]


def test_what_is_new_of_a_job_is_told_once(settings, told, follower):
    with log_of(settings, NEW, "read", at=time.time()) as log:
        follower.look()
        follower.look()
        log.write(JobEvent(job=NEW, stage="train"))
        follower.look()
    follower.look()
    follower.look()
    assert [[event.stage for event in moved.events] for moved in told] == [["read"], ["train"], []]
    assert [moved.status.alive for moved in told] == [True, True, False]


def test_when_a_job_has_ended_the_next_one_is_followed_from_its_beginning(settings, told, follower):
    with log_of(settings, OLD, "read", "train", "done", at=time.time() - 5):
        follower.look()
    with log_of(settings, NEW, "read", at=time.time()):
        follower.look()
    assert [(moved.status.id, [event.stage for event in moved.events]) for moved in told] == [(NEW, ["read"])]


def test_a_job_started_while_the_log_of_another_is_read_is_followed_from_its_beginning(settings, told, monkeypatch):
    """The old job's offset must not be used in the new job's log."""
    started = []

    def starter(_, job, arguments):
        started.append(job)
        with JobLog(job_path(settings, job)) as log:
            log.write(JobEvent(job=job, stage="download"))

    follower = JobFollower(settings, told.append, told.append, starter=starter)
    log_of(settings, OLD, *["read"] * 50, at=time.time()).close()
    with JobLog(job_path(settings, OLD)):
        from tui.workers import job_follower

        read = job_follower.read_job

        def read_and_start(path, offset):
            found = read(path, offset)
            if not started:
                follower.set_up([])
            return found

        monkeypatch.setattr(job_follower, "read_job", read_and_start)
        follower.look()
        follower.look()
    assert [(moved.status.id, [event.stage for event in moved.events]) for moved in told] == [
        (started[0], ["download"])
    ]


def test_a_folder_named_tui_where_the_person_is_does_not_run_in_place_of_ours(tmp_path, monkeypatch):
    settings = Settings(home=tmp_path / "home", profile="anna")
    here = tmp_path / "here"
    (here / "tui" / "cli").mkdir(parents=True)
    for name in ("tui/__init__.py", "tui/cli/__init__.py", "tui/cli/__main__.py"):
        (here / name).write_text(f"open({str(tmp_path / 'theirs')!r}, 'w')")
    monkeypatch.chdir(here)
    started = []
    popen = subprocess.Popen

    def note(*arguments, **options):
        started.append(popen(*arguments, **options))
        return started[0]

    monkeypatch.setattr(subprocess, "Popen", note)
    start_process(settings, OLD, ["--source", "/no/such/folder"])
    started[0].wait(60)
    assert not (tmp_path / "theirs").exists()
    assert "/no/such/folder" in settings.files.job_output(OLD).read_text()
    assert Path(sys.executable).samefile(started[0].args[0])
