"""iALS, the matrix factorization baseline, from the library `implicit`.

The factors of unseen users are the exact solution for their liked films. Only `evaluate` loads this module.
"""

from __future__ import annotations

import warnings

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from threadpoolctl import threadpool_limits

from engine.evaluation.baselines.baseline import Baseline, Floats


class IALS(Baseline):
    """Implicit alternating least squares (Hu, Koren, Volinsky 2008): watched films weigh `alpha` times as much as
    unwatched ones; `ridge` times the squared norms of all factors is added to the loss."""

    def __init__(self, dimensions: int, alpha: float, ridge: float, sweeps: int = 10, seed: int = 0) -> None:
        self.dimensions, self.alpha, self.ridge, self.sweeps, self.seed = dimensions, alpha, ridge, sweeps, seed
        self.name = f"iALS {dimensions}-d, alpha {alpha:g}, ridge {ridge:g}"

    def fit(self, watched: sparse.csr_array) -> None:
        from implicit.cpu.als import AlternatingLeastSquares

        # implicit runs threads of its own, and warns if BLAS does so too.
        with threadpool_limits(1, "blas"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self._model = AlternatingLeastSquares(
                factors=min(self.dimensions, *watched.shape),
                alpha=self.alpha,
                regularization=self.ridge,
                iterations=self.sweeps,
                random_state=self.seed,
            )
            self._model.fit(sparse.csr_matrix(watched), show_progress=False)
        self._watched: NDArray[np.bool_] = np.bincount(watched.indices, minlength=watched.shape[1]) > 0

    def scores(self, liked: sparse.csr_array) -> Floats:
        with threadpool_limits(1, "blas"):
            users = self._model.recalculate_user(np.arange(liked.shape[0]), sparse.csr_matrix(liked))
        found: Floats = users @ self._model.item_factors.T
        found[:, ~self._watched] = -np.inf
        return found
