"""The films that a version's new films were placed by: what nobody rated is judged as those films are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.movies import FIRST_NEW_ID

Rows = NDArray[np.int64]


@dataclass(frozen=True)
class NearRows:
    """The N new films of a version, which are the last of its M films."""

    first: int
    """The row of the first of them."""
    near: NDArray[np.int32]
    """(N, K) the rows of the films near each, -1 where it has fewer"""

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[Any]]) -> NearRows | None:
        """From a version's `ids` and `neighbors`; None if it has no new films, or does not tell what is near them."""
        first = int((np.asarray(arrays["ids"]) < FIRST_NEW_ID).sum())
        if first == len(arrays["ids"]) or "neighbors" not in arrays:
            return None
        return cls(first, np.array(arrays["neighbors"][first:]))

    @property
    def rows(self) -> Rows:
        """(N) the new films' own rows."""
        return np.arange(self.first, self.first + len(self.near))

    def means(self, values: NDArray[Any]) -> NDArray[Any]:
        """(N) of `values` (M), the mean of the films near each; 0 for a film that has none."""
        there = self.near >= 0
        counts = there.sum(axis=1)
        sums = np.where(there, values[self.near], 0).sum(axis=1)
        means: NDArray[Any] = sums / np.maximum(counts, 1)
        return means

    def among(self, films: Rows) -> Rows:
        """The places of the new films in `films`."""
        return np.flatnonzero(films >= self.first)

    def films_near(self, films: Rows) -> tuple[Rows, NDArray[np.float64]]:
        """The films near any of the new films `films` (n), and (n, them) their weights in the mean of each."""
        near = self.near[films - self.first]
        there = near >= 0
        others, places = np.unique(near[there], return_inverse=True)
        weights = np.zeros((len(films), len(others)))
        of, _ = np.nonzero(there)
        weights[of, places] = 1 / there.sum(axis=1)[of]
        return others.astype(np.int64), weights
