import io
import sqlite3
import threading

import pytest

from engine.errors import StoreError
from engine.home import HomeFiles
from engine.movies import Movie
from engine.profiles.list_filters import ListFilters
from engine.profiles.marks import MarkLog
from tui.forgiving_stream import Forgiving
from tui.workers import last_marks
from tui.workers.last_marks import wait_for_marks
from tui.workers.mark_writer import MarkWriter

HEAT = Movie(id=6, title="Heat", year=1995)


@pytest.fixture(autouse=True)
def short(monkeypatch):
    monkeypatch.setattr(last_marks, "QUIETLY", 0.01)
    monkeypatch.setattr(last_marks, "AT_MOST", 0.3)


@pytest.fixture
def locked(tmp_path):
    """marks.db, locked by another connection for the whole test."""
    MarkLog(tmp_path / "marks.db").close()
    other = sqlite3.connect(tmp_path / "marks.db", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN EXCLUSIVE")
    yield other
    other.close()


def left(files, **options):
    """A writer that the app has just closed, with one mark still to write."""
    writer = MarkWriter(files, "anna", lambda message: None, lambda error: None, **options)
    writer.start()
    writer.mark("like", "movielens", HEAT)
    writer.close(0.01)
    return writer


def test_nothing_is_said_where_everything_is_on_disk(tmp_path, monkeypatch):
    monkeypatch.setattr(last_marks, "QUIETLY", 20)
    said = io.StringIO()
    assert wait_for_marks(left(HomeFiles(tmp_path)), said)
    assert said.getvalue() == ""
    with MarkLog(tmp_path / "marks.db") as log:
        assert [mark.title for mark in log.marks("anna")] == ["Heat"]


def test_a_mark_that_waits_for_a_locked_file_is_saved_when_the_lock_is_gone(tmp_path, locked, monkeypatch):
    monkeypatch.setattr(last_marks, "AT_MOST", 20)
    writer = left(HomeFiles(tmp_path))
    said = io.StringIO()

    class Freeing:
        """Releases the lock while the person waits."""

        def close(self, timeout):
            if "Saving" in said.getvalue():
                locked.execute("ROLLBACK")
            return writer.close(timeout)

        unsaved = staticmethod(writer.unsaved)

    assert wait_for_marks(Freeing(), said)
    assert said.getvalue() == "Saving your last marks; Ctrl-C quits without them.\n"
    with MarkLog(tmp_path / "marks.db") as log:
        assert [mark.title for mark in log.marks("anna")] == ["Heat"]


def test_what_is_not_saved_in_time_is_said(tmp_path, locked):
    said = io.StringIO()
    assert not wait_for_marks(left(HomeFiles(tmp_path)), said)
    assert said.getvalue().splitlines() == [
        "Saving your last marks; Ctrl-C quits without them.",
        "Not saved: the mark on Heat: writing took too long",
    ]


def test_ctrl_c_ends_the_wait_and_what_is_lost_is_said(tmp_path, locked):
    writer = left(HomeFiles(tmp_path))

    class Interrupted:
        def close(self, timeout):
            raise KeyboardInterrupt

        unsaved = staticmethod(writer.unsaved)

    said = io.StringIO()
    assert not wait_for_marks(Interrupted(), said)
    assert said.getvalue().startswith("Not saved: the mark on Heat: ")


def test_a_disk_that_refuses_is_named_and_not_waited_for(tmp_path, monkeypatch):
    monkeypatch.setattr(last_marks, "QUIETLY", 20)
    closing = threading.Event()

    def full(files):
        closing.wait(20)
        raise StoreError("the disk is full", "make room on it")

    writer = MarkWriter(HomeFiles(tmp_path), "anna", lambda message: None, lambda error: None, open_log=full)
    writer.start()
    for number in range(8):
        writer.mark("like", "movielens", Movie(id=number, title=f"Film {number // 2 + 1}"))
    writer.undo()
    writer.undo()
    writer.save_filters(ListFilters())
    writer.close(0.01)
    closing.set()
    said = io.StringIO()
    assert not wait_for_marks(writer, said)
    assert said.getvalue() == (
        "Not saved: the mark on Film 1, the mark on Film 2, the mark on Film 3, the mark on Film 4, undo and 1 more: "
        "the disk is full; make room on it\n"
    )


def test_where_only_a_look_at_the_marks_is_held_up_nobody_waits(tmp_path, monkeypatch):
    monkeypatch.setattr(last_marks, "AT_MOST", 60)
    let_go = threading.Event()

    def open_late(files):
        let_go.wait(30)
        return MarkLog(files.marks)

    writer = MarkWriter(HomeFiles(tmp_path), "anna", lambda message: None, lambda error: None, open_log=open_late)
    writer.start()
    writer.look()
    said = io.StringIO()
    assert wait_for_marks(writer, said)
    assert said.getvalue() == "" and not let_go.is_set()
    let_go.set()
    assert writer.close(20)


def test_a_terminal_that_has_gone_does_not_end_the_wait(tmp_path, locked, monkeypatch):
    class Gone(io.StringIO):
        """Releases the lock while the person waits, and cannot be written to."""

        def write(self, text):
            locked.rollback()
            raise OSError(5, "Input/output error")

    monkeypatch.setattr(last_marks, "AT_MOST", 20)
    assert wait_for_marks(left(HomeFiles(tmp_path)), Forgiving(Gone()))
    with MarkLog(tmp_path / "marks.db") as log:
        assert [mark.title for mark in log.marks("anna")] == ["Heat"]


def test_a_fault_of_the_program_is_named_as_such(tmp_path, monkeypatch):
    monkeypatch.setattr(last_marks, "QUIETLY", 20)
    closing = threading.Event()

    def broken(files):
        closing.wait(20)
        raise RuntimeError("a bug")

    writer = left(HomeFiles(tmp_path), open_log=broken)
    closing.set()
    said = io.StringIO()
    assert not wait_for_marks(writer, said)
    assert said.getvalue() == "Not saved: the mark on Heat: something went wrong: RuntimeError\n"


def test_a_fault_that_the_open_app_has_shown_is_not_told_as_an_unsaved_mark(tmp_path):
    failed = threading.Event()
    logs = [RuntimeError("a bug"), RuntimeError("a bug")]

    def broken_twice(files):
        if logs:
            raise logs.pop()
        return MarkLog(files.marks)

    writer = MarkWriter(
        HomeFiles(tmp_path), "anna", lambda message: None, lambda error: failed.set(), open_log=broken_twice
    )
    writer.start()  # the first fault: reading the marks
    writer.mark("like", "movielens", HEAT)
    assert failed.wait(20) and writer.close(20)
    assert writer.unsaved() is None
