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


def ease_weights(gram: Tensor, ridge: Tensor | float) -> Tensor:
    """(movies, movies) EASE's B, with a zero diagonal, from the Gram matrix X'X, which is overwritten. `ridge`: one
    for all, or one per movie."""
    weights = ridge_inverse(gram, ridge)
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


def ridge_inverse(gram: Tensor, ridge: Tensor | float) -> Tensor:
    """The inverse of `gram` with `ridge` added to its diagonal. `gram` is overwritten: the result takes its place."""
    gram.diagonal().add_(ridge)
    torch.linalg.cholesky(gram, out=gram)
    return torch.cholesky_inverse(gram, out=gram)
