"""A job's log, followed by other processes while it is being written."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pytest

from engine.errors import BusyError, UsageError
from engine.job_log import (
    HeldLock,
    JobEvent,
    JobLog,
    forget_old_jobs,
    interrupt,
    job_path,
    list_jobs,
    new_job_id,
    read_job,
)
from engine.locks import is_held
from engine.settings import Settings

JOB = "setup-20260101-000000-abc"

HOLD = """
import sys, time
from pathlib import Path
from engine.job_log import JobEvent, JobLog
with JobLog(Path(sys.argv[1])) as log:
    log.write(JobEvent(job=Path(sys.argv[1]).stem, stage="train", done=3, total=10, unit="steps"))
    try:
        print("held", flush=True)
        time.sleep(60)
    except KeyboardInterrupt:
        sys.exit(130)
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(home=tmp_path, profile="me")
    made.files.ensure()
    return made


def event(stage: str = "train", done: int = 0, **fields: str) -> JobEvent:
    return JobEvent(job=JOB, stage=stage, done=done, total=10, unit="steps", **fields)


@pytest.fixture
def other_job(settings: Settings) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(job_path(settings, JOB))], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.wait()


def test_a_line_has_the_six_keys_of_the_contract_and_version_and_remedy_only_where_they_are_said() -> None:
    assert msgspec.json.decode(event(done=3, message="loss 6.1").line()) == {
        "job": JOB, "stage": "train", "done": 3, "total": 10, "unit": "steps", "message": "loss 6.1",
    }  # fmt: skip
    assert msgspec.json.decode(event("done", version="v1").line())["version"] == "v1"
    assert msgspec.json.decode(event("failed", remedy="make room").line())["remedy"] == "make room"


def test_reading_goes_on_where_it_stopped_and_leaves_a_half_written_line(settings: Settings) -> None:
    path = job_path(settings, JOB)
    assert read_job(path) == ([], 0)
    with JobLog(path) as log:
        log.write(event(done=1))
        first, offset = read_job(path)
        log.write(event(done=2))
        with path.open("ab") as stream:
            stream.write(b'{"job":"x","sta')
        second, offset = read_job(path, offset)
        assert read_job(path, offset) == ([], offset)
    assert [e.done for e in first + second] == [1, 2]


def test_a_note_does_not_hide_how_far_the_job_is(settings: Settings) -> None:
    job_path(settings, JOB).write_bytes(event(done=4).line() + JobEvent(job=JOB, stage="train", unit="note").line())
    assert (list_jobs(settings)[0].done, list_jobs(settings)[0].total) == (4, 10)


def test_a_line_that_is_no_event_is_skipped(settings: Settings) -> None:
    path = job_path(settings, JOB)
    path.write_bytes(b"\x00\x00\n" + event(done=4).line() + b"[1]\n")
    assert [e.done for e in read_job(path)[0]] == [4]


def test_a_running_job_is_alive_with_its_process_and_a_killed_one_is_not(
    settings: Settings, other_job: subprocess.Popen[str]
) -> None:
    (status,) = list_jobs(settings)
    assert (status.id, status.kind, status.stage, status.done, status.total) == (JOB, "setup", "train", 3, 10)
    assert (status.alive, status.pid) == (True, other_job.pid)
    other_job.kill()
    other_job.wait()
    (status,) = list_jobs(settings)
    assert (status.alive, status.pid, status.final) == (False, None, False)


def test_the_process_id_of_a_dead_job_says_nothing(settings: Settings) -> None:
    path = job_path(settings, JOB)
    path.write_bytes(event().line())
    path.with_suffix(".lock").write_bytes(b'{"job":"%s","pid":%d,"host":"x"}' % (JOB.encode(), os.getpid()))
    assert not list_jobs(settings)[0].alive
    assert interrupt(settings, JOB) is False


def test_interrupting_a_job_is_ctrl_c_to_its_process(settings: Settings, other_job: subprocess.Popen[str]) -> None:
    assert interrupt(settings, JOB) is True
    assert other_job.wait(timeout=20) == 130
    assert interrupt(settings, JOB) is False


def test_two_jobs_cannot_have_one_id(settings: Settings, other_job: subprocess.Popen[str]) -> None:
    with pytest.raises(BusyError, match=f"{JOB} \\(process {other_job.pid} on"):
        JobLog(job_path(settings, JOB))


def test_the_train_lock_names_its_holder_and_is_free_again_after_it(settings: Settings) -> None:
    path = settings.files.train_lock
    assert not is_held(path)
    with HeldLock(path, "train-1"):
        assert is_held(path)
        with pytest.raises(BusyError, match=r"train-1 \(process \d+ on "):
            HeldLock(path, "train-2")
    assert not is_held(path)
    HeldLock(path, "train-2").release()


@pytest.mark.parametrize("name", ["../setup-1", "setup-", "x", "setup-1/../../y", "setup-1\n"])
def test_only_the_id_of_a_job_names_a_log(settings: Settings, name: str) -> None:
    with pytest.raises(UsageError):
        job_path(settings, name)


def test_new_ids_are_their_own_and_name_a_log(settings: Settings) -> None:
    ids = {new_job_id("setup") for _ in range(50)}
    assert len(ids) == 50
    assert all(job_path(settings, name).parent == settings.files.jobs for name in ids)


def test_the_newest_job_comes_first_and_old_ended_ones_are_forgotten(
    settings: Settings, other_job: subprocess.Popen[str]
) -> None:
    old = time.time() - 1000
    os.utime(job_path(settings, JOB), (old, old))
    for number in range(4):
        path = job_path(settings, f"train-{number}")
        path.write_bytes(event("done", version="v1").line())
        os.utime(path, (old + 10 + number,) * 2)
    assert [job.id for job in list_jobs(settings)] == ["train-3", "train-2", "train-1", "train-0", JOB]
    forget_old_jobs(settings, kept=2)
    assert [job.id for job in list_jobs(settings)] == ["train-3", "train-2", JOB]


def test_a_home_without_jobs_has_none(tmp_path: Path) -> None:
    assert list_jobs(Settings(home=tmp_path / "nowhere", profile="me")) == []


def test_the_job_log_loads_nothing_heavy() -> None:
    heavy = ("numpy", "pandas", "torch", "dgl", "rich", "typer")
    code = f"import sys, engine.job_log; print([name for name in {heavy} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "[]\n"


def test_a_path_that_is_not_utf_8_is_logged_with_question_marks() -> None:
    event = JobEvent(job=JOB, stage="failed", message="cannot use /srv/caf\udce9", remedy="see /srv/caf\udce9")
    assert msgspec.json.decode(event.line())["message"] == "cannot use /srv/caf?"
