"""The help: every action of the table by group, and what the signs mean. Any of its keys closes it."""

from __future__ import annotations

from collections.abc import Mapping

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from tui import glyphs, keys

_SIGNS = (
    (glyphs.LIKE, "liked"),
    (f"{glyphs.STAR}3{glyphs.HALF}", "your stars"),
    (glyphs.DISLIKE, "disliked"),
    (glyphs.SEEN, "seen"),
    (glyphs.WATCHLIST, "on the watchlist"),
    (glyphs.HIDDEN, "not interested"),
    (f"{glyphs.UP}2 {glyphs.DOWN}1", "moved up, down"),
)


class HelpScreen(ModalScreen[None]):
    BINDINGS = keys.bindings("help")
    AUTO_FOCUS = "#help-text"

    def __init__(self, key_map: Mapping[str, str]) -> None:
        super().__init__()
        self._key_map = key_map

    def compose(self) -> ComposeResult:
        with Container(id="help"):
            with VerticalScroll(id="help-text"), Container(id="help-columns"):
                for number, groups in enumerate(_columns()):
                    yield Static(self._text(groups, signs=number == 1), classes="help-column", markup=False)
            yield Static("esc closes", id="help-close", markup=False)

    def _text(self, groups: list[str], *, signs: bool) -> Text:
        text = Text(no_wrap=False, end="")
        by_name = dict(keys.groups())
        for group in groups:
            text.append(f"{group}\n", "bold")
            for action in by_name[group]:
                text.append(f"{keys.shown(action, self._key_map):<6} ", "bold")
                text.append(f"{action.help}\n")
            text.append("\n")
        if signs:
            text.append("Signs\n", "bold")
            for sign, meaning in _SIGNS:
                text.append(f"{sign:<6} ")
                text.append(f"{meaning}\n")
        return text

    def action_close(self) -> None:
        self.dismiss()


def _columns() -> tuple[list[str], list[str]]:
    return ["Find", "Mark"], ["Look", "Move", "App", "Set-up"]
