"""Linear autoencoders in closed form: the dense algebra that the teacher, item similarity and the baselines share.

EASE (Steck 2019, *Embarrassingly Shallow Autoencoders for Sparse Data*) and EDLAE (Steck 2020), which is EASE with
dropout on its inputs: both come from the inverse of the items' regularized Gram matrix.
"""

from __future__ import annotations

import numpy as np
import scipy.linalg
from numpy.typing import NDArray
from scipy import sparse


def ease_weights(watched: sparse.csr_array, ridge: float | NDArray[np.floating]) -> NDArray[np.float32]:
    """(movies, movies) EASE's B, with a zero diagonal."""
    return _without_diagonal(inverse(gram_of(watched, ridge)))


def ease_factors(
    watched: sparse.csr_array, ridge: NDArray[np.floating]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """(movies, users) and (users, movies) whose product is EASE's B off the diagonal.

    With D = diag(ridge) the inverse P of X'X + D is D^-1 - A'A, where A = L^-1 X D^-1 and LL' = I + X D^-1 X'; so
    off the diagonal B_ij = -P_ij / P_jj = (A'A)_ij / P_jj. The diagonal is not zeroed: it only affects liked films.
    """
    dense = watched.toarray().astype(np.float64)
    scaled = dense / ridge
    small = scaled @ dense.T
    small[np.diag_indices_from(small)] += 1
    a = scipy.linalg.solve_triangular(np.linalg.cholesky(small), scaled, lower=True)
    precision = 1 / ridge - np.square(a).sum(axis=0)
    return np.ascontiguousarray(a.T, np.float32), (a / precision).astype(np.float32)


def gram_of(watched: sparse.csr_array, ridge: float | NDArray[np.floating]) -> NDArray[np.float32]:
    """X'X with `ridge` added to its diagonal, dense."""
    gram: NDArray[np.float32] = (watched.T @ watched).toarray().astype(np.float32)
    gram[np.diag_indices_from(gram)] += ridge
    return gram


def inverse(positive: NDArray[np.float32]) -> NDArray[np.float32]:
    """The inverse of a symmetric positive definite matrix, which is overwritten."""
    factor, lower = scipy.linalg.cho_factor(positive, lower=True, overwrite_a=True, check_finite=False)
    found, _ = scipy.linalg.lapack.spotri(factor, lower=lower, overwrite_c=True)
    below = np.tril(found, -1)
    whole: NDArray[np.float32] = below + below.T
    whole[np.diag_indices_from(whole)] = np.diagonal(found)
    return whole


def _without_diagonal(precision: NDArray[np.float32]) -> NDArray[np.float32]:
    weights: NDArray[np.float32] = precision / -np.diagonal(precision)[None, :]
    np.fill_diagonal(weights, 0)
    return weights
