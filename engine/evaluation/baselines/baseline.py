"""The interface of the baselines: fit to a matrix of who watched what, then score the whole catalogue."""

from __future__ import annotations

from abc import ABC, abstractmethod

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.floating]


class Baseline(ABC):
    """A recommender. `name` is what the report calls it, its settings included."""

    name: str

    @abstractmethod
    def fit(self, watched: sparse.csr_array) -> None:
        """Learn from (users, movies) ones."""

    @abstractmethod
    def scores(self, liked: sparse.csr_array) -> Floats:
        """(rows, movies) for rows of liked films; what is liked may have any score."""
