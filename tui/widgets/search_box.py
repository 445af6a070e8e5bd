"""The line in which titles are typed or pasted. Finding the hits is up to the screen."""

from __future__ import annotations

from textual.events import Key, Paste
from textual.message import Message
from textual.widgets import Input

from tui import actions
from tui.state.dropped_files import dropped_files

_LONGEST = 200
"""Characters that the box takes; no title is longer, and a search looks at every one of them."""


class SearchBox(Input):
    """A one-line input whose own keys come from the action table."""

    BINDINGS = actions.bindings("search")

    class LinesPasted(Message):
        """Several lines were pasted: the first one is in the box now, these are the `others`."""

        def __init__(self, others: tuple[str, ...]) -> None:
            super().__init__()
            self.others = others

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(placeholder="search titles", id=id, compact=True, select_on_focus=True, max_length=_LONGEST)

    def on_key(self, event: Key) -> None:
        """Ignore a "/" at the start: it is the key that leads here, pressed once more, and no title begins with it."""
        if event.character == "/" and not self.value:
            event.prevent_default()

    def on_paste(self, event: Paste) -> None:
        """Take the first line; several lines are titles, and none of them is Enter. Dropped files are left to the
        screen."""
        event.prevent_default()
        if dropped_files(event.text):
            return
        event.stop()
        self.paste(event.text)

    def paste(self, text: str) -> None:
        """Put `text` where the cursor is, or in place of what is selected."""
        lines = [" ".join(line.split()) for line in text.splitlines()]
        first, *others = [line for line in lines if line] or [""]
        room = _LONGEST - len(self.value) + len(self.selected_text)
        self.replace(first[:room], *sorted(self.selection))
        if others:
            self.post_message(self.LinesPasted(tuple(others)))

    def search_for(self, title: str) -> None:
        """Replace the text."""
        self.value = title[:_LONGEST]
        self.cursor_position = len(self.value)
