"""The help screen: every action of the screen that it was opened on, by group, and what the signs mean."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import ClassVar, Literal, TypeAlias

from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from tui import actions
from tui.screens.leaving import leave
from tui.state.reason_texts import FIT
from tui.theme import glyphs

Keys: TypeAlias = Literal["films", "set-up", "import", "map"]
"""Whose keys the help is about."""
_SIGNS = (
    (glyphs.LIKE, "liked"),
    (f"{glyphs.STAR}3{glyphs.HALF}", "your stars"),
    (glyphs.DISLIKE, "disliked"),
    (glyphs.SEEN, "seen"),
    (glyphs.WATCHLIST, "on the watchlist"),
    (glyphs.HIDDEN, "not interested"),
    (f"{glyphs.UP}2 {glyphs.DOWN}1", "moved up, down"),
    ("1-100", f"fit: {FIT}"),
)


_OF_FILMS = (("Find", "Searching", "Mark", "Choose"), ("Move", "Look", "Filters", "App"))
_OF_MAP = (("Look at the map",), ("Mark on the map",))
_OF_SET_UP = (("Set-up",),)
_OF_IMPORT = (("Import",), ("Review",))
_COLUMNS: Mapping[Keys, Sequence[Sequence[str]]] = {
    "films": _OF_FILMS,
    "set-up": _OF_SET_UP,
    "import": _OF_IMPORT,
    "map": _OF_MAP,
}
"""The groups of keys in each column of the help."""


class HelpText(VerticalScroll):
    BINDINGS = actions.bindings("help_text")


class HelpColumn(Static):
    """Keys and their meanings in two columns, so that a long text wraps within its own."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"help-column--head", "help-column--key"}

    def __init__(self, groups: Sequence[str], key_map: Mapping[str, str], *, off: Collection[str], signs: bool) -> None:
        super().__init__(markup=False)
        self._off = off
        self._groups = groups
        self._key_map = key_map
        self._signs = signs

    def on_mount(self) -> None:
        head = self.get_component_rich_style("help-column--head", partial=True)
        key = self.get_component_rich_style("help-column--key", partial=True)
        table = Table.grid(padding=(0, 1))
        table.add_column(min_width=6, no_wrap=True)
        table.add_column()
        by_name = dict(actions.groups(without=self._off))
        for group in self._groups:
            table.add_row(Text(""), Text(group, head))
            for action in by_name[group]:
                table.add_row(Text(actions.shown(action, self._key_map), key), Text(action.help))
            table.add_row()
        if self._signs:
            table.add_row(Text(""), Text("Signs", head))
            for sign, meaning in _SIGNS:
                table.add_row(Text(sign, key), Text(meaning))
        self.update(table)


class HelpScreen(ModalScreen[None]):
    """The keys of the films, of the set-up, of the map, or of the import and its review; `off` are the ids of what is
    off, `credit` is what has to be said of those whose posters are shown."""

    BINDINGS = actions.bindings("help")
    AUTO_FOCUS = "#help-text"

    def __init__(
        self, key_map: Mapping[str, str], *, of: Keys = "films", off: Collection[str] = (), credit: str = ""
    ) -> None:
        super().__init__()
        self._credit = credit
        self._off = off
        self._key_map = key_map
        self._columns: Sequence[Sequence[str]] = _COLUMNS[of]

    def compose(self) -> ComposeResult:
        with Container(id="help") as frame, HelpText(id="help-text"):
            frame.border_title = "help"
            hint = "{help_down} {help_up} scroll, {help_close} closes"
            frame.border_subtitle = actions.with_keys(hint, self._key_map)
            with Container(id="help-columns"):
                for groups in self._columns:
                    signs = groups is self._columns[-1] and self._columns is _OF_FILMS
                    yield HelpColumn(groups, self._key_map, off=self._off, signs=signs)
            if self._credit:
                yield Static(self._credit, id="help-credit", markup=False)

    def action_close(self) -> None:
        leave(self)
