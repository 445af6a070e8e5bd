"""Item-based nearest neighbors (Sarwar et al. 2001), with shrunk cosine similarity."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from engine.evaluation.baselines.baseline import Baseline, Floats


class ItemKNN(Baseline):
    """Cosine similarity between films, shrunk if few users watched both; each film keeps its `k` nearest."""

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
