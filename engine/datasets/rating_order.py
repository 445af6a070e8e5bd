"""Ratings in one fixed order: by user and film, each pair once.

MovieLens' own files are in that order and pass as they are; of the others, most are at least grouped by user, and only
the ratings of some users are sorted at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.datasets.rating_blocks import Ratings

Ints = npt.NDArray[np.int64]

_COMPARED = 1 << 18
"""Rows compared at once: few enough for the processor's cache."""
_SORTED = 4_000_000
"""Rows sorted at once, where whole users can be."""


def once_each(ratings: Ratings) -> tuple[Ratings, int]:
    """The ratings sorted by user and movie, each pair once, and the number of duplicates dropped: of these the latest
    is kept. Ratings in another order are sorted in place, because two copies of 32 million would be 2 GB."""
    if are_in_order(ratings.user, ratings.movie):
        return ratings, 0
    columns: list[npt.NDArray[Any]] = list(ratings)
    end = 0
    for start, stop in _pieces(ratings.user):
        kept = _order(ratings.user[start:stop], ratings.movie[start:stop], ratings.timestamp[start:stop])
        for column in columns:
            column[end : end + len(kept)] = column[start:stop][kept]
        end += len(kept)
    return Ratings(*(column[:end] for column in columns)), len(ratings.user) - end


def are_in_order(users: Ints, movies: npt.NDArray[np.integer]) -> bool:
    """Whether the pairs ascend by user and movie, none of them twice."""
    for start in range(0, len(users) - 1, _COMPARED):
        user, movie = users[start : start + _COMPARED + 1], movies[start : start + _COMPARED + 1]
        same = user[1:] == user[:-1]
        if not ((user[1:] > user[:-1]) | (same & (movie[1:] > movie[:-1]))).all():
            return False
    return True


def _pieces(users: Ints) -> Iterator[tuple[int, int]]:
    """Ranges of rows that hold all ratings of their users, in ascending order: one range if the users are mixed."""
    rows = len(users)
    if any(
        (users[start + 1 : start + _COMPARED + 1] < users[start : start + _COMPARED][: rows - start - 1]).any()
        for start in range(0, rows, _COMPARED)
    ):
        yield 0, rows
        return
    start = 0
    while start < rows:
        last = users[min(start + _SORTED, rows) - 1]
        stop = int(np.searchsorted(users, last, side="right"))
        yield start, stop
        start = stop


def _order(user: Ints, movie: Ints, timestamp: npt.NDArray[np.float64]) -> Ints:
    """The rows to keep, in the order of user and movie."""
    key = _pair_keys(user, movie)
    order: Ints = np.argsort(key, kind="stable")
    key = key[order]
    same = key[1:] == key[:-1]
    if not same.any():
        return order
    repeated = np.append(same, False) | np.append(False, same)
    some = order[repeated]
    # Within a pair by time (missing times first), then by position in the file.
    times = np.nan_to_num(timestamp[some], nan=-1.0)
    order[repeated] = some[np.lexsort((times, key[repeated]))]
    kept: Ints = order[np.append(~same, True)]
    return kept


def _pair_keys(user: Ints, movie: Ints) -> Ints:
    """One integer key per (user, movie) pair, in the same sort order as the pairs."""
    least, span = int(user.min()), int(movie.max()) + 1
    if (int(user.max()) - least + 1) * span >= 2**63:
        user, least = np.unique(user, return_inverse=True)[1].astype(np.int64), 0
    return (user - least) * span + movie
