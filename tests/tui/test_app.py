"""Starting loads little, quitting takes no time, and neither leaves the terminal in a bad state."""

import fcntl
import os
import pty
import re
import select
import signal
import sqlite3
import struct
import subprocess
import sys
import termios
import textwrap
import time
from pathlib import Path

import pytest

from engine.file_faults import FileFault
from engine.home import HomeFiles
from engine.profiles.marks import MarkLog
from engine.settings import Settings
from tui.running import ensure_home

ROOT = Path(__file__).parents[2]

# What must not be loaded before the first paint; the app itself never loads torch or dgl.
HEAVY = (
    "numpy",
    "pandas",
    "scipy",
    "pymilvus",
    "milvus_lite",
    "sqlalchemy",
    "rapidfuzz",
    "torch",
    "dgl",
    "pooch",
    "typer",
)


def test_nothing_heavy_is_loaded_before_the_first_paint(tmp_path):
    script = f"""
        import asyncio, sys
        from pathlib import Path
        from engine.settings import Settings
        from tui.app import MovierecApp

        async def main():
            settings = Settings(home=Path({str(tmp_path)!r}), profile="anna")
            settings.files.ensure()
            app = MovierecApp(settings)
            app._start = lambda: None  # what runs after the first paint
            async with app.run_test(size=(80, 24)) as pilot:
                await pilot.pause()
                assert app.screen._compositor.render_strips()
                print(sorted(m for m in {HEAVY!r} if m in sys.modules))

        asyncio.run(main())
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert done.stdout.strip() == "[]", done.stderr


class Terminal:
    """The app in a pseudo-terminal of its own, with the toy engine."""

    def __init__(self, home, *, hang=False, encoding="utf-8", environ=None):
        script = f"""
            import os, time
            from pathlib import Path
            from tests.tui.toy_engine import ToyEngine
            import tui.running
            from engine.settings import Settings
            Path({str(home)!r}, "catalog.db").touch()
            engine = ToyEngine()
            if {hang!r}:
                engine.wait = lambda: time.sleep(60)
            plain = tui.running.MovierecApp
            tui.running.MovierecApp = lambda settings, _, theme: plain(settings, theme=theme, opener=lambda _: engine)
            os._exit(tui.running.run_app(Settings(home=Path({str(home)!r}), profile="anna")))
        """
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.before = termios.tcgetattr(slave)
        self.slave = slave
        variables = {**os.environ, "TERM": "xterm-256color", "PYTHONIOENCODING": encoding, **(environ or {})}
        self.process = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(script)],
            cwd=ROOT,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=variables,
            start_new_session=True,
        )
        self.output = b""

    def until(self, text, seconds=30):
        give_up = time.monotonic() + seconds
        while text not in self.output:
            assert time.monotonic() < give_up, self.output[-2000:]
            assert self.process.poll() is None, self.output[-2000:]
            if select.select([self.master], [], [], 0.1)[0]:
                self.output += os.read(self.master, 65536)

    def press(self, keys):
        os.write(self.master, keys)

    def ended(self):
        """Wait for the end while reading the output. Returns the exit code."""
        give_up = time.monotonic() + 20
        while self.process.poll() is None:
            assert time.monotonic() < give_up
            if select.select([self.master], [], [], 0.02)[0]:
                self.output += os.read(self.master, 65536)
        while select.select([self.master], [], [], 0.05)[0]:
            self.output += os.read(self.master, 65536)
        return self.process.returncode

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self.master)
        os.close(self.slave)


@pytest.fixture
def terminal(tmp_path):
    opened = []

    def open_it(**options):
        opened.append(Terminal(tmp_path, **options))
        return opened[-1]

    yield open_it
    for each in opened:
        each.close()


def test_q_ends_the_app_and_gives_the_terminal_back(terminal, tmp_path):
    with MarkLog(tmp_path / "marks.db") as log:
        log.change("anna", "movielens", _movie(), opinion="like")
    app = terminal()
    app.until(b"FOR YOU")
    app.press(b"q")
    assert app.ended() == 0
    assert b"\x1b[?1049l" in app.output
    assert termios.tcgetattr(app.slave) == app.before


def test_sigterm_ends_the_app_and_gives_the_terminal_back(terminal):
    app = terminal()
    app.until(b"POPULAR")
    app.process.send_signal(signal.SIGTERM)
    assert app.ended() == 0
    assert b"\x1b[?1049l" in app.output
    assert termios.tcgetattr(app.slave) == app.before


def test_quitting_does_not_wait_for_a_store_that_hangs(terminal):
    app = terminal(hang=True)
    app.until(b"Loading films")
    time.sleep(0.5)
    began = time.monotonic()
    app.press(b"\x03")
    assert app.ended() == 0
    assert time.monotonic() - began < 5  # the store hangs for 60 s; a benchmark checks the half second


def test_a_mark_survives_a_kill(terminal, tmp_path):
    app = terminal()
    app.until(b"POPULAR")
    app.press(b"alien\r")
    app.until("♥".encode())
    app.process.kill()
    app.process.wait()
    with MarkLog(tmp_path / "marks.db") as log:
        assert [mark.title for mark in log.marks("anna")] == ["Alien"]


def like_alien_and_quit(app):
    app.press(b"alien")
    app.until(b"SEARCH")  # the heading of the hits: Enter likes the first of them
    app.output = b""
    app.press(b"\r")
    app.press(b"\t")
    app.until(b"quit")  # the keys of the list: the mark was requested before
    app.press(b"\x03")


@pytest.fixture
def lock(tmp_path):
    """A connection to marks.db, for locking it."""
    MarkLog(tmp_path / "marks.db").close()
    other = sqlite3.connect(tmp_path / "marks.db", isolation_level=None)
    yield other
    other.close()


@pytest.mark.parametrize(
    "signals",
    [(), (signal.SIGTSTP, signal.SIGCONT), (signal.SIGHUP, signal.SIGCONT)],
    ids=["undisturbed", "paused", "terminal_gone"],
)
def test_a_mark_that_waits_for_a_locked_file_at_quit_is_waited_for(terminal, tmp_path, lock, signals):
    app = terminal()
    app.until(b"POPULAR")
    lock.execute("BEGIN EXCLUSIVE")
    like_alien_and_quit(app)
    app.until(b"Saving your last marks")
    for number in signals:
        app.process.send_signal(number)
        time.sleep(0.2)  # for as long as the signal may take to do harm
    lock.execute("ROLLBACK")
    assert app.ended() == 0
    assert b"Not saved" not in app.output and b"Traceback" not in app.output
    with MarkLog(tmp_path / "marks.db") as log:
        assert [mark.title for mark in log.marks("anna")] == ["Alien"]


def test_a_mark_that_is_lost_at_quit_is_named(terminal, lock):
    app = terminal()
    app.until(b"POPULAR")
    lock.execute("BEGIN EXCLUSIVE")
    like_alien_and_quit(app)
    app.until(b"Saving your last marks")
    app.process.send_signal(signal.SIGINT)
    assert app.ended() == 1
    assert b"Not saved: the mark on Alien: " in app.output


def test_without_utf_8_plain_signs_are_shown(terminal):
    app = terminal(encoding="ascii")
    app.until(b"POPULAR")
    app.press(b"alien\r")
    app.until(b"liked Alien")
    assert not any(byte >= 128 for byte in app.output)
    assert b"\\u2" not in app.output


def test_without_true_colour_no_rgb_code_is_sent(terminal):
    app = terminal(environ={"COLORTERM": ""})
    app.until(b"POPULAR")
    app.press(b"\x03")
    app.ended()
    assert b"38;2;" not in app.output
    assert b"48;2;" not in app.output


def test_no_color_means_none(terminal):
    app = terminal(environ={"NO_COLOR": "1"})
    app.until(b"POPULAR")
    app.press(b"\x03")
    app.ended()
    assert not re.search(rb"\x1b\[[\d;]*\b(3[0-7]|38;[25]|4[0-7]|48;[25]|9[0-7])\b[\d;]*m", app.output)


def test_an_empty_no_color_leaves_the_colors(terminal):
    app = terminal(environ={"NO_COLOR": "", "COLORTERM": ""})
    app.until(b"POPULAR")
    app.press(b"\x03")
    app.ended()
    assert re.search(rb"\x1b\[[\d;]*\b(3[1-7]|9[0-7])\b[\d;]*m", app.output)
    assert not re.search(rb"\x1b\[[\d;]*\b30;40\b[\d;]*m", app.output)


def _movie():
    from engine.movies import Movie

    return Movie(id=26, title="Stalker", year=1979)


def test_a_home_that_can_only_be_read_is_opened_if_it_has_a_version(tmp_path, monkeypatch):
    settings = Settings(home=tmp_path, profile="anna")

    def refuse(self):
        raise FileFault("cannot write here: its file system is read-only", "choose another folder with --home")

    monkeypatch.setattr(HomeFiles, "ensure", refuse)
    with pytest.raises(FileFault, match="read-only"):
        ensure_home(settings)
    settings.files.catalog.write_bytes(b"")
    ensure_home(settings)
    with pytest.raises(FileFault, match="read-only"):
        ensure_home(Settings(home=tmp_path / "gone", profile="anna"))
