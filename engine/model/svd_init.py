"""Initial id embeddings: the leading singular vectors of the interaction matrix.

Measured on ml-1m: random initialization loses .02-.03 Recall@20 at long histories.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import sparse
from torch import Tensor

from engine.model.interactions import Interactions
from engine.model.sparse_matrix import SparseMatrix
from engine.progress import Portion, Work, untold

_SOFTNESS = 5_000.0
"""Directions whose squared singular value is below this are damped."""
_EXTRA, _ROUNDS = 32, 4
_PIECES = 16
"""The parts of a product, after each of which its progress is told."""


def svd_embeddings(
    data: Interactions, dim: int, seed: int, device: torch.device, told: Portion = untold
) -> NDArray[np.float32]:
    """(movies, dim) unit rows for films that somebody watched, zero rows for the others. Columns beyond the rank
    min(dim, users - 1, movies) are zeros."""
    users, movies = data.matrix.shape
    rank = max(min(dim, users - 1, movies), 1)
    singular, right = leading_directions(data.matrix, rank, seed, device, told)
    squares = singular.square()
    rows = right * (squares / (squares + _SOFTNESS)).sqrt()
    # The SVD leaves each direction's sign undetermined: make the largest entry positive.
    rows *= torch.where(rows.gather(0, rows.abs().argmax(dim=0)[None, :]) < 0, -1, 1)
    rows[torch.from_numpy(data.counts == 0).to(device)] = 0
    found = torch.zeros(movies, dim, device=device)
    found[:, :rank] = torch.nn.functional.normalize(rows, dim=1)
    embeddings: NDArray[np.float32] = found.cpu().numpy()
    return embeddings


def leading_directions(
    matrix: sparse.csr_array, rank: int, seed: int, device: torch.device, told: Portion = untold
) -> tuple[Tensor, Tensor]:
    """(rank) the largest singular values of `matrix` (users, movies), at most as many as it has rows or columns, and
    (movies, rank) the right singular vectors: a randomized truncated SVD (Halko et al. 2011)."""
    users, movies = matrix.shape
    width = min(rank + _EXTRA, users, movies)
    watched = SparseMatrix.of(matrix, device)
    watchers = SparseMatrix.of(sparse.csr_array(matrix.T.tocsr()), device)
    start = np.random.default_rng([seed, 1]).standard_normal((movies, width)).astype(np.float32)
    basis = torch.from_numpy(start).to(device)
    work = Work(told, 2 * _ROUNDS + 1)
    for _ in range(_ROUNDS):
        # Contiguous, since LAPACK's is laid out by columns: gathering its rows takes forty times as long.
        basis = torch.linalg.qr(_product(watchers, _product(watched, basis, work), work)).Q.contiguous()
    # The triangle has the singular values and right vectors of the (users, width) table, which is far larger.
    triangle = torch.linalg.qr(_product(watched, basis, work), mode="r").R
    _, singular, right = torch.linalg.svd(triangle)
    return singular[:rank], (basis @ right.T)[:, :rank]


def _product(matrix: SparseMatrix, dense: Tensor, work: Work) -> Tensor:
    """matrix @ dense, some rows at a time."""
    told = work.piece()
    found = dense.new_empty(len(matrix), dense.shape[1])
    at_once = -(-len(matrix) // _PIECES)
    for start in range(0, len(matrix), at_once):
        end = min(start + at_once, len(matrix))
        found[start:end] = matrix.slice(start, end) @ dense
        told(end / len(matrix))
    return found
