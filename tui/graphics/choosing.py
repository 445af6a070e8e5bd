"""Which protocol of pictures a terminal has, as far as its environment tells.

Asking the terminal would be surer, but its answer comes in among the keys, late over a slow line, and in a multiplexer
perhaps from another terminal than the one that is looked at. So only what names one terminal beyond doubt counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

from engine.posters.picture import Cell

Graphics: TypeAlias = Literal["kitty", "sixel", "blocks"]
"""The graphics protocol of kitty, sixel, or none: half blocks."""

_BY_TERM: dict[str, Graphics] = {
    "xterm-kitty": "kitty",
    "xterm-ghostty": "kitty",
    "foot": "sixel",
    "foot-extra": "sixel",
    "mlterm": "sixel",
    "mlterm-256color": "sixel",
}
_BY_PROGRAM: dict[str, Graphics] = {"ghostty": "kitty", "WezTerm": "sixel", "iTerm.app": "sixel"}
"""By TERM_PROGRAM, of those whose TERM is that of many terminals."""
_WITHIN = ("TMUX", "STY", "ZELLIJ", "NVIM", "VIM_TERMINAL", "INSIDE_EMACS")
"""What programs set that show a terminal within theirs."""
_WITHIN_TERMS = ("screen", "tmux")
_OTHERS = (
    "XTERM_VERSION",
    "VTE_VERSION",
    "KONSOLE_VERSION",
    "ALACRITTY_WINDOW_ID",
    "KITTY_WINDOW_ID",
    "WT_SESSION",
)
"""What terminals set that leave TERM_PROGRAM as it was in the terminal that they were started from."""


def is_within(environ: Mapping[str, str]) -> bool:
    """Whether another program stands between the app and its terminal, which passes no pictures on."""
    return any(environ.get(name) for name in _WITHIN) or environ.get("TERM", "").startswith(_WITHIN_TERMS)


def choose_graphics(setting: Literal["auto"] | Graphics, environ: Mapping[str, str], cell: Cell | None) -> Graphics:
    """How to draw pictures: what the setting says or, if that is "auto", what suits the terminal of `environ`, whose
    cells have so many pixels; within tmux, screen and the like always in half blocks."""
    if is_within(environ):
        return "blocks"
    if setting != "auto":
        return setting
    found = _suggested(environ)
    return "blocks" if found == "sixel" and cell is None else found  # it would have some size, not that of its place


def _suggested(environ: Mapping[str, str]) -> Graphics:
    term = environ.get("TERM", "")
    if term in _BY_TERM:
        return _BY_TERM[term]
    if any(environ.get(name) for name in _OTHERS):
        return "blocks"
    return _BY_PROGRAM.get(environ.get("TERM_PROGRAM", ""), "blocks")
