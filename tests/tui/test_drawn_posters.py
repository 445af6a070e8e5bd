"""Posters that the terminal draws itself: what reaches a terminal, and when it is taken back."""

import os
import re
import sys

import pytest

from engine.profiles.marks import MarkLog
from engine.settings import Settings
from tests.poster_files import poster_file
from tests.toy_version import publish_toy_films
from tests.tui.terminals import PaintedTerminal

MOVIEREC = [sys.executable, "-P", "-m", "tui"]
KITTY = {"TERM": "xterm-kitty", "KITTY_WINDOW_ID": "1"}
SIXEL = {"TERM": "xterm-256color", "MOVIEREC_POSTER_GRAPHICS": "sixel"}
OUTSIDE = dict.fromkeys(("TMUX", "STY", "ZELLIJ", "NVIM", "VIM_TERMINAL", "INSIDE_EMACS", "NO_COLOR", "TERM_PROGRAM"))
SENT, SHOWN, GONE = b"\x1b_Ga=t,", b"\x1b_Ga=p,", b"\x1b_Ga=d,d=I,"
SIXELS = b"\x1bP0;0;0q"
HALF_BLOCK = "▀".encode()


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    made = tmp_path_factory.mktemp("drawn") / "home"
    publish_toy_films(Settings(home=made, profile="anna"))
    return made


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Posters of the first two films of the list, and of none of the others."""
    made = tmp_path_factory.mktemp("posters")
    for name, color in (("The Godfather (1972)", "red"), ("The Matrix (1999)", "green")):
        (made / f"{name}.png").write_bytes(poster_file(color, kind="PNG", below="blue"))
    return made


@pytest.fixture
def started(home, folder, request):
    """Starts movierec, or another program, in a terminal of 120x40 cells of 9 x 18 pixels."""
    opened = []

    def start(environ, *command):
        variables = {
            "MOVIEREC_HOME": str(home),
            "MOVIEREC_PROFILE": request.node.name,
            "MOVIEREC_POSTERS": str(folder),
            "COLORTERM": "truecolor",
            **OUTSIDE,
            **environ,
        }
        opened.append(PaintedTerminal(command or MOVIEREC, variables, (120, 40), (9, 18)))
        return opened[-1]

    yield start
    for each in opened:
        each.close()


def on_the_list(terminal):
    """Leave the search; the first film's poster may be there before that, and is in the output."""
    terminal.until(b"to the list")
    os.write(terminal.master, b"\x1b")
    terminal.until(b"similar")


def is_gone(terminal):
    """Whether the picture was taken back after it was shown last."""
    return terminal.output.rfind(GONE) > terminal.output.rfind(SHOWN)


def left_clean(terminal):
    """Whether that was so when the app left its screen."""
    shown, gone = terminal.output.rfind(SHOWN), terminal.output.rfind(GONE)
    return shown < gone < terminal.output.index(b"\x1b[?1049l")


@pytest.fixture
def kitty(started):
    terminal = started(KITTY)
    on_the_list(terminal)
    terminal.until(SHOWN)
    return terminal


def test_a_picture_is_kept_by_the_terminal_and_shown_where_the_poster_is(kitty):
    kitty.until(rb"C=1,q=2")
    (key,) = re.findall(rb"\x1b_Ga=t,f=100,t=d,(i=\d+),q=2,", kitty.output)
    assert re.search(rb"\x1b\[4;\d+H\x1b_Ga=p," + key + rb",p=1,c=20,r=15,C=1,q=2\x1b\\", kitty.output)
    assert HALF_BLOCK not in kitty.output
    assert GONE not in kitty.output


def test_it_is_taken_back_once_its_film_is_left(kitty):
    kitty.press(b"jj")  # to a film without one
    kitty.until(lambda: is_gone(kitty))
    kitty.press(b"k")
    kitty.until(SENT)
    kitty.until(SHOWN)
    kitty.press(b"k")
    kitty.until(GONE)
    kitty.until(SENT)


