"""Linear autoencoders in closed form: EASE (Steck 2019) and EDLAE (Steck 2020)."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import sparse

from engine.cuda import choose_device
from engine.evaluation.baselines.baseline import Baseline, Floats
from engine.model.linear_autoencoder import ease_factors, ease_weights
from engine.model.weighted_grams import weighted_gram

DENSE_MOST = 12_000
"""The most films for a baseline that is dense in films^2; of more, it scores only the most watched."""
_FACTORED_MOST = 50_000_000
"""The most cells (users x films) of a matrix that is made dense if there are fewer users than films."""


class EASE(Baseline):
    """Embarrassingly shallow autoencoder (Steck 2019): a ridge regression of each film on all the others.

    With fewer users than films, the same scores come from a matrix of the users' size (Woodbury).
    """

    def __init__(self, ridge: float = 500) -> None:
        self.ridge = ridge
        self.name = f"EASE {ridge:g}"

    def fit(self, watched: sparse.csr_array) -> None:
        self._movies = watched.shape[1]
        counts = np.bincount(watched.indices, minlength=self._movies)
        known = int((counts > 0).sum())
        factored = watched.shape[0] < known and watched.shape[0] * known <= _FACTORED_MOST
        most = known if factored else min(DENSE_MOST, known)
        self._columns = np.sort(np.argsort(-counts, kind="stable")[:most])
        watched = watched[:, self._columns]
        device = torch.device(choose_device("auto"))
        ridge = torch.from_numpy(self._ridge_of(counts[self._columns])).to(device)
        self._right: NDArray[np.float32] | None = None
        if factored:
            left, right = ease_factors(watched, ridge)
            self._right = right.cpu().numpy()
        else:
            left = ease_weights(weighted_gram(watched, None, device), ridge)
        self._left: NDArray[np.float32] = left.cpu().numpy()

    def _ridge_of(self, counts: NDArray[np.int64]) -> NDArray[np.floating]:
        return np.full(len(counts), float(self.ridge))

    def scores(self, liked: sparse.csr_array) -> Floats:
        found = np.full((liked.shape[0], self._movies), -np.inf, np.float32)
        answer = liked[:, self._columns] @ self._left
        found[:, self._columns] = answer if self._right is None else answer @ self._right
        return found


class EDLAE(EASE):
    """EASE with dropout `p` on its inputs (Steck 2020): a large `p` suits short queries."""

    def __init__(self, p: float, ridge: float) -> None:
        super().__init__(ridge)
        self.p = p
        self.name = f"EDLAE {p:g}"

    def _ridge_of(self, counts: NDArray[np.int64]) -> NDArray[np.floating]:
        return self.p / (1 - self.p) * counts + self.ridge
