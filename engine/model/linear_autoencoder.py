"""Linear autoencoders in closed form: the dense algebra that the teacher, item similarity and the baselines share.

EASE (Steck 2019, *Embarrassingly Shallow Autoencoders for Sparse Data*) and EDLAE (Steck 2020), which is EASE with
dropout on its inputs: both come from the inverse of the items' regularized Gram matrix (engine.model.weighted_grams).
All is done in torch on the device of the given tensors.
"""

from __future__ import annotations

import torch
from scipy import sparse
from torch import Tensor

from engine.model.weighted_grams import dense_rows
from engine.progress import Portion, untold

_FACTORED_BELOW = 3
"""Fits are done in factors if there are so many times as many movies as users: of 11,000 users and 12,000 movies, in
float64, the factors would take 5 GB, the matrices 2.5 GB."""
_PIVOTS = 256
"""The rows eliminated at once: with 12,000 rows, about half a second on two cores."""
_STEP = 3e-11
"""What the inverse costs on a core, in seconds: size^3 of these."""
_PANEL = 1_024
"""The rows of one product, a multiple of `_PIVOTS`. What lies below the diagonal within them is computed in vain."""


def is_factored(users: int, movies: int) -> bool:
    """Whether fits are done in factors of the users' rank: with so few users, that takes less memory and time than
    matrices of movies^2."""
    return _FACTORED_BELOW * users < movies


def ease_weights(gram: Tensor, ridge: Tensor | float, told: Portion = untold) -> Tensor:
    """(movies, movies) EASE's B, with a zero diagonal, from the Gram matrix X'X, which is overwritten. `ridge`: one
    for all, or one per movie. `told` hears the share that is done."""
    weights = ridge_inverse(gram, ridge, told)
    weights /= -weights.diagonal().clone()
    return weights.fill_diagonal_(0)


def ease_factors(watched: sparse.csr_array, ridge: Tensor) -> tuple[Tensor, Tensor]:
    """(movies, users) and (users, movies) whose product is EASE's B off the diagonal; on the device of `ridge`.

    With D = diag(ridge) the inverse P of X'X + D is D^-1 - A'A, where A = L^-1 X D^-1 and LL' = I + X D^-1 X'; so
    off the diagonal B_ij = -P_ij / P_jj = (A'A)_ij / P_jj. The diagonal is not zeroed: it only affects liked films.
    """
    dense = dense_rows(watched, ridge.device, torch.float64)
    scaled = dense / ridge.double()
    small = scaled @ dense.T
    small.diagonal().add_(1)
    a = torch.linalg.solve_triangular(torch.linalg.cholesky(small), scaled, upper=False)
    precision = 1 / ridge.double() - a.square().sum(dim=0)
    return a.T.float().contiguous(), (a / precision).float()


def ridge_inverse(gram: Tensor, ridge: Tensor | float, told: Portion = untold) -> Tensor:
    """The inverse of `gram` with `ridge` added to its diagonal. `gram` is overwritten: the result takes its place."""
    gram.diagonal().add_(ridge)
    return inverse_in_place(gram, told)


def inverse_seconds(size: int) -> float:
    """About how long an inverse takes on one core, to weigh it against other work there."""
    return size**3 * _STEP


def inverse_in_place(matrix: Tensor, told: Portion = untold) -> Tensor:
    """The inverse of a symmetric positive definite `matrix`, which is overwritten. `told` hears the share that is done.

    Gauss-Jordan elimination without pivoting, which is stable for such matrices (Peters and Wilkinson 1975), a block of
    rows at a time and in the upper half alone: size^3 operations, nearly all in matrix products, as many as LAPACK's
    way over the Cholesky factor, which cannot be interrupted.
    """
    size = len(matrix)
    for start in range(0, size, _PIVOTS):
        end = min(start + _PIVOTS, size)
        pivot = torch.cholesky_inverse(torch.linalg.cholesky(matrix[start:end, start:end]))
        column = torch.cat([matrix[:start, start:end], matrix[start:end, start:].T])
        scaled = column @ pivot
        for top in range(0, size, _PANEL):
            panel = slice(top, top + _PANEL)
            matrix[panel, top:].addmm_(scaled[panel], column[top:].T, alpha=-1)
        matrix[:start, start:end] = scaled[:start]
        matrix[start:end, end:] = scaled[end:].T
        matrix[start:end, start:end] = -pivot
        told(end / size)
    for top in range(0, size, _PANEL):
        bottom = top + _PANEL
        upper = matrix[top:bottom, top:bottom].triu()
        matrix[top:bottom, top:bottom] = upper + upper.triu(1).T
        matrix[bottom:, top:bottom] = matrix[top:bottom, bottom:].T
    return matrix.neg_()
