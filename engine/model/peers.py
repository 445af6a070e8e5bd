"""What movierec is measured beside: popularity, item neighbors, linear autoencoders. Each is fitted to a training
matrix and scores whole catalogues; none is ever served. Their settings are chosen elsewhere (contenders).
"""

from __future__ import annotations

from abc import ABC, abstractmethod

import numpy as np
import scipy.linalg
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.floating]

DENSE_MOST = 12_000
"""The most films that a peer which is dense in films^2 takes; beyond, it knows the most watched only."""
_FACTORED_MOST = 50_000_000
"""The most cells, users x films, of a matrix that is made dense where users are fewer than films."""


class Peer(ABC):
    """A recommender. `name` is what the report calls it, its settings included."""

    name: str

    @abstractmethod
    def fit(self, watched: sparse.csr_array) -> None:
        """Learn from (users, movies) ones."""

    @abstractmethod
    def scores(self, liked: sparse.csr_array) -> Floats:
        """(rows, movies) for rows of liked films; what is liked may have any score."""


class Popularity(Peer):
    """The most watched films, for everybody."""

    name = "popularity"

    def fit(self, watched: sparse.csr_array) -> None:
        self._counts = np.bincount(watched.indices, minlength=watched.shape[1]).astype(np.float64)

    def scores(self, liked: sparse.csr_array) -> Floats:
        return np.tile(self._counts, (liked.shape[0], 1))


class ItemKNN(Peer):
    """Cosine between films, shrunk where few watched both, the `k` nearest of each film kept."""

    def __init__(self, k: int = 200, shrink: float = 20) -> None:
        self.k, self.shrink = k, shrink
        self.name = f"item-kNN k={k}"

    def fit(self, watched: sparse.csr_array) -> None:
        movies = watched.shape[1]
        by_movie = sparse.csr_array(watched.T.tocsr())
        norms = np.sqrt(np.diff(by_movie.indptr))
        k = min(self.k, movies - 1)
        parts = []
        for start in range(0, movies, 1_024):
            rows = np.arange(start, min(start + 1_024, movies))
            both = (by_movie[rows] @ watched).toarray()
            similarity = both / (norms[rows, None] * norms[None, :] + self.shrink)
            similarity[np.arange(len(rows)), rows] = 0
            least = -np.partition(-similarity, k - 1, axis=1)[:, k - 1 : k]
            similarity[similarity < least] = 0
            parts.append(sparse.csr_array(similarity))
        self._similarity = sparse.csr_array(sparse.vstack(parts).T.tocsr())

    def scores(self, liked: sparse.csr_array) -> Floats:
        return np.asarray((liked @ self._similarity).toarray())


class EASE(Peer):
    """Embarrassingly shallow autoencoder (Steck 2019): a ridge regression of each film on all the others.

    Where users are fewer than films, the same answers come from a matrix of the users' size (Woodbury).
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
        watched, ridge = watched[:, self._columns], self._ridge_of(counts[self._columns])
        self._right: NDArray[np.float32] | None = None
        if factored:
            self._left, self._right = ease_factors(watched, ridge)
        else:
            self._left = ease_weights(watched, ridge)

    def _ridge_of(self, counts: NDArray[np.int64]) -> NDArray[np.floating]:
        return np.full(len(counts), float(self.ridge))

    def scores(self, liked: sparse.csr_array) -> Floats:
        found = np.full((liked.shape[0], self._movies), -np.inf, np.float32)
        answer = liked[:, self._columns] @ self._left
        found[:, self._columns] = answer if self._right is None else answer @ self._right
        return found


class EDLAE(EASE):
    """EASE with dropout `p` on its inputs (Steck 2020): strong `p` for short queries."""

    def __init__(self, p: float, ridge: float) -> None:
        super().__init__(ridge)
        self.p = p
        self.name = f"EDLAE {p:g}"

    def _ridge_of(self, counts: NDArray[np.int64]) -> NDArray[np.floating]:
        return self.p / (1 - self.p) * counts + self.ridge


def ease_weights(watched: sparse.csr_array, ridge: float | NDArray[np.floating]) -> NDArray[np.float32]:
    """(movies, movies) EASE's B, zero on its diagonal."""
    return _without_diagonal(inverse(gram_of(watched, ridge)))


def ease_factors(
    watched: sparse.csr_array, ridge: NDArray[np.floating]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """(movies, users) and (users, movies) whose product is EASE's B off the diagonal.

    With D = diag(ridge) the inverse P of X'X + D is D^-1 - A'A, where A = L^-1 X D^-1 and LL' = I + X D^-1 X'; so
    off the diagonal B_ij = -P_ij / P_jj = (A'A)_ij / P_jj. What stands on the diagonal falls on liked films only.
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
    """The inverse of a symmetric positive definite matrix, which is used up."""
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
