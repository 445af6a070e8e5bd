"""What the map shows and where its cursor is. No widgets in here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from engine.profiles.marks import Mark
from tui.state.map_films import MapFilms, Rows
from tui.state.map_regions import Regions
from tui.state.map_signs import FIRST, Sign, is_liked, signs_of
from tui.state.map_window import Cells, Window

LISTED, _LISTED_SHARE = 50, 20
"""The most films of the list that are on the map; in a small set one for so many of all films, at least twenty."""
_ASIDE = 2.0
"""A film to the side counts as so many times as far away as one straight ahead."""


class MapState:
    """The `films`, the `window` of them that is on screen, `columns` by `rows` cells, and the film under the
    `cursor`, by its row among the films."""

    def __init__(self, films: MapFilms, on: int | None = None, window: Window = Window()) -> None:
        self.films = films
        self.window = window
        self.columns, self.rows = 0, 0
        self.marks: dict[int, Mark] = {}
        self.listed: dict[int, int] = {}
        """The place of each film of the list, from 0."""
        self.signs: dict[int, Sign] = {}
        self.changes = 0
        """How often anything but the cursor changed."""
        self.cells = Cells(films, window, 0, 0)
        self._signed: dict[int, int] = {}
        self._signed_at = -1
        self.regions: Regions | None = None
        known = films.rows([on])[0] if on is not None else -1
        self.cursor = known if known >= 0 else len(films) - 1

    @property
    def film(self) -> int:
        """The id of the film under the cursor."""
        return int(self.films.ids[self.cursor])

    @property
    def place(self) -> tuple[int, int] | None:
        """The column and the row of the cursor; None if it is not in view."""
        return self.cells.place(self.cursor) if self.columns and self.rows else None

    def resize(self, columns: int, rows: int) -> None:
        """Use so many cells."""
        if (columns, rows) != (self.columns, self.rows):
            self.columns, self.rows = columns, rows
            self._look()

    def take(self, marks: Mapping[int, Mark], listed: Sequence[int]) -> bool:
        """Use these marks, by the ids of their films, and the list of these films. Returns whether anything changed."""
        rows = self.films.rows(marks)
        here = {row: mark for row, mark in zip(rows, marks.values(), strict=True) if row >= 0}
        most = min(LISTED, max(2 * FIRST, len(self.films) // _LISTED_SHARE))
        listed = list(dict.fromkeys(listed))[:most]
        places = {row: place for place, row in enumerate(self.films.rows(listed)) if row >= 0}
        if here == self.marks and places == self.listed:
            return False
        self.marks, self.listed = here, places
        self.signs = signs_of(here, places)
        self.changes += 1
        return True

    # Moving

    def step(self, right: int, down: int) -> None:
        """Move the cursor to the next film in that direction; if there is none in the window, the window moves too."""
        films = self._shown_films()
        found = self._next(films, right, down)
        if found is None:
            found = self._next(np.arange(len(self.films)), right, down)
        if found is not None:
            self.jump(found)

    def leap(self, right: int, down: int) -> None:
        """Move the cursor by a fifth of the window, to the film nearest to there; at the edge, the window moves."""
        place = self.place
        if place is None:
            return
        column, row = place[0] + right * max(self.columns // 5, 1), place[1] + down * max(self.rows // 5, 1)
        if not (0 <= column < self.columns and 0 <= row < self.rows):
            before = self.window
            self._show(before.moved(right / 5, down / 5))
            if self.window == before:
                column, row = min(max(column, 0), self.columns - 1), min(max(row, 0), self.rows - 1)
            else:
                column, row = place
        self.point(column, row)

    def point(self, column: int, row: int) -> None:
        """Put the cursor on the film nearest to a cell."""
        films = self._shown_films()
        if len(films):
            rows, columns = np.divmod(self._cells_of(films), self.columns)
            self.cursor = int(films[np.hypot(columns - column, 2 * (rows - row)).argmin()])

    def zoom(self, steps: int) -> None:
        """Zoom in (or out) about the cursor; on the way in it comes halfway to the middle."""
        x, y = float(self.films.x[self.cursor]), float(self.films.y[self.cursor])
        window = self.window.zoomed(steps, x, y)
        if steps > 0 and window != self.window:
            right, down = (x - window.left) / window.size - 0.5, (y - window.top) / window.size - 0.5
            window = window.moved(right / 2, down / 2)
        self._show(window.showing(x, y))

    def whole(self) -> None:
        """Show the whole map."""
        self._show(Window())

    def jump(self, row: int) -> None:
        """Put the cursor on a film, and move the window there if it is elsewhere."""
        self.cursor = row
        self._show(self.window.showing(float(self.films.x[row]), float(self.films.y[row])))

    def go_back(self, cursor: int, window: Window) -> None:
        """Put the cursor and the window where they were before."""
        self.cursor = cursor
        self._show(window)

    def go_through_likes(self, by: int) -> bool:
        """Go to the next (or previous) film that the person likes, in the order from left to right. Returns whether
        there is any."""
        liked = sorted((row for row, mark in self.marks.items() if is_liked(mark)), key=lambda row: self.films.x[row])
        return self._go_through(liked, by)

    def go_through_list(self, by: int) -> bool:
        """Go to the next (or previous) film of the list. Returns whether there is any."""
        return self._go_through(sorted(self.listed, key=self.listed.__getitem__), by)

    def near(self, most: int) -> list[int]:
        """The rows of the films nearest to the cursor, its own left out; the most watched first."""
        place = self.place
        if place is None or most < 1:
            return []
        nearest = [row for row in self.cells.nearest(*place, most + 1).tolist() if row != self.cursor]
        return sorted(nearest, reverse=True)[:most]

    def _go_through(self, rows: list[int], by: int) -> bool:
        if not rows:
            return False
        if self.cursor in rows:
            self.jump(rows[(rows.index(self.cursor) + by) % len(rows)])
        else:
            x, y = self.films.x[rows], self.films.y[rows]
            far = np.hypot(x - self.films.x[self.cursor], y - self.films.y[self.cursor])
            self.jump(rows[0] if self.listed.get(rows[0]) == 0 else rows[int(far.argmin())])
        return True

    def _next(self, films: Rows, right: int, down: int) -> int | None:
        """The nearest of these films in that direction, one straight ahead rather than one to the side; None if there
        is none. Films of the cursor's own cell do not count."""
        if not (self.columns and self.rows and len(films)):
            return None
        column, row = (self._grid(at, films) - self._grid(at, self.cursor) for at in (0, 1))
        ahead = column * right + row * down
        aside = np.abs(column * down) + np.abs(row * right)
        far = np.where((ahead > 0) & (aside <= ahead), ahead + _ASIDE * aside, np.inf)
        best = int(far.argmin())
        return int(films[best]) if np.isfinite(far[best]) else None

    def _grid(self, axis: int, films: Rows | int) -> Rows:
        """The column (axis 0) of the films' cells, or twice the row: a cell is about twice as high as wide."""
        at, start = (self.films.x, self.window.left) if axis == 0 else (self.films.y, self.window.top)
        cells = self.columns if axis == 0 else self.rows
        grid: Rows = np.floor((at[films] - start) * (cells / self.window.size)).astype(np.int64)
        return grid * (axis + 1)

    def signed(self) -> dict[int, int]:
        """The film whose sign is shown in a cell, by cell; of several, the one of the lowest rank."""
        if self._signed_at != self.changes:
            self._signed_at = self.changes
            rows = np.array(sorted(self.signs, key=lambda row: -self.signs[row].rank), np.int64)
            films = self.cells.films
            at = np.searchsorted(films, rows)
            in_view = np.flatnonzero(films[np.minimum(at, len(films) - 1)] == rows) if len(films) else at[:0]
            cells = self.cells.cell[at[in_view]]
            self._signed = dict(zip(cells.tolist(), rows[in_view].tolist(), strict=True))
        return self._signed

    def _shown_films(self) -> Rows:
        """The film that each cell shows: one with a sign, or else the most watched."""
        top = self.cells.top.copy()
        signed = self.signed()
        top[list(signed)] = list(signed.values())
        return top[top >= 0]

    def _cells_of(self, films: Rows) -> Rows:
        return self.cells.cell[np.searchsorted(self.cells.films, films)]

    def _show(self, window: Window) -> None:
        if window != self.window:
            self.window = window
            self._look()

    def _look(self) -> None:
        self.cells = Cells(self.films, self.window, self.columns, self.rows)
        self.regions = Regions(self.films, self.cells) if len(self.cells.films) else None
        self.changes += 1
