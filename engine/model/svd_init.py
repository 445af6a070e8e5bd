"""Initial id embeddings: the leading singular vectors of the interaction matrix.

Measured on ml-1m: random initialization loses .02-.03 Recall@20 at long histories.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import sparse

from engine.model.interactions import Interactions
from engine.model.sparse_matrix import SparseMatrix
from engine.progress import Portion, untold

_SOFTNESS = 5_000.0
"""Directions whose squared singular value is below this are damped."""
_EXTRA, _ROUNDS = 32, 4


def svd_embeddings(
    data: Interactions, dim: int, seed: int, device: torch.device, told: Portion = untold
) -> NDArray[np.float32]:
    """(movies, dim) unit rows for films that somebody watched, zero rows for the others.

    A randomized truncated SVD (Halko et al. 2011) of rank min(dim, users - 1, movies); columns beyond it are zeros.
    """
    users, movies = data.matrix.shape
    rank = max(min(dim, users - 1, movies), 1)
    width = min(rank + _EXTRA, users, movies)
    watched = SparseMatrix.of(data.matrix, device)
    watchers = SparseMatrix.of(sparse.csr_array(data.matrix.T.tocsr()), device)
    start = np.random.default_rng([seed, 1]).standard_normal((movies, width)).astype(np.float32)
    basis = torch.from_numpy(start).to(device)
    for done in range(1, _ROUNDS + 1):
        # Contiguous, since LAPACK's is laid out by columns: gathering its rows takes forty times as long.
        basis = torch.linalg.qr(watchers @ (watched @ basis)).Q.contiguous()
        told(done / (_ROUNDS + 1))
    # The triangle has the singular values and right vectors of the (users, width) table, which is far larger.
    triangle = torch.linalg.qr(watched @ basis, mode="r").R
    _, singular, right = torch.linalg.svd(triangle)
    squares = singular.square()
    rows = ((basis @ right.T) * (squares / (squares + _SOFTNESS)).sqrt())[:, :rank]
    # The SVD leaves each direction's sign undetermined: make the largest entry positive.
    rows *= torch.where(rows.gather(0, rows.abs().argmax(dim=0)[None, :]) < 0, -1, 1)
    rows[torch.from_numpy(data.counts == 0).to(device)] = 0
    found = torch.zeros(movies, dim, device=device)
    found[:, :rank] = torch.nn.functional.normalize(rows, dim=1)
    embeddings: NDArray[np.float32] = found.cpu().numpy()
    return embeddings
