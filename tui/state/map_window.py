"""The part of the map that is on screen, and which films are in which of its cells. Pure functions."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tui.state.map_films import MapFilms, Rows

STEP = 1.6
"""How many times larger everything is after one step of zooming."""
_MOST = STEP**12
_MARGIN = 0.02
"""How much of the width of the whole is left free on each side."""


@dataclass(frozen=True)
class Window:
    """A part of the map: its `left` and `top`, and the `zoom`: 1 shows the whole."""

    left: float = -_MARGIN
    top: float = -_MARGIN
    zoom: float = 1.0

    @property
    def size(self) -> float:
        """The width, and the height, of the part; a little more than 1 for the whole."""
        return (1 + 2 * _MARGIN) / self.zoom

    def zoomed(self, steps: int, x: float, y: float) -> Window:
        """The window some steps further in (or out), with the point (x, y) where it is on screen."""
        zoom = min(max(self.zoom * STEP**steps, 1.0), _MOST)
        ratio = self.zoom / zoom
        return replace(self, zoom=zoom, left=x - (x - self.left) * ratio, top=y - (y - self.top) * ratio)._kept_in()

    def moved(self, right: float, down: float) -> Window:
        """The window moved by parts of its own size."""
        return replace(self, left=self.left + right * self.size, top=self.top + down * self.size)._kept_in()

    def showing(self, x: float, y: float) -> Window:
        """The window moved so that (x, y) is well within it; the same if it is."""
        away = [(at - start) / self.size for at, start in ((x, self.left), (y, self.top))]
        right, down = (0.0 if 0.04 <= part <= 0.96 else part - 0.5 for part in away)
        return self.moved(right, down) if right or down else self

    def _kept_in(self) -> Window:
        left, top = (max(min(at, 1 + _MARGIN - self.size), -_MARGIN) for at in (self.left, self.top))
        return replace(self, left=left, top=top)


class Cells:
    """The films of a window in cells, `columns` by `rows` of them: for each film in view its cell (counted row by
    row), and for each cell the film on top."""

    def __init__(self, films: MapFilms, window: Window, columns: int, rows: int) -> None:
        self.columns, self.rows = columns, rows
        # A cell has two dots beside each other and four on top of each other.
        x = np.floor((films.x - window.left) * (2 * columns / window.size)).astype(np.int64)
        y = np.floor((films.y - window.top) * (4 * rows / window.size)).astype(np.int64)
        self.films: Rows = np.flatnonzero((x >= 0) & (x < 2 * columns) & (y >= 0) & (y < 4 * rows))
        """The films in view, the most watched last."""
        self._x, self._y = x[self.films], y[self.films]
        self.cell: Rows = self._y // 4 * columns + self._x // 2
        """The cell of each of them."""
        self.top = np.full(rows * columns, -1, np.int64)
        """The most watched film of each cell, -1 for none."""
        self.top[self.cell] = self.films

    def dots(self) -> NDArray[np.int64]:
        """(rows, columns) the braille patterns of the cells: a bit for each of eight dots that has a film."""
        seen = np.zeros((4 * self.rows, 2 * self.columns), bool)
        seen[self._y, self._x] = True
        parts = seen.reshape(self.rows, 4, self.columns, 2).astype(np.int64)
        bits: NDArray[np.int64] = np.einsum("ricj,ij->rc", parts, _BITS)
        return bits

    def place(self, film: int) -> tuple[int, int] | None:
        """The column and the row of a film's cell; None if it is not in view."""
        at = int(np.searchsorted(self.films, film))
        if at == len(self.films) or self.films[at] != film:
            return None
        row, column = divmod(int(self.cell[at]), self.columns)
        return column, row

    def nearest(self, column: int, row: int, most: int) -> Rows:
        """So many of the films in view, those of the nearest cells, and of one cell the most watched."""
        rows, columns = np.divmod(self.cell, max(self.columns, 1))
        # Less than the distance between two cells tells the films of one apart.
        order = np.hypot(columns - column, 2 * (rows - row)) - 1e-6 * np.arange(len(self.films))
        best = np.argpartition(order, most - 1)[:most] if most < len(order) else np.arange(len(order))
        found: Rows = self.films[best]
        return found


_BITS = np.array([[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]], np.int64)
"""The bit of each dot in a character of the block that begins at U+2800."""
