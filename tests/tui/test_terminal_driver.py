"""What the terminal sends becomes keys and pastes, and the terminal is the shell's while the app is suspended."""

import random
import signal
import subprocess
import sys
import termios
import threading
import time
from pathlib import Path

import pytest
from textual import events

from engine.profiles.marks import MarkLog
from engine.settings import Settings
from tests.toy_version import publish_toy_films
from tests.tui.terminals import PaintedTerminal
from tui.terminal_driver import LONGEST_PASTE, TerminalDriver, TerminalInput


def read(*chunks):
    """The events of some chunks of bytes: keys by name, pastes by their text."""
    terminal = TerminalInput()
    found = [event for chunk in chunks for event in terminal.feed(chunk)]
    return [event.key if isinstance(event, events.Key) else [event.text] for event in found]


def test_a_byte_that_is_not_utf_8_is_a_replacement_character():
    terminal = TerminalInput()
    assert [event.character for event in terminal.feed(b"a\xff\xc3(")] == ["a", "\ufffd", "\ufffd", "("]


def test_a_paste_is_one_event_whatever_is_in_it():
    assert read(b"a\x1b[200~q\x1b[A\x1bqqq\x03\0q\r\nHeat\x1b[201~b") == ["a", ["q [A qqq q\nHeat"], "b"]
    assert read(b"\x1b[200~" + b"\x1b" * 50 + b"q" * 50 + b"\x1b[201~") == [["q" * 50]]


def test_two_pastes_and_an_empty_one():
    assert read(b"\x1b[200~a\x1b[201~\x1b[200~\x1b[201~\x1b[200~b\x1b[201~") == [["a"], [""], ["b"]]


def test_of_a_huge_paste_the_beginning_is_kept():
    (found,) = read(b"\x1b[200~", *[b"x" * 65536] * 17, b"\x1b[201~")
    assert len(found[0]) == LONGEST_PASTE


@pytest.mark.parametrize("seed", range(5))
def test_where_the_bytes_are_cut_makes_no_difference(seed):
    typed = "amélie\r\x1b[B\x1b[A4★\x1b[200~Été\x1b[1;2A\r\nHeat\x1b[201~\x1b[1;5Cq\x1b[<0;3;4M".encode()
    dice = random.Random(seed)
    cuts = sorted(dice.sample(range(1, len(typed)), 20))
    chunks = [typed[start:end] for start, end in zip([0, *cuts], [*cuts, len(typed)], strict=True)]
    terminal, whole = TerminalInput(), TerminalInput()
    found = [repr(event) for chunk in chunks for event in terminal.feed(chunk)]
    assert found == [repr(event) for event in whole.feed(typed)]


MOVIEREC = [sys.executable, "-P", "-m", "tui"]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    made = tmp_path_factory.mktemp("terminal") / "home"
    publish_toy_films(Settings(home=made, profile="anna"))
    return made


@pytest.fixture
def terminal(home, request):
    """Starts a program in a terminal, by default movierec; each test has a profile of its own."""
    opened = []

    def start(*command, size=(80, 24), **environ):
        variables = {"MOVIEREC_HOME": str(home), "MOVIEREC_PROFILE": request.node.name, **environ}
        opened.append(PaintedTerminal(command or MOVIEREC, variables, size))
        return opened[-1]

    yield start
    for each in opened:
        each.close()


