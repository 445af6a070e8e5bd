"""What pairs of films know: for each film, the films that its watchers chose too, in numpy.

A low-rank space of vectors loses what is true of two films only (that who watched one Coen film watched the others).
The rows kept here are sparse: at most `engine.model.pair_rows.KEPT` films each, so a query touches a few thousand
numbers. Nothing here learns them (engine.model.pair_rows does) or decides how much they count (engine.film_scores).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Rows = NDArray[np.int64]

SHARE_UNIT = 0.005
"""Shares are kept in half percents."""


@dataclass(frozen=True)
class FilmPairs:
    """The pair rows of a version with M films, K numbers each."""

    films: NDArray[np.int32]
    """(M, K) rows of films, -1 where a film has fewer than K"""
    weights: NDArray[np.float16]
    """(M, K) how much a like of the row's film speaks for each, 0 or more"""
    shares: NDArray[np.uint8]
    """(M, K) the share of the row's watchers who watched each, in units of SHARE_UNIT"""

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[Any]]) -> FilmPairs | None:
        """The pairs among a version's arrays, None in a version without them."""
        if "pair_films" not in arrays:
            return None
        names = ("pair_films", "pair_weights", "pair_shares")
        return cls(*(np.asarray(arrays[name]) for name in names))  # plain arrays: slicing a memmap costs 70 us

    def reordered(self, rows: Rows) -> FilmPairs:
        """The pairs of the films `rows` in that order, -1 standing for a film that is not in here; pairs with other
        films are dropped."""
        place = np.full(len(self.films) + 1, -1, np.int32)
        place[rows[rows >= 0]] = np.flatnonzero(rows >= 0)
        films = np.where(rows[:, None] < 0, -1, place[self.films[rows]])
        return FilmPairs(films, self.weights[rows], self.shares[rows])

    def totals(self, rows: Rows, strengths: Floats, movies: int) -> Floats:
        """(movies) for each film, the sum of `strengths` (n) times the pair weights of the films `rows` (n)."""
        films, weights = self.films[rows], self.weights[rows] * strengths[:, None]
        some = films >= 0
        total: Floats = np.bincount(films[some], weights[some], minlength=movies).astype(np.float32)
        return total

    def neighbors(self, rows: Rows) -> Rows:
        """Every film in the pair rows of `rows`, ascending."""
        found = self.films[rows]
        there = np.zeros(len(self.films), bool)  # np.unique would load numpy.ma at its first call: 40 ms
        there[found[found >= 0]] = True
        return np.flatnonzero(there)

    def weights_of(self, rows: Rows, films: Rows) -> Floats:
        """(films, n) the pair weight of each of `films` in each of the pair rows of `rows` (n)."""
        order = np.argsort(films, kind="stable")
        ascending = films[order]
        found = np.zeros((len(films), len(rows)), np.float32)
        if len(films):
            for column, row in enumerate(rows):
                kept = self.films[row]
                places = np.minimum(np.searchsorted(ascending, kept), len(ascending) - 1)
                there = (ascending[places] == kept) & (kept >= 0)
                found[order[places[there]], column] = self.weights[row][there]
        return found

    def greatest(self, rows: Rows) -> Floats:
        """(n) the greatest weight in each of the pair rows of `rows` (n)."""
        most: Floats = np.where(self.films[rows] >= 0, self.weights[rows], 0).max(axis=1, initial=0).astype(np.float32)
        return most

    def shares_of(self, rows: Rows, films: Rows) -> NDArray[np.float64]:
        """(films, n) the share (0 to 1) of the watchers of each of the films `rows` (n) that watched each of `films`,
        NaN where it was not kept."""
        place = np.full(len(self.films) + 1, -1, np.int64)  # the last one stands for the -1 of a film that has fewer
        place[films] = np.arange(len(films))
        found = np.full((len(films), len(rows)), np.nan)
        places = place[self.films[rows]]
        column, kept = np.nonzero(places >= 0)
        found[places[column, kept], column] = np.round(self.shares[rows][column, kept] * SHARE_UNIT, 3)
        return found
