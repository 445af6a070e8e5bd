"""Initial id embeddings: the leading singular vectors of the interaction matrix.

Measured on ml-1m: random initialization loses .02-.03 Recall@20 at long histories.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.model.interactions import Interactions
from engine.progress import Portion, untold

_SOFTNESS = 5_000.0
"""Directions whose squared singular value is below this are damped."""
_EXTRA, _ROUNDS = 32, 4


def svd_embeddings(data: Interactions, dim: int, seed: int, told: Portion = untold) -> NDArray[np.float32]:
    """(movies, dim) unit rows for films that somebody watched, zero rows for the others.

    A randomized truncated SVD (Halko et al. 2011) of rank min(dim, users - 1, movies); columns beyond it are zeros.
    """
    x = data.matrix
    users, movies = x.shape
    rank = max(min(dim, users - 1, movies), 1)
    width = min(rank + _EXTRA, users, movies)
    basis = np.random.default_rng([seed, 1]).standard_normal((movies, width)).astype(np.float32)
    for done in range(1, _ROUNDS + 1):
        basis, _ = np.linalg.qr(x.T @ (x @ basis))
        told(done / (_ROUNDS + 1))
    _, singular, right = np.linalg.svd(x @ basis, full_matrices=False)
    strength = np.sqrt(singular**2 / (singular**2 + _SOFTNESS))
    rows = ((basis @ right.T) * strength)[:, :rank]
    # The SVD leaves each direction's sign undetermined: make the largest entry positive.
    rows *= np.where(rows[np.abs(rows).argmax(axis=0), np.arange(rank)] < 0, -1, 1)
    rows[data.counts == 0] = 0
    start = np.zeros((movies, dim), np.float32)
    start[:, :rank] = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
    return start
