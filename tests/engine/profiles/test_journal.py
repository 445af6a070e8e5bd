"""Guarantees of the journal: acknowledged marks survive kill -9, concurrent writers lose nothing, errors are clear."""

from __future__ import annotations

import os
import resource
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from engine.errors import StoreError
from engine.movies import Movie
from engine.profiles import journal
from engine.profiles.marks import MarkLog

MARKING = """
import sys
from pathlib import Path
from engine.movies import Movie
from engine.profiles.marks import MarkLog
log = MarkLog(Path(sys.argv[1]))
first, count = int(sys.argv[2]), int(sys.argv[3])
for movie in range(first, first + count):
    log.change("anna", "movielens", Movie(id=movie, title=f"Film {movie}"), opinion="like")
    print(movie, flush=True)
"""


def marking(path: Path, first: int, count: int, **kwargs) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", MARKING, str(path), str(first), str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, **kwargs)


@pytest.mark.parametrize("acknowledged", [1, 7, 40])
def test_each_acknowledged_mark_survives_kill_9(path: Path, acknowledged: int) -> None:
    child = marking(path, 1, 100_000)
    assert child.stdout is not None
    said = [int(child.stdout.readline()) for _ in range(acknowledged)]
    os.kill(child.pid, signal.SIGKILL)
    said += [int(line) for line in child.stdout if line.endswith("\n")]
    child.wait()
    with MarkLog(path) as log:
        kept = {mark.movie for mark in log.marks("anna")}
        assert set(said) <= kept
        log.change("anna", "movielens", Movie(id=0, title="After"), opinion="like")


def test_processes_that_mark_at_once_lose_nothing(path: Path) -> None:
    children = [marking(path, first, 30) for first in (0, 100, 200, 300)]
    for child in children:
        child.communicate(timeout=120)
        assert child.returncode == 0
    with MarkLog(path) as log:
        assert len(log.marks("anna")) == 120
        assert log.revision() == 120


def test_a_full_disk_is_said_and_what_stood_before_still_stands(path: Path) -> None:
    with MarkLog(path) as log:
        log.change("anna", "movielens", Movie(id=1, title="Heat"), opinion="like")
        connection = log._journal._connection
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count={pages}")
        with pytest.raises(StoreError, match="is full") as full:
            for movie in range(2, 500):
                log.change("anna", "movielens", Movie(id=movie, title="x" * 200), opinion="like")
        assert "make room" in full.value.remedy
        kept = len(log.marks("anna"))
        connection.execute(f"PRAGMA max_page_count={pages + 1000}")
        log.change("anna", "movielens", Movie(id=1000, title="After"), opinion="like")
        assert len(log.marks("anna")) == kept + 1


def test_a_file_size_limit_fails_the_mark_not_the_log(path: Path) -> None:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    child = marking(path, 1, 100_000, preexec_fn=limit, stderr=subprocess.PIPE)
    said, stderr = child.communicate(timeout=120)
    assert child.returncode == 1
    assert "StoreError" in stderr
    with MarkLog(path) as log:
        assert {int(movie) for movie in said.split()} <= {mark.movie for mark in log.marks("anna")}


def test_a_read_only_log_is_said(path: Path) -> None:
    with MarkLog(path) as log:
        log.change("anna", "movielens", Movie(id=2, title="Ronin"), opinion="like")
        log._journal._connection.execute("PRAGMA query_only=1")
        with pytest.raises(StoreError, match="cannot be written") as refused:
            log.change("anna", "movielens", Movie(id=1, title="Heat"), opinion="like")
    assert "--home" in refused.value.remedy


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with MarkLog(tmp_path / "file" / "marks.db") as log:
        assert log.marks("anna") == []
        with pytest.raises(StoreError, match=r"cannot use .*/file") as refused:
            log.change("anna", "movielens", Movie(id=1, title="Heat"), opinion="like")
    assert "--home" in refused.value.remedy


def test_a_file_that_is_no_log_is_said(path: Path) -> None:
    path.write_text("not a database " * 100)
    with pytest.raises(StoreError, match="is damaged"):
        MarkLog(path)


def test_a_log_of_a_newer_release_is_left_alone(path: Path) -> None:
    with MarkLog(path) as log:
        log.change("anna", "movielens", Movie(id=1, title="Heat"), opinion="like")
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version=99")
    with pytest.raises(StoreError, match="newer movierec"):
        MarkLog(path)


def test_another_process_that_keeps_the_lock_is_said(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "_BUSY_SECONDS", 0.1)
    with MarkLog(path) as log:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="locked"):
            log.change("anna", "movielens", Movie(id=1, title="Heat"), opinion="like")
        other.execute("ROLLBACK")
        other.close()
        log.change("anna", "movielens", Movie(id=1, title="Heat"), opinion="like")


def test_events_can_be_neither_changed_nor_deleted(path: Path) -> None:
    with MarkLog(path) as log:
        log.change("anna", "movielens", Movie(id=1, title="Heat"), opinion="like")
    with sqlite3.connect(path) as connection:
        for statement in ("DELETE FROM events", "UPDATE events SET title = 'Ronin'"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                connection.execute(statement)


@pytest.mark.parametrize(("network", "mode"), [(False, "wal"), (True, "delete")])
def test_the_journal_mode_fits_the_file_system(
    path: Path, monkeypatch: pytest.MonkeyPatch, network: bool, mode: str
) -> None:
    monkeypatch.setattr("engine.sqlite.on_network", lambda path: network)
    with MarkLog(path) as log:
        log.change("anna", "movielens", Movie(id=1, title="Heat"), opinion="like")
        connection = log._journal._connection
        assert connection.execute("PRAGMA journal_mode").fetchone()[0] == mode
        assert connection.execute("PRAGMA synchronous").fetchone()[0] == 2


def test_a_log_with_values_that_nobody_wrote_is_called_damaged(path: Path) -> None:
    with MarkLog(path) as log:
        log.change("anna", "movielens", Movie(id=1, title="Heat"), opinion="like")
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TRIGGER events_never_change")
        connection.execute("UPDATE events SET new = 'not json'")
    with pytest.raises(StoreError, match="is damaged: it holds what") as refusal, MarkLog(path) as log:
        log.marks("anna")
    assert "move it away" in refusal.value.remedy


def test_a_folder_in_the_place_of_the_log_is_named(path: Path) -> None:
    path.mkdir()
    with pytest.raises(StoreError, match="it is a folder, not a file") as refusal, MarkLog(path) as log:
        log.marks("anna")
    assert "move it away" in refusal.value.remedy
