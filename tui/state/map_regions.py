"""What the parts of the map are about: the genre, and perhaps the decade, that sets the films of a part off from all
that are in view. Pure functions.

The window is parted into a coarse grid. A genre speaks for a piece of it as tf-idf speaks for a word of a text: by its
share of the piece's films, times the logarithm of how much larger that is than among all films in view. Pieces of one
name that touch are a region.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tui.state.map_films import MapFilms
from tui.state.map_window import Cells

_WIDTH, _HEIGHT = 6, 3
"""The cells of a piece."""
_DOUBT = 2.0
"""Films as in the whole view that are added to each piece, so that one film alone names nothing."""
_FEWEST, _SURE = 3.0, 0.12
"""The films that a piece with a name has at least, its neighbors' counted; and how much a name must say."""
_OF_THE_TIME, _LONGER_AGO = 0.5, 1.6
"""A region is called after its decade if so much of its films is of it, and so many times as much as of all."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Region:
    """A named part of the window around the cell (`column`, `row`). `genre` is a number among the map's genres."""

    name: str
    genre: int
    column: int
    row: int
    weight: float


class Regions:
    """The regions of a window, the weightiest first, and which genre each of its cells belongs to."""

    def __init__(self, films: MapFilms, cells: Cells) -> None:
        self._wide, self._high = -(-cells.columns // _WIDTH), -(-cells.rows // _HEIGHT)
        pieces = self._wide * self._high
        rows, columns = np.divmod(cells.cell, max(cells.columns, 1))
        piece = rows // _HEIGHT * self._wide + columns // _WIDTH
        # A film counts once, and again for each tenfold of people who watched it.
        weight = 1 + np.log10(1 + films.watchers[cells.films])
        total = self._smooth(_summed(piece, weight, pieces))
        here = _summed(piece, np.ones(len(piece)), pieces)
        number = self._smooth(here)
        has = films.has[cells.films]
        counts = [_summed(piece[has[:, g]], weight[has[:, g]], pieces) for g in range(has.shape[1])]
        shares, overall = self._shares(counts, total)
        says = shares * np.log(np.maximum(shares, 1e-9) / np.maximum(overall, 1e-9)[:, None, None])
        best = says.argmax(axis=0) if len(counts) else np.zeros((self._high, self._wide), np.int64)
        said = says.max(axis=0) if len(counts) else np.zeros((self._high, self._wide))
        self._genre = np.where((number >= _FEWEST) & (said > _SURE), best, -1)
        decade = films.years[cells.films] // 10
        dated = decade > 0
        self._decades = np.unique(decade[dated])
        of_decades = [_summed(piece[decade == d], weight[decade == d], pieces) for d in self._decades]
        self._of_decade, self._all_decades = self._shares(of_decades, total)
        self.found = sorted(self._regions(films, here.reshape(number.shape), said), key=lambda region: -region.weight)

    def genres(self, columns: int, rows: int) -> NDArray[np.int64]:
        """(rows, columns) the genre of each cell, as a number among the map's genres; -1 for none."""
        grown = self._genre.repeat(_HEIGHT, axis=0).repeat(_WIDTH, axis=1)
        return grown[:rows, :columns]

    def genre_at(self, column: int, row: int) -> int:
        """The genre of the piece that a cell is in, -1 for none."""
        return int(self._genre[row // _HEIGHT, column // _WIDTH])

    def _smooth(self, counts: Floats) -> Floats:
        """(high, wide) the counts with half of those of the pieces beside, and a quarter of those at the corners."""
        around = np.pad(counts.reshape(self._high, self._wide), 1)
        across = around[:, 1:-1] + (around[:, :-2] + around[:, 2:]) / 2
        both: Floats = across[1:-1] + (across[:-2] + across[2:]) / 2
        return both

    def _shares(self, counts: list[Floats], total: Floats) -> tuple[Floats, Floats]:
        """(kinds, high, wide) the share of each kind in each piece, and (kinds) in the view."""
        if not counts:
            return np.zeros((0, self._high, self._wide)), np.zeros(0)
        overall = np.array([count.sum() for count in counts]) / max(float(sum(count.sum() for count in counts)), 1e-9)
        smooth = np.stack([self._smooth(count) for count in counts])
        whole = np.maximum(smooth.sum(axis=0), 1e-9)
        doubt = _DOUBT * np.minimum(total / whole, 1)
        shares: Floats = (smooth + doubt * overall[:, None, None]) / (whole + doubt)
        return shares, overall

    def _regions(self, films: MapFilms, number: Floats, said: Floats) -> Iterator[Region]:
        left = {(int(r), int(c)) for r, c in zip(*np.nonzero(self._genre >= 0), strict=True)}
        while left:
            patch = self._patch(left)
            at = np.array(patch)
            genre = int(self._genre[patch[0]])
            weights = (number * said)[at[:, 0], at[:, 1]]
            if not weights.any():
                continue
            middle = (at * weights[:, None]).sum(axis=0) / weights.sum()
            off = np.abs(at - middle).sum(axis=1) + np.where(weights > 0, 0, np.inf)
            row, column = patch[int(off.argmin())]
            yield Region(
                name=self._decade_of(at, number) + films.genres[genre],
                genre=genre,
                column=column * _WIDTH + _WIDTH // 2,
                row=row * _HEIGHT + _HEIGHT // 2,
                weight=float(weights.sum()),
            )

    def _patch(self, left: set[tuple[int, int]]) -> list[tuple[int, int]]:
        """Take one region's pieces out of those that are left."""
        first = min(left)
        left.remove(first)
        patch, at = [first], 0
        while at < len(patch):
            row, column = patch[at]
            at += 1
            for piece in ((row, column - 1), (row, column + 1), (row - 1, column), (row + 1, column)):
                if piece in left and self._genre[piece] == self._genre[first]:
                    left.remove(piece)
                    patch.append(piece)
        return patch

    def _decade_of(self, at: NDArray[np.int64], number: Floats) -> str:
        """ "1980s " where most films of these pieces are of one decade, and few others are; else empty."""
        if not len(self._decades):
            return ""
        weights = number[at[:, 0], at[:, 1]]
        shares = (self._of_decade[:, at[:, 0], at[:, 1]] * weights).sum(axis=1) / weights.sum()
        best = int(shares.argmax())
        told = shares[best] >= _OF_THE_TIME and shares[best] >= _LONGER_AGO * self._all_decades[best]
        return f"{int(self._decades[best]) * 10}s " if told else ""


def _summed(piece: NDArray[np.int64], weight: Floats, pieces: int) -> Floats:
    """(pieces) the sum of the weights of the films in each piece."""
    return np.bincount(piece, weight, pieces).astype(np.float64)
