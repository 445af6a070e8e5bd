"""The interface of the baselines: fit to a matrix of who watched what, then score the whole catalogue."""

from __future__ import annotations

from abc import ABC, abstractmethod

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.floating]


class Baseline(ABC):
    """A recommender. `name` identifies it, settings included."""

    name: str

    @abstractmethod
    def fit(self, watched: sparse.csr_array) -> None:
        """Learn from `watched` (users, movies), a matrix of ones."""

    @abstractmethod
    def scores(self, liked: sparse.csr_array) -> Floats:
        """(rows, movies) the scores for rows of liked films; those of the liked films themselves are arbitrary."""