def test_it_is_gone_under_another_screen_and_there_again_after_it(kitty):
    kitty.press(b"?")
    kitty.until(b"scroll")
    kitty.until(lambda: is_gone(kitty))
    kitty.press(b"\x1b")
    kitty.until(SHOWN)
    kitty.press(b"e")
    kitty.until(lambda: is_gone(kitty))
    kitty.press(b"e")
    kitty.until(SHOWN)


def test_nothing_is_left_of_it_after_the_end(kitty):
    kitty.press(b"\x03")
    kitty.ended()
    assert left_clean(kitty)


def test_a_stopped_app_takes_it_back_and_shows_it_again_on_going_on(started):
    shell = started({**KITTY, "PS1": "> ", "HISTFILE": None}, "bash", "--norc", "-i")
    shell.until(b"> ")
    shell.press(" ".join(MOVIEREC).encode() + b"\n")
    on_the_list(shell)
    shell.until(SHOWN)
    shell.press(b"\x1a")
    shell.until(b"Stopped")
    assert left_clean(shell)
    shell.press(b"fg\n")
    shell.until(SENT)
    shell.until(SHOWN)
    shell.press(b"\x03")
    shell.until(GONE)


def test_sixels_are_painted_after_the_cells_that_they_cover(started):
    terminal = started(SIXEL)
    on_the_list(terminal)
    terminal.until(SIXELS)
    assert re.search(rb"\x1b\[4;\d+H" + SIXELS + rb'"1;1;180;270#', terminal.output)
    assert SENT not in terminal.output and HALF_BLOCK not in terminal.output
    terminal.press(b"?")
    terminal.until(b"scroll")
    assert SIXELS not in terminal.output.partition(b"scroll")[2]
    terminal.press(b"\x1b")
    terminal.until(SIXELS)
    terminal.press(b"jj")
    terminal.until(b"Toy Story")
    terminal.press(b"kk")
    terminal.until(SIXELS)


@pytest.mark.parametrize(
    "environ",
    [
        {**KITTY, "TMUX": "/tmp/tmux-0/default,1,0"},
        {**SIXEL, "STY": "1.pts-0"},
        {**KITTY, "MOVIEREC_POSTER_GRAPHICS": "blocks"},
        {"TERM": "xterm-256color"},
    ],
    ids=["tmux", "screen", "blocks", "unknown"],
)
def test_elsewhere_there_are_half_blocks(started, environ):
    terminal = started(environ)
    on_the_list(terminal)
    terminal.until(HALF_BLOCK)
    assert not any(sign in terminal.output for sign in (SENT, SHOWN, GONE, SIXELS))


@pytest.mark.parametrize(
    "environ",
    [
        {**KITTY, "MOVIEREC_POSTERS": None},
        {**SIXEL, "TERM": "xterm", "COLORTERM": None},
        {**KITTY, "NO_COLOR": "1"},
    ],
    ids=["without posters", "16 colors", "no colors"],
)
def test_where_there_are_no_posters_there_are_no_pictures(started, environ):
    terminal = started(environ)
    on_the_list(terminal)
    terminal.until(b"goes there")  # the films like this one, which are found as late as a poster is
    found = terminal.output
    terminal.press(b"\x03")
    terminal.ended()
    assert not any(sign in found + terminal.output for sign in (SENT, SHOWN, GONE, SIXELS, HALF_BLOCK))


@pytest.mark.parametrize("environ", [KITTY, SIXEL], ids=["kitty", "sixel"])
def test_what_is_typed_before_the_start_is_not_lost(started, home, request, environ):
    terminal = started(environ)
    terminal.press(b"ali")
    terminal.until(b"to the list")
    terminal.press(b"en\r")

    def marked():
        with MarkLog(Settings(home=home, profile=request.node.name).files.marks) as log:
            return [mark.title for mark in log.marks(request.node.name)]

    terminal.until(lambda: marked() == ["Alien"])
