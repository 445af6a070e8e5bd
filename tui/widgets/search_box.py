"""The line in which titles are typed. Finding the hits is up to the screen."""

from __future__ import annotations

from textual.events import Key
from textual.widgets import Input

from tui import actions


class SearchBox(Input):
    """A one-line input whose own keys come from the action table."""

    BINDINGS = actions.bindings("search")

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(placeholder="search titles", id=id, compact=True, select_on_focus=True)

    def on_key(self, event: Key) -> None:
        """Ignore a "/" at the start: it is the key that leads here, pressed once more, and no title begins with it."""
        if event.character == "/" and not self.value:
            event.prevent_default()
