"""Which pictures a terminal is taken to show, by its environment and the setting."""

import pytest

from tui.graphics.choosing import choose_graphics

CELL = (9, 18)


@pytest.mark.parametrize(
    ("environ", "graphics"),
    [
        ({"TERM": "xterm-kitty", "KITTY_WINDOW_ID": "1"}, "kitty"),
        ({"TERM": "xterm-ghostty", "TERM_PROGRAM": "ghostty"}, "kitty"),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "ghostty"}, "kitty"),
        ({"TERM": "foot"}, "sixel"),
        ({"TERM": "mlterm-256color"}, "sixel"),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "WezTerm"}, "sixel"),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "iTerm.app"}, "sixel"),
        ({"TERM": "xterm-256color"}, "blocks"),
        ({"TERM": "xterm-256color", "XTERM_VERSION": "XTerm(379)"}, "blocks"),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "Apple_Terminal"}, "blocks"),
        ({}, "blocks"),
    ],
)
def test_what_names_one_terminal_counts(environ, graphics):
    assert choose_graphics("auto", environ, CELL) == graphics


@pytest.mark.parametrize(
    "environ",
    [
        {"TERM": "xterm", "TERM_PROGRAM": "WezTerm", "XTERM_VERSION": "XTerm(379)"},
        {"TERM": "xterm-256color", "TERM_PROGRAM": "ghostty", "VTE_VERSION": "7600"},
        {"TERM": "xterm-256color", "KITTY_WINDOW_ID": "1"},
    ],
)
def test_a_terminal_that_was_started_from_another_one_is_not_taken_for_that(environ):
    assert choose_graphics("auto", environ, CELL) == "blocks"


@pytest.mark.parametrize(
    "within",
    [
        {"TMUX": "/tmp/tmux-0/default,1,0"},
        {"STY": "1.pts-0"},
        {"TERM": "tmux-256color"},
        {"TERM": "screen.xterm-256color"},
        {"ZELLIJ": "0"},
        {"NVIM": "/run/nvim.1.0"},
        {"INSIDE_EMACS": "29.1,vterm"},
    ],
)
@pytest.mark.parametrize("setting", ["auto", "kitty", "sixel"])
def test_within_another_program_there_are_none_whatever_is_set(within, setting):
    assert choose_graphics(setting, {"TERM": "xterm-kitty", **within}, CELL) == "blocks"


@pytest.mark.parametrize("setting", ["kitty", "sixel", "blocks"])
def test_the_setting_counts_more_than_the_environment(setting):
    for environ in ({"TERM": "xterm-kitty"}, {"TERM": "foot"}, {"TERM": "xterm-256color"}):
        assert choose_graphics(setting, environ, None) == setting


def test_sixel_is_not_guessed_where_the_size_of_a_cell_is_not_known():
    assert choose_graphics("auto", {"TERM": "foot"}, None) == "blocks"
    assert choose_graphics("auto", {"TERM": "xterm-kitty"}, None) == "kitty"
