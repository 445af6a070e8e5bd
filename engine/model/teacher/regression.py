"""A closed-form regression from a random kept part of a user's films to all of them, fitted for one query length.

For kept sizes k_u of n_u films, the expected Gram matrix of the kept parts and their expected product with the full
sets are known exactly, so the ridge regression with an intercept and B_jj = 0 is one linear solve:

    A = X' diag(c (k-1)/(n-1)) X off the diagonal, X'c + ridge on it, bordered by X'c, corner sum(w);  c = w k / n
    C = X' diag(c) X, and below it X' w;   B = A^-1 C with B_jj = 0 by Lagrange;   w_u = n_u^-a

It is dense in movies^2. With fewer users than films, A is a diagonal plus a matrix of the users' rank, and B is kept
factored (Woodbury). A linear autoencoder in the family of EASE (Steck 2019).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import sparse
from torch import Tensor

from engine.model.sparse_matrix import SparseMatrix

Floats = NDArray[np.float64]

_AT_ONCE = 8_192
"""How many users' rows are made dense at a time."""


@dataclass(frozen=True)
class Lesson:
    """One regression and how its answers are used: for queries of up to `until` films, fitted at `kept` films (or at
    `kept_share` of each user's films, if `kept` is 0), with labels softmax(sharpness * answer)."""

    until: int
    kept: int
    kept_share: float
    weight_power: float
    ridge: float
    sharpness: float


@dataclass(frozen=True)
class Regression:
    """A fitted regression: B as left @ right, or `left` alone if `right` is None; `base`: the answer to no films."""

    left: Tensor
    """(columns, columns) or (columns, r)"""
    right: Tensor | None
    """(r, columns)"""
    base: Tensor
    """(columns)"""

    def answer(self, kept: Tensor | SparseMatrix) -> Tensor:
        """(rows, columns) for `kept` (rows, columns) of ones. Meaningless for the kept films themselves."""
        found = kept @ self.left
        return self.base + (found if self.right is None else found @ self.right)


def fit_regression(films: sparse.csr_array, lesson: Lesson, device: torch.device) -> Regression:
    """Fit `lesson` to the users of `films` (users, columns), each of whom watched at least two of them."""
    lengths = np.diff(films.indptr).astype(np.float64)
    fit = _fit_factored if films.shape[0] < films.shape[1] else _fit_dense
    return fit(films, lengths, lesson, device)


@dataclass(frozen=True)
class _Moments:
    """Per-user weights: in the inputs' Gram matrix, in the product of inputs and targets, and for the intercept."""

    gram: Floats
    cross: Floats
    user: Floats


def _moments(lengths: Floats, lesson: Lesson) -> _Moments:
    kept = np.full_like(lengths, lesson.kept) if lesson.kept else lesson.kept_share * lengths
    kept = np.clip(kept, 1, lengths - 1)
    user = lengths**-lesson.weight_power
    user *= lengths.sum() / (user * kept).sum()
    cross = user * kept / lengths
    return _Moments(gram=cross * (kept - 1) / (lengths - 1), cross=cross, user=user)


def _fit_dense(films: sparse.csr_array, lengths: Floats, lesson: Lesson, device: torch.device) -> Regression:
    moments = _moments(lengths, lesson)
    size = films.shape[1]
    a = torch.zeros(size + 1, size + 1, device=device)
    c = torch.zeros(size + 1, size, device=device)
    for start in range(0, films.shape[0], _AT_ONCE):
        rows = slice(start, start + _AT_ONCE)
        x = _tensor(films[rows].toarray(), device)
        a[:size, :size].addmm_(x.T, x * _tensor(moments.gram[rows, None], device))
        c[:size].addmm_(x.T, x * _tensor(moments.cross[rows, None], device))
        c[size] += _tensor(moments.user[rows], device) @ x
    mass = c[:size].diagonal()
    a[:size, :size].diagonal().copy_(mass + lesson.ridge)
    a[size, :size] = a[:size, size] = mass
    a[size, size] = float(moments.user.sum())
    inverse = torch.cholesky_inverse(torch.linalg.cholesky(a))
    del a
    b = inverse @ c
    b -= inverse[:, :size] * (b[:size].diagonal() / inverse.diagonal()[:size])
    return Regression(left=b[:size].clone(), right=None, base=b[size].clone())


def _fit_factored(films: sparse.csr_array, lengths: Floats, lesson: Lesson, device: torch.device) -> Regression:
    """A = D + V' S V with V the users' rows (a 1 for the border) and D diagonal, so A^-1 = D^-1 - Z V D^-1 with
    Z = D^-1 V' (S^-1 + V D^-1 V')^-1, and C = F X with F of the users' rank. B's diagonal part (of A^-1 e_j) only
    affects the kept films, whose answers are never used, and is left out."""
    moments = _moments(lengths, lesson)
    x = films.toarray().astype(np.float64)
    users, size = x.shape
    mass = x.T @ moments.cross
    # The border (mass, total) minus what the Gram part V' diag(gram) V adds to it is a symmetric rank-2 remainder.
    v = np.hstack([x, np.ones((users, 1))])
    diagonal = np.concatenate([mass - x.T @ moments.gram + lesson.ridge, [1.0]])
    rest = np.concatenate([mass - x.T @ moments.gram, [(moments.user.sum() - moments.gram.sum() - 1.0) / 2]])
    corner = np.zeros(size + 1)
    corner[size] = 1
    # V' S V in factored form: U = [V' sqrt(gram), rest, corner], middle = blockdiag(I, [[0, 1], [1, 0]]).
    u = np.hstack([v.T * np.sqrt(moments.gram), rest[:, None], corner[:, None]])
    middle_inverse = np.eye(users + 2)
    middle_inverse[users:, users:] = [[0, 1], [1, 0]]
    scaled = u / diagonal[:, None]
    z = np.linalg.solve(middle_inverse + u.T @ scaled, scaled.T).T
    f = np.vstack([x.T * moments.cross, moments.user[None, :]])
    g = f / diagonal[:, None] - z @ (scaled.T @ f)
    inverse_diagonal = 1 / diagonal - (z * scaled).sum(axis=1)
    b_diagonal = np.einsum("ur,ru->r", x, g[:size])
    shift = b_diagonal / inverse_diagonal[:size]
    left = np.hstack([g, z])
    right = np.vstack([x, scaled[:size].T * shift])
    return Regression(
        left=_tensor(left[:size], device), right=_tensor(right, device), base=_tensor(left[size] @ right, device)
    )


def _tensor(array: NDArray[np.floating], device: torch.device) -> Tensor:
    return torch.from_numpy(np.ascontiguousarray(array, np.float32)).to(device)
