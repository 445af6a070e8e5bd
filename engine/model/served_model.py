"""A version as served, in numpy: the published arrays, scored with the arithmetic of engine.film_scores.

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

from engine.film_scores import Ranking, RankingModel
from engine.popularity_dial import BALANCED

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
    ranking: RankingModel

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[Any]], tensors: Mapping[str, Mapping[str, NDArray[Any]]]) -> ServedModel:
        """From `Trained.arrays` and `.tensors`, or from the same names read from an Artifact. Versions of earlier
        releases have no `watchers`: their films then count as equally known."""
        ids = np.asarray(arrays["ids"], np.int64)
        counted = arrays if "watchers" in arrays else {**arrays, "watchers": np.zeros(len(ids), np.int32)}
        return cls(
            ids=ids,
            vectors=np.asarray(arrays["vectors"], np.float32),
            log_weights=np.asarray(arrays["log_weights"], np.float32),
            ranking=RankingModel.of(counted, tensors),
        )

    def aligned(self, movies: Ints) -> ServedModel:
        """The same version with its rows in the order of `movies` (ids); missing films score below all others."""
        place = {int(movie): row for row, movie in enumerate(self.ids)}
        rows = np.array([place.get(int(movie), -1) for movie in movies])
        vectors = self.vectors[rows]
        vectors[rows < 0] = 0
        vectors[rows < 0, -1] = UNKNOWN_BIAS
        log_weights = np.where(rows < 0, 0, self.log_weights[rows]).astype(np.float32)
        return ServedModel(movies, vectors, log_weights, self.ranking.reordered(rows, UNKNOWN_BIAS))

    def scores(self, liked: sparse.csr_array, popularity: float = BALANCED) -> Floats:
        """(rows, M) the score of every film for each row of `liked` (rows, M), which holds ones for liked films;
        `popularity` is the dial (engine.popularity_dial)."""
        everything = np.arange(len(self.ids))
        rankings = []
        for row in range(liked.shape[0]):
            films = liked.indices[liked.indptr[row] : liked.indptr[row + 1]].astype(np.int64)
            rankings.append(self.ask(films, np.ones(len(films), np.float32), popularity))
        if not rankings:
            return np.zeros((0, len(self.ids)), np.float32)
        matched = np.stack([one.query.vector for one in rankings]) @ self.vectors.T
        return np.stack([one.scores(found, everything) for one, found in zip(rankings, matched, strict=True)])

    def opinion_scores(self, opinions: Mapping[int, float], popularity: float = BALANCED) -> Floats:
        """(M) the score of every film for `opinions`: weights by row."""
        weights = np.array(list(opinions.values()), np.float32)
        ranking = self.ask(np.array(list(opinions), np.int64), weights, popularity)
        return ranking.scores(self.vectors @ ranking.query.vector, np.arange(len(self.ids)))

    def ask(self, films: Ints, opinions: NDArray[np.float32], popularity: float = BALANCED) -> Ranking:
        """The ranking for n opinions: `films` (n) are rows, `opinions` (n) their weights."""
        return self.ranking.ask(films, self.vectors[films], self.log_weights[films], opinions, popularity)
