"""Beside the map: the film under the cursor, and those around it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip

from engine.movies import Movie, clean_text
from tui.state.map_signs import Sign
from tui.state.phrases import StyledText
from tui.widgets.cell_text import cut, fit, spaced
from tui.widgets.component_styles import ComponentStyles
from tui.widgets.lines import STYLES

_YEAR = 5


class MapSide(ComponentStyles):
    PREFIX = "map-side"
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"map-side--{name}" for name in STYLES}
    ALLOW_SELECT = False

    class Chosen(Message):
        """The person clicked on one of the films around the cursor, the `place`-th."""

        def __init__(self, place: int) -> None:
            super().__init__()
            self.place = place

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._lines: list[StyledText] = []
        self._first = 0
        """The line of the first of the films around."""

    @property
    def words(self) -> str:
        """Everything that it says."""
        return "\n".join("".join(text for text, _ in line) for line in self._lines)

    @property
    def room(self) -> int:
        """How many films around the cursor there is room for."""
        return max(self.size.height - 7, 0)

    def show(self, film: Sequence[StyledText], around: Sequence[tuple[Movie, Sign | None]]) -> None:
        """Show what is said of a film, and the films around it with their signs."""
        lines: list[StyledText] = [*(part for line in film for part in self._wrapped(line)), []]
        if around:
            lines.append([("around it", "accent")])
        self._first = len(lines)
        width = self.size.width
        for movie, sign in around:
            title = fit(clean_text(movie.title), max(width - 2 - _YEAR, 4))
            year = f"{movie.year if movie.year is not None else '':>{_YEAR}}"
            mark = (f"{sign.glyph} ", sign.style) if sign is not None else ("  ", "")
            lines.append([mark, (title, ""), (year, "quiet")])
        if lines != self._lines:
            self._lines = lines
            self.refresh()

    def on_click(self, event: events.Click) -> None:
        place = event.y - self._first
        if 0 <= place < len(self._lines) - self._first:
            self.post_message(self.Chosen(place))

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        if y >= len(self._lines):
            return Strip.blank(width, self.plain())
        segments = [Segment(text, self.plain(style) if style else self.plain()) for text, style in self._lines[y]]
        return Strip(segments).adjust_cell_length(width, self.plain())

    def _wrapped(self, line: StyledText) -> list[StyledText]:
        """A line, or two of them for a text of one style that is too long for one."""
        width = max(self.size.width, 1)
        if len(line) > 1 or cell_len(line[0][0]) <= width:
            return [[(cut(spaced(text), width), style) for text, style in line]]
        text, style = line[0]
        head = ""
        for word in text.split(" "):
            if cell_len(f"{head} {word}") > width:
                break
            head = f"{head} {word}".strip()
        rest = text.removeprefix(head).strip()
        return [[(head or cut(text, width), style)], *([[(cut(rest, width), style)]] if head and rest else [])]
