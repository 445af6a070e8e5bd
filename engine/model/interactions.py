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

from engine.errors import TrainingError

if TYPE_CHECKING:
    from engine.datasets.dataset import Dataset

Ints = NDArray[np.int64]

FEWEST_MOVIES = 5
FEWEST_USERS = 2


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
        return np.bincount(self.matrix.indices, minlength=len(self.movies))

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
    ratings = dataset.ratings
    columns = pd.Index(movies).get_indexer(pd.Index(ratings["movie"]))
    known = columns >= 0
    users, rows = np.unique(ratings["user"].to_numpy(np.int64)[known], return_inverse=True)
    pairs = np.unique(rows.astype(np.int64) * max(len(movies), 1) + columns[known])
    matrix = sparse.csr_array(
        (np.ones(len(pairs), np.float32), (pairs // max(len(movies), 1), pairs % max(len(movies), 1))),
        shape=(len(users), len(movies)),
    )
    matrix.sort_indices()
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


def stable_hash(values: Iterable[object]) -> int:
    """A 64-bit hash that depends only on `values`: not on the process, the platform or the order of a file."""
    text = "\x1f".join(str(value) for value in values)
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")
