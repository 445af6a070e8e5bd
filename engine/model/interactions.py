"""Who watched what, as one sparse matrix: here the data set's ids become row and column indices.

Movie indices exist only from here on, always beside `Interactions.movies`. Any rating counts as watched.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from engine.datasets.rating_order import are_in_order
from engine.errors import TrainingError

if TYPE_CHECKING:
    from engine.datasets.dataset import Dataset

Ints = NDArray[np.int64]

FEWEST_MOVIES = 5
FEWEST_USERS = 2
_STEP = 1 << 20
"""Pairs whose films are looked up or counted at once."""


@dataclass(frozen=True)
class Interactions:
    """Who watched what: `matrix` (users, movies) holds float32 ones, with sorted indices. `users` and `movies` are ids;
    `movies` lists every film of the data set, watched or not."""

    users: Ints
    movies: Ints
    matrix: sparse.csr_array

    @property
    def counts(self) -> Ints:
        """(movies) how many users watched each film."""
        counts = np.zeros(len(self.movies), np.int64)
        for start in range(0, self.matrix.nnz, _STEP):  # bincount makes a copy of 64 bits of what it counts
            counts += np.bincount(self.matrix.indices[start : start + _STEP], minlength=len(self.movies))
        return counts

    @property
    def lengths(self) -> Ints:
        """(users) how many films each user watched."""
        return np.diff(self.matrix.indptr).astype(np.int64)

    def films(self, row: int) -> Ints:
        """The columns that the user in `row` watched, ascending."""
        start, end = self.matrix.indptr[row : row + 2]
        return self.matrix.indices[start:end].astype(np.int64)

    def rows(self, chosen: Ints | NDArray[np.bool_]) -> Interactions:
        """The same films, with only the `chosen` users (row indices or a mask)."""
        return replace(self, users=self.users[chosen], matrix=self.matrix[chosen])


def interactions_of(dataset: Dataset) -> Interactions:
    """The data set's interactions. Raises TrainingError if there are too few to learn from."""
    movies = dataset.movies["movie"].to_numpy(np.int64)
    users, columns, starts = _watched(dataset, movies)
    if starts[-1] < 2**31:
        starts = starts.astype(np.int32)  # of 64 bits, scipy would make the columns' indices as large
    matrix = sparse.csr_array((np.ones(len(columns), np.float32), columns, starts), shape=(len(users), len(movies)))
    matrix.has_canonical_format = True
    found = Interactions(users=users, movies=movies, matrix=matrix)
    watched = int((found.counts > 0).sum())
    if watched < FEWEST_MOVIES:
        raise TrainingError(
            f"only {watched} films were watched by anyone; at least {FEWEST_MOVIES} are needed",
            "use a larger data set",
        )
    several = int((found.lengths >= 2).sum())
    if several < FEWEST_USERS:
        raise TrainingError(
            f"users who watched two films or more: {several}; at least {FEWEST_USERS} are needed",
            "use a data set with more users",
        )
    return found


def _watched(dataset: Dataset, movies: Ints) -> tuple[Ints, NDArray[np.int32], Ints]:
    """The users (ascending), the columns of the films that they watched (ascending for each user, none twice), and
    where each user's begin, with the end of the last."""
    user, movie = (dataset.ratings[name].to_numpy(np.int64) for name in ("user", "movie"))
    index, columns = pd.Index(movies), np.empty(len(movie), np.int32)
    for start in range(0, len(movie), _STEP):
        columns[start : start + _STEP] = index.get_indexer(pd.Index(movie[start : start + _STEP]))
    if (known := columns >= 0).sum() < len(columns):
        user, columns = user[known], columns[known]
    # A data set is in this order. To sort all pairs, or np.unique, would take several times as long as all the rest.
    if not are_in_order(user, columns):
        order = np.lexsort((columns, user))
        user, columns = user[order], columns[order]
        first = np.append(True, (user[1:] != user[:-1]) | (columns[1:] != columns[:-1]))
        user, columns = user[first], columns[first]
    starts = np.append(0, np.flatnonzero(user[1:] != user[:-1]) + 1)[: len(user)]
    return user[starts], columns, np.append(starts, len(user))


def stable_hash(values: Iterable[object]) -> int:
    """A 64-bit hash that depends only on `values`: not on the process, the platform or the order of a file."""
    text = "\x1f".join(str(value) for value in values)
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")
