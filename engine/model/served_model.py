"""A version as served, in numpy: the published arrays, scored with the arithmetic of engine.query.

Evaluation measures this rather than the network, so the figures describe what people get. A test pins the network's
own query to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from engine.query import QueryWeights, compose

Ints = NDArray[np.int64]
Floats = NDArray[np.floating]

UNKNOWN_BIAS = -1e6
"""The popularity coordinate of a film missing from the version: below that of every film it has."""


@dataclass(frozen=True)
class ServedModel:
    """A version's film ids and the arrays of its artifact, one row per film."""

    ids: Ints
    """(M)"""
    vectors: NDArray[np.float32]
    """(M, D + 1), the last coordinate the popularity bias"""
    log_weights: NDArray[np.float32]
    """(M), a_i of engine.query"""
    query: QueryWeights

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[Any]], tensors: Mapping[str, Mapping[str, NDArray[Any]]]) -> ServedModel:
        """From `Trained.arrays` and `.tensors`, or from the same names read from an Artifact."""
        return cls(
            ids=np.asarray(arrays["ids"], np.int64),
            vectors=np.asarray(arrays["vectors"], np.float32),
            log_weights=np.asarray(arrays["log_weights"], np.float32),
            query=QueryWeights.from_tensors(tensors["query"]),
        )

    def aligned(self, movies: Ints) -> ServedModel:
        """The same version with its rows in the order of `movies` (ids); missing films score below all others."""
        place = {int(movie): row for row, movie in enumerate(self.ids)}
        rows = np.array([place.get(int(movie), -1) for movie in movies])
        vectors = self.vectors[rows]
        vectors[rows < 0] = 0
        vectors[rows < 0, -1] = UNKNOWN_BIAS
        log_weights = np.where(rows < 0, 0, self.log_weights[rows]).astype(np.float32)
        return ServedModel(movies, vectors, log_weights, self.query)

    def scores(self, liked: sparse.csr_array, popularity: float = 1.0) -> Floats:
        """(rows, M) the score of every film for each row of `liked` (rows, M), which holds ones for liked films.
        `popularity` is the stop of the dial from charts to hidden gems."""
        queries = np.empty((liked.shape[0], self.vectors.shape[1]), np.float32)
        for row in range(liked.shape[0]):
            films = liked.indices[liked.indptr[row] : liked.indptr[row + 1]]
            opinions = np.ones(len(films), np.float32)
            composed = compose(
                self.query, self.vectors[films], self.log_weights[films], opinions, popularity=popularity
            )
            queries[row] = composed.vector
        return queries @ self.vectors.T
