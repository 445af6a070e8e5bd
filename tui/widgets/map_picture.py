"""The map as cells: dots, names of regions, titles and signs, laid over each other. Nothing here paints."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from rich.cells import cell_len

from tui.state.map_signs import is_liked
from tui.state.map_state import MapState
from tui.widgets.cell_text import cut, spaced

COLORS = 6
"""The colors that parts of the map take turns with."""
_LONGEST = 24
"""The cells of a title at most."""
_KNOWN = 0.03
"""The share of films, the most watched, whose cells stand out."""
_CELLS_OF_A_REGION, _CELLS_OF_A_TITLE = 110, 260
"""The cells of the screen for each name of a region at most, and for each title when the whole map is shown."""


class MapPicture:
    """The characters and the names of the styles of each cell. A character of two cells leaves the next one empty."""

    def __init__(self, state: MapState, title_of: Callable[[int], str]) -> None:
        self.columns, self.rows = state.columns, state.rows
        self._state = state
        self._title_of = title_of
        self.chars = [[" "] * self.columns for _ in range(self.rows)]
        self.styles = [[""] * self.columns for _ in range(self.rows)]
        self._taken = np.zeros((self.rows, self.columns), bool)
        self._dots()
        self._signs()
        self._regions()
        self._titles()

    def title_beside(self, column: int, row: int, title: str) -> tuple[int, str] | None:
        """Where the title of the film in a cell begins, and how much of it there is room for, whatever is there."""
        right, left = self.columns - column - 2, column - 1
        room = min(max(right, left), _LONGEST + 8)
        if room < 4:
            return None
        text = cut(title, room)
        size = cell_len(text)
        return (column + 2, text) if size <= right else (column - 1 - size, text)

    def _dots(self) -> None:
        state = self._state
        dots = state.cells.dots()
        rows, columns = np.nonzero(dots)
        genres = np.full(dots.shape, -1) if state.regions is None else state.regions.genres(self.columns, self.rows)
        known = state.cells.top.reshape(dots.shape) >= len(state.films) * (1 - _KNOWN)
        found = (rows, columns, dots[rows, columns], genres[rows, columns], known[rows, columns])
        for row, column, bits, genre, stands_out in zip(*(part.tolist() for part in found), strict=True):
            self.chars[row][column] = chr(0x2800 + bits)
            kind = "town" if stands_out else "land"
            self.styles[row][column] = f"{kind}-{self._color(genre)}" if genre >= 0 else f"{kind}-none"

    def _color(self, genre: int) -> int:
        """The number of a genre's color: the commonest ones have different ones."""
        return int(self._state.films.rank[genre]) % COLORS

    def _signs(self) -> None:
        for cell, film in self._state.signed().items():
            sign = self._state.signs[film]
            row, column = divmod(cell, self.columns)
            self.chars[row][column], self.styles[row][column] = sign.glyph, sign.style
            self._taken[row, column] = True

    def _regions(self) -> None:
        """Write the names of the weightiest regions across them, where they hide no sign and no other name."""
        found = () if self._state.regions is None else self._state.regions.found
        left = max(self.columns * self.rows // _CELLS_OF_A_REGION, 1)
        written: list[tuple[str, int, int]] = []
        for region in found:
            if not left:
                return
            size = cell_len(region.name)
            start = min(max(region.column - size // 2, 0), self.columns - size)
            again = any(
                name == region.name and abs(row - region.row) < self.rows / 3 and abs(at - start) < self.columns / 3
                for name, at, row in written
            )
            if again or start < 0:
                continue
            for row, at in _places_around(region.row, start):
                if 0 <= at <= self.columns - size and self._is_free(at - 1, row, size + 2):
                    self._write(at, row, region.name, f"region-{self._color(region.genre)}")
                    written.append((region.name, at, row))
                    left -= 1
                    break

    def _titles(self) -> None:
        """Write titles beside their films: those the person likes, the first of the list, the most watched; more of
        them the closer one looks."""
        state = self._state
        left = int(self.columns * self.rows / _CELLS_OF_A_TITLE * state.window.zoom)
        for film in self._worth_a_title(3 * left):
            if not left:
                return
            place = state.cells.place(film)
            if place is None or film == state.cursor:
                continue
            column, row = place
            cell = row * self.columns + column
            if state.signed().get(cell, state.cells.top[cell]) != film:
                continue  # the sign beside its title would be another film's
            text = cut(self._title_of(int(state.films.ids[film])), _LONGEST)
            size = cell_len(text)
            for start, room in ((column + 2, column + 1), (column - 1 - size, column - 3 - size)):
                if text and self._is_free(room, row, size + 3):
                    own = film in state.signs
                    self._write(start, row, text, f"{state.signs[film].style}-title" if own else "title")
                    self._taken[row, column] = True
                    left -= 1
                    break

    def _worth_a_title(self, most: int) -> Iterator[int]:
        state = self._state
        liked = sorted((row for row, mark in state.marks.items() if is_liked(mark)), reverse=True)
        listed = sorted(state.listed, key=state.listed.__getitem__)
        # By turns: a person with many likes sees more than these.
        shown: Sequence[Sequence[int]] = (liked, listed, state.cells.films[::-1][:most].tolist())
        seen: set[int] = set()
        for turn in range(most):
            for films in shown:
                if turn < len(films) and films[turn] not in seen:
                    seen.add(films[turn])
                    yield films[turn]

    def _is_free(self, column: int, row: int, size: int) -> bool:
        """Whether nothing is written in so many cells; those beyond the edge, at most two, do not count."""
        if not (0 <= row < self.rows and column >= -2 and column + size <= self.columns + 2):
            return False
        return not self._taken[row, max(column, 0) : column + size].any()

    def _write(self, column: int, row: int, text: str, style: str) -> None:
        """Write `text` from a cell on, with a blank on both sides in place of dots."""
        for beside in (column - 1, column + cell_len(text)):
            if 0 <= beside < self.columns and not self._taken[row, beside]:
                self.chars[row][beside], self.styles[row][beside] = " ", ""
        for char in spaced(text):
            size = cell_len(char)
            if size == 0 or column + size > self.columns:
                continue
            self.chars[row][column], self.styles[row][column] = char, style
            self._taken[row, column] = True
            if size == 2:
                self.chars[row][column + 1], self.styles[row][column + 1] = "", style
                self._taken[row, column + 1] = True
            column += size


def _places_around(row: int, column: int) -> Iterator[tuple[int, int]]:
    """Where a name may go: in its place, or a little above, below or beside."""
    for away in (0, -1, 1, -2, 2):
        for aside in (0, -4, 4):
            yield row + away, column + aside
