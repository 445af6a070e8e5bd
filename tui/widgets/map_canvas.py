"""The map on the screen: its cells, and the cursor with the title of its film. It paints again only what changed."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from tui.state.map_state import MapState
from tui.theme import glyphs
from tui.widgets.component_styles import ComponentStyles
from tui.widgets.map_picture import COLORS, MapPicture

_SIGNS = ("heart", "accent", "bad", "good", "strong", "quiet")


class MapCanvas(ComponentStyles):
    PREFIX = "map"
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "map--cursor",
        "map--title",
        "map--land-none",
        "map--town-none",
        *(f"map--{kind}-{number}" for kind in ("land", "town", "region") for number in range(COLORS)),
        *(f"map--{sign}" for sign in _SIGNS),
        *(f"map--{sign}-title" for sign in _SIGNS),
    }
    ALLOW_SELECT = False

    class Resized(Message):
        """The canvas has another size, and the map is looked at anew."""

    class Pointed(Message):
        """The person clicked on a film, or twice, `again`."""

        def __init__(self, *, again: bool) -> None:
            super().__init__()
            self.again = again

    class Turned(Message):
        """The person turned the wheel: one step in, or out."""

        def __init__(self, steps: int) -> None:
            super().__init__()
            self.steps = steps

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._state: MapState | None = None
        self._title_of: Callable[[int], str] = lambda movie: ""
        self._picture: MapPicture | None = None
        self._shown: tuple[int, int] = (-1, -1)
        """How often the state had changed when the picture was made, and the cursor's film."""

    @property
    def picture(self) -> MapPicture | None:
        """What is painted, without the cursor."""
        return self._picture

    def draw(self, state: MapState, title_of: Callable[[int], str]) -> None:
        """Show this map; `title_of` gives the title of a film."""
        self._state, self._title_of = state, title_of
        state.resize(self.size.width, self.size.height)
        self.look()

    def look(self) -> None:
        """Paint what has changed in the state."""
        state = self._state
        if state is None or not state.columns or not state.rows:
            return
        before = self._shown
        if self._picture is None or before[0] != state.changes:
            self._shown = state.changes, state.cursor
            self._picture = MapPicture(state, self._title_of)
            self.refresh()
        elif before[1] != state.cursor:
            self._shown = state.changes, state.cursor
            for place in (state.cells.place(before[1]), state.place):
                if place is not None:
                    self.refresh(Region(0, place[1], self.size.width, 1))

    def on_resize(self) -> None:
        if self._state is not None:
            self._state.resize(self.size.width, self.size.height)
            self.look()
            self.post_message(self.Resized())

    def on_click(self, event: events.Click) -> None:
        if self._state is not None:
            self._state.point(event.x, event.y)
            self.look()
            self.post_message(self.Pointed(again=event.chain == 2))

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        self.post_message(self.Turned(1))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        self.post_message(self.Turned(-1))

    def render_line(self, y: int) -> Strip:
        width, picture, state = self.size.width, self._picture, self._state
        if picture is None or state is None or y >= picture.rows:
            return Strip.blank(width, self.plain())
        chars, styles = picture.chars[y], picture.styles[y]
        place = state.place
        if place is not None and place[1] == y:
            chars, styles = self._with_cursor(chars, styles, picture, place)
        segments = [
            Segment("".join(char for char, _ in run), self._style(name))
            for name, run in groupby(zip(chars, styles, strict=True), key=lambda cell: cell[1])
        ]
        return Strip(segments).adjust_cell_length(width, self.plain())

    def _with_cursor(
        self, chars: list[str], styles: list[str], picture: MapPicture, place: tuple[int, int]
    ) -> tuple[list[str], list[str]]:
        """The cells of the cursor's line, with the cursor and the title of its film over what is there."""
        assert self._state is not None
        chars, styles = list(chars), list(styles)
        column, row = place
        beside = picture.title_beside(column, row, self._title_of(self._state.film))
        sign = self._state.signs.get(self._state.cursor)
        parts = [(column, sign.glyph if sign is not None else glyphs.HERE)]
        if beside is not None:
            start, text = beside
            parts.append((start - 1, f" {text} "))
            drop_cut_names(chars, styles, max(start - 1, 0), start + cell_len(text) + 1)
        for start, text in parts:
            for char in text:
                size = cell_len(char)
                if size and 0 <= start <= len(chars) - size:
                    _free(chars, start, size)
                    chars[start : start + size] = [char, ""][:size]
                    styles[start : start + size] = ["cursor"] * size
                start += size
        return chars, styles

    def _style(self, name: str) -> Style:
        return self.plain(name) if name else self.plain()


def _free(chars: list[str], start: int, size: int) -> None:
    """Blank the halves that stay of characters of two cells, one half of which the cells from `start` take."""
    if start and not chars[start]:
        chars[start - 1] = " "
    if start + size < len(chars) and not chars[start + size]:
        chars[start + size] = " "


def drop_cut_names(chars: list[str], styles: list[str], start: int, stop: int) -> None:
    """Blank what would stay of a name or a title when something is written from cell `start` up to `stop`."""
    for inside, outside in ((start, range(start - 1, -1, -1)), (stop - 1, range(stop, len(chars)))):
        if inside >= len(chars) or not _is_text(styles[inside]):
            continue
        for cell in outside:
            if styles[cell] != styles[inside]:
                break
            chars[cell], styles[cell] = (" " if chars[cell] else ""), ""


def _is_text(style: str) -> bool:
    return style.startswith("region-") or style.endswith("title")
