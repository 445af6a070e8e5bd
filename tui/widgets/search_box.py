"""The line in which titles are typed. What a hit is, the screen finds out."""

from __future__ import annotations

from textual.events import Key
from textual.widgets import Input

from tui import actions


class SearchBox(Input):
    """An input of one line, whose own keys come from the action table."""

    BINDINGS = actions.bindings("search")

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(placeholder="search titles", id=id, compact=True, select_on_focus=True)

    def on_key(self, event: Key) -> None:
        """A "/" at the start is the key that leads here, pressed once more; no title begins so."""
        if event.character == "/" and not self.value:
            event.prevent_default()
