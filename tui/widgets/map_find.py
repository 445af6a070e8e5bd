"""The line of the map in which a title is typed. Finding the film is up to the screen."""

from __future__ import annotations

from textual.widgets import Input

from tui import actions

_LONGEST = 200


class MapFind(Input):
    """A one-line input, out of sight unless it has the focus."""

    BINDINGS = actions.bindings("map_find")

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(placeholder="find a film", id=id, compact=True, max_length=_LONGEST)
        self.display = False

    def open(self) -> None:
        """Show the line, empty, and type in it."""
        self.value = ""
        self.display = True
        self.focus()

    def shut(self) -> None:
        """Hide the line."""
        self.display = False
        self.screen.set_focus(None)
