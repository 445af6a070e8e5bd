import errno
import gc
import inspect
import logging
import os
import sys

import pytest
from textual._compositor import ChopsUpdate
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.message_pump import MessagePump

from engine.secret import Secret
from tui import runtime
from tui.app import MovierecApp


def test_textual_still_has_the_private_names_that_the_app_uses():
    assert list(inspect.signature(App._fatal_error).parameters) == ["self"]
    assert list(inspect.signature(MessagePump._close_messages_no_wait).parameters) == ["self"]
    assert App()._running is False
    assert App()._driver is None
    assert list(inspect.signature(App._display).parameters) == ["self", "screen", "renderable"]
    assert "renderable.render_segments(console)" in inspect.getsource(App._display)
    assert ChopsUpdate([], [(1, 2, 3)], []).spans == [(1, 2, 3)]


def test_textuals_driver_still_has_the_names_that_ours_uses():
    driver = inspect.getsource(LinuxDriver)
    for name in (
        "self._file = ",
        "self.fileno = ",
        "self.exit_event = ",
        "self._writer_thread = ",
        "WriterThread(self._file)",
    ):
        assert name in driver
    assert "self.run_input_thread()" in inspect.getsource(LinuxDriver._run_input_thread)
    assert list(XTermParser().feed("a")) and list(XTermParser().tick()) == []


def test_ours_take_the_place_of_textuals():
    assert MovierecApp._fatal_error is runtime.PrivateTextual._fatal_error


async def test_messages_are_taken_only_while_the_app_runs(app):
    assert not app.takes_messages
    async with app.run_test(size=(80, 24)):
        assert app.takes_messages
    assert not app.takes_messages


async def test_an_error_of_our_own_ends_the_app_with_one_line(app, settings, until, monkeypatch, capsys, caplog):
    def fail(*_):
        raise RuntimeError("a bug")

    with pytest.raises(RuntimeError):  # Textual's test harness raises it again
        async with app.run_test(size=(80, 24)) as pilot:
            await until(pilot, lambda: app.state.ranked.ranked_once)
            monkeypatch.setattr(app.screen.view, "show_page", fail)
            await pilot.press("v")
            await until(pilot, lambda: app.failure)
    assert app.failure == f"movierec failed: RuntimeError; the details are in {settings.files.app_log}"
    assert "a bug" in caplog.text and "Traceback" not in capsys.readouterr().err


@pytest.fixture
def collected():
    yield
    gc.enable()
    gc.unfreeze()


def test_no_garbage_is_collected_before_the_first_paint(collected):
    runtime.pause_collection()
    assert not gc.isenabled()
    runtime.resume_collection()
    assert gc.isenabled() and gc.get_freeze_count() > 0
    runtime.thaw()
    assert gc.get_freeze_count() == 0
    runtime.resume_collection()  # it was not paused
    assert gc.get_freeze_count() == 0


def test_what_others_write_to_the_terminal_goes_to_the_log(tmp_path, capfd):
    log = tmp_path / "app.log"
    with runtime.guarded(log):
        os.write(2, b"noise of a library")
        print("painted", file=sys.__stderr__, flush=True)
    os.write(2, b"after")
    assert "noise of a library" in log.read_text() and log.stat().st_mode & 0o777 == 0o600
    assert capfd.readouterr().err.endswith("painted\nafter")


@pytest.mark.parametrize("kept", [runtime.guarded, runtime.logged])
def test_the_log_masks_passwords_also_in_tracebacks(tmp_path, kept):
    log = tmp_path / "app.log"
    Secret("hunter2hunter2")
    with kept(log):
        try:
            raise ValueError("cannot log in with hunter2hunter2")
        except ValueError:
            logging.getLogger("movierec.app").exception("user me:hunter2hunter2")
    assert "hunter2" not in log.read_text()
    assert "cannot log in with ***" in log.read_text() and "Traceback" in log.read_text()


def test_a_log_that_cannot_be_written_does_not_keep_the_app_shut(tmp_path, capfd):
    with runtime.guarded(tmp_path / "no such folder" / "app.log"):
        os.write(2, b"noise of a library")
        print("painted", file=sys.__stderr__, flush=True)
    assert capfd.readouterr().err == "painted\n"


async def test_a_full_disk_ends_the_app_with_its_remedy_and_is_no_bug(app, until, monkeypatch):
    def fail(*_):
        raise OSError(errno.ENOSPC, "No space left on device", "/srv/films/lists")

    with pytest.raises(OSError, match="No space"):
        async with app.run_test(size=(80, 24)) as pilot:
            await until(pilot, lambda: app.state.ranked.ranked_once)
            monkeypatch.setattr(app.screen.view, "show_page", fail)
            await pilot.press("v")
            await until(pilot, lambda: app.failure)
    assert app.failure.startswith("movierec ended: cannot use /srv/films/lists: the disk is full")
    assert "make room" in app.failure
