"""Popularity: the baseline without personalization."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from engine.evaluation.baselines.baseline import Baseline, Floats


class Popularity(Baseline):
    """The most watched films, for everybody."""

    name = "popularity"

    def fit(self, watched: sparse.csr_array) -> None:
        self._counts = np.bincount(watched.indices, minlength=watched.shape[1]).astype(np.float64)

    def scores(self, liked: sparse.csr_array) -> Floats:
        return np.tile(self._counts, (liked.shape[0], 1))
