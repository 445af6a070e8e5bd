"""A picture in half blocks: each cell shows two pixels, the upper one as a block's color, the lower one behind it. The
cells of a picture that the terminal draws itself are blank."""

from __future__ import annotations

from itertools import groupby

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from engine.posters.picture import Picture
from tui.graphics.drawing import Drawing, Painting

_UPPER = "▀"


class Poster(Widget):
    """Shows one picture, and has its size."""

    ALLOW_SELECT = False

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._picture: Painting | None = None
        self._strips: tuple[Strip, ...] = ()

    @property
    def drawing(self) -> Drawing | None:
        """What the terminal draws in the widget's place, if it is that."""
        return self._picture if isinstance(self._picture, Drawing) and self.is_on_screen else None

    def show(self, picture: Painting | None) -> None:
        if picture == self._picture:
            return
        self._picture = picture
        self.display = picture is not None
        self._strips = strips(picture) if isinstance(picture, Picture) else ()
        if picture is not None:
            self.styles.width, self.styles.height = picture.columns, picture.rows
        self.refresh()

    def render_line(self, y: int) -> Strip:
        return self._strips[y] if y < len(self._strips) else Strip.blank(self.size.width, self.rich_style)


def strips(picture: Picture) -> tuple[Strip, ...]:
    """The rows of cells of a picture."""
    line = 3 * picture.columns
    found = []
    for start in range(0, len(picture.pixels), 2 * line):
        upper, lower = picture.pixels[start : start + line], picture.pixels[start + line : start + 2 * line]
        cells = [(upper[at : at + 3], lower[at : at + 3]) for at in range(0, line, 3)]
        segments = [
            Segment(_UPPER * len(list(same)), Style(color=_color(above), bgcolor=_color(below)))
            for (above, below), same in groupby(cells)
        ]
        found.append(Strip(segments, picture.columns))
    return tuple(found)


def _color(pixel: bytes) -> str:
    return f"#{pixel.hex()}"