def state_of(pid):
    """T if the process is stopped."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")


def started_by_a_shell(terminal, how=""):
    """A shell with job control in a terminal, and the process id of the movierec that it has started."""
    shell = terminal("bash", "--norc", "-i", PS1="> ", HISTFILE=None)
    shell.until(b"> ")
    shell.press(" ".join(MOVIEREC).encode() + f" {how}\n".encode())
    children = Path(f"/proc/{shell.process.pid}/task/{shell.process.pid}/children")
    shell.until(children.read_text)
    return shell, int(children.read_text())


def until_the_shell_says(shell, said):
    """Ask for the jobs until `said` is the state of one."""

    def asked():
        shell.press(b"jobs -l\n")
        shell.read(0.2)
        shell.read(0.2)
        return said in shell.output

    shell.until(asked)


def stop(shell, pid, how):
    if how == "key":
        shell.press(b"\x1a")
    else:
        subprocess.run(["kill", f"-{int(how)}", str(pid)], check=True)
    shell.until(b"Stopped")
    assert state_of(pid) == "T"


STOPS = pytest.mark.parametrize("how", ["key", signal.SIGTSTP, signal.SIGSTOP], ids=["ctrl_z", "sigtstp", "sigstop"])


@needs_proc
@STOPS
def test_a_stopped_app_gives_the_terminal_to_the_shell_and_paints_all_of_it_again(terminal, home, how, request):
    shell, pid = started_by_a_shell(terminal)
    shell.until(b"POPULAR")
    shell.until(b"to the list")
    assert shell.modes == (False, False)
    stop(shell, pid, how)
    if how != signal.SIGSTOP:  # which leaves no time for it
        for mode in (b"\x1b[?1049l", b"\x1b[?1003l", b"\x1b[?2004l", b"\x1b[<u", b"\x1b[?25h"):
            assert mode in shell.output
    shell.press(b"bg\n")
    shell.until(b"bg\r\n")
    until_the_shell_says(shell, b"Stopped (tty output)")  # the terminal is the shell's
    shell.press(b"fg\n")
    for painted in (b"\x1b[?1049h", b"\x1b[?1003h", b"\x1b[?2004h", b"movierec", b"POPULAR", b"to the list"):
        shell.until(painted)
    shell.until(lambda: shell.modes == (False, False))
    shell.press(b"alien\r")
    shell.until(lambda: marked(home, request.node.name) == ["Alien"])
    shell.press(b"\x03")
    shell.until(lambda: not Path(f"/proc/{pid}").exists())


@needs_proc
@STOPS
def test_a_stopped_app_ends_when_the_shell_ends_it(terminal, how):
    shell, pid = started_by_a_shell(terminal)
    shell.until(b"to the list")
    stop(shell, pid, how)
    shell.press(b"kill %1\n")
    shell.until(lambda: not Path(f"/proc/{pid}").exists())
    shell.press(b"echo $((6*7))\n")
    shell.until(b"42")
    assert b"\x1b[?1049h" not in shell.output


def test_a_signal_to_end_that_another_thread_has_taken_is_heard_before_the_app_stops_again(monkeypatch):
    driver = TerminalDriver.__new__(TerminalDriver)
    driver._told_to_end = False
    stopped = []
    monkeypatch.setattr(TerminalDriver, "_is_in_background", lambda self: len(stopped) < 3)
    monkeypatch.setattr(termios, "tcflow", lambda *given: stopped.append(given))
    driver.fileno = 0
    threading.Timer(0.05, driver._end).start()
    assert driver._wait_for_foreground() is False
    assert stopped == []


@needs_proc
def test_an_app_started_in_the_background_opens_in_the_foreground(terminal):
    shell, pid = started_by_a_shell(terminal, "&")
    until_the_shell_says(shell, b"Stopped (tty output)")
    shell.press(b"fg\n")
    shell.until(b"to the list")
    shell.press(b"\x03")
    shell.until(lambda: not Path(f"/proc/{pid}").exists())


def marked(home, profile):
    with MarkLog(Settings(home=home, profile=profile).files.marks) as log:
        return [mark.title for mark in log.marks(profile)]


def test_without_a_shell_that_could_continue_it_the_app_is_not_stopped(terminal, home, request):
    app = terminal()
    app.until(b"to the list")
    app.press(b"\x1a")
    app.until(b"POPULAR")
    app.press(b"alien\r")
    app.until(lambda: marked(home, request.node.name) == ["Alien"])
    app.press(b"\x03")
    assert app.ended() == 0


def test_an_app_that_no_hangup_ends_ends_with_its_terminal(terminal):
    app = terminal("bash", "-c", f"trap '' HUP; exec {' '.join(MOVIEREC)}")
    app.until(b"to the list")
    app.hang_up()
    assert app.process.wait(30) == 0


def test_the_app_paints_on_the_terminal_wherever_its_messages_go(terminal, tmp_path, home, request):
    for redirected in (f"2>{tmp_path}/messages", "2>&-"):
        app = terminal("bash", "-c", f"exec {' '.join(MOVIEREC)} {redirected}")
        app.until(b"to the list")
        app.press(b"\x03")
        assert app.ended() == 0
    assert (tmp_path / "messages").read_bytes() == b""


@pytest.mark.parametrize("size", [(1, 1), (0, 0), (3, 2)])
def test_tiny_terminals_do_no_harm(terminal, size):
    app = terminal(size=size)
    app.until(b"\x1b[?1049h")
    app.read(0.5)
    app.press(b"\x1b?jk")
    time.sleep(0.2)
    app.press(b"\x03")
    assert app.ended() == 0


def test_an_unset_term_does_no_harm(terminal):
    app = terminal(TERM=None)
    app.until(b"to the list")
    app.press(b"\x03")
    assert app.ended() == 0


def test_a_dumb_terminal_gets_the_status(terminal):
    app = terminal(TERM="dumb")
    assert app.ended() == 0
    assert b"TERM=dumb" in app.output and b"version" in app.output and b"\x1b" not in app.output
