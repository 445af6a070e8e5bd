"""Whether a version's vectors still distinguish films, or have collapsed.

Pure functions of a version as served; what follows from the result is decided in engine.jobs.publish_gate.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from engine.evaluation import metrics
from engine.evaluation.measurement import K
from engine.model.served_model import ServedModel

Ints = NDArray[np.int64]

MOST_COSINE, LEAST_SPREAD, MOST_EMPTY, MOST_OVERLAP = 0.9, 0.02, 0.5, 0.9
"""The limits of `VectorHealth`'s figures. Versions trained on ml-100k, ml-latest-small and ml-1m, and on 40 films for 4
steps, have cosines of .03 to .43 with a spread of .08 to .35, no film without a vector, and overlaps of .26 to .56.
One vector for all films gives 1, 0, 0, 1."""
_SOME = 200
"""The most films that are compared with each other."""
_FEWEST = 80
"""With fewer watched films than this, lists overlap only because there are no others."""


@dataclass(frozen=True)
class VectorHealth:
    """How well the vectors distinguish the films that somebody watched."""

    cosine: float
    """The mean cosine of two films."""
    spread: float
    """The standard deviation of those cosines."""
    empty: float
    """The share of films whose vector is a thousandth of the longest or shorter."""
    overlap: float
    """The mean share of the films recommended for one like that are also recommended for another; 0 if few films were
    watched."""

    def fault(self) -> str:
        """What is wrong, as text; empty if nothing is."""
        if self.empty > MOST_EMPTY:
            return f"{self.empty:.0%} of the films have no vector to speak of"
        if self.cosine > MOST_COSINE or self.spread < LEAST_SPREAD:
            return f"films hardly differ (cosines of {self.cosine:.2f} ± {self.spread:.3f})"
        if self.overlap > MOST_OVERLAP:
            return f"different likes get the same films ({self.overlap:.0%} of a list is in the next one)"
        return ""


def vector_health_of(served: ServedModel, counts: Ints) -> VectorHealth:
    """The health of a version's vectors. `counts` (movies): how many users watched each film."""
    watched = np.flatnonzero(counts)
    vectors = served.vectors[watched, :-1].astype(np.float64)
    norms = np.linalg.norm(vectors, axis=1)
    present = norms > max(1e-3 * norms.max(initial=0), 1e-12)
    if present.sum() < 2:
        return VectorHealth(cosine=1.0, spread=0.0, empty=1.0, overlap=1.0)
    some = np.random.default_rng(0).permutation(np.flatnonzero(present))[:_SOME]
    unit = vectors[some] / norms[some, None]
    cosines = (unit @ unit.T)[np.triu_indices(len(some), 1)]
    return VectorHealth(
        cosine=float(cosines.mean()),
        spread=float(cosines.std()),
        empty=float(1 - present.mean()),
        overlap=_overlap(served, watched[some]) if len(watched) >= _FEWEST else 0.0,
    )


def _overlap(served: ServedModel, films: Ints) -> float:
    movies = len(served.ids)
    liked = sparse.csr_array((np.ones(len(films)), (np.arange(len(films)), films)), shape=(len(films), movies))
    alone = replace(served, ranking=replace(served.ranking, pairs=None))
    lists = metrics.top_lists(alone.scores(liked), liked.toarray() > 0, K)
    used = np.zeros((len(films), movies))
    np.put_along_axis(used, np.maximum(lists, 0), 1, axis=1)
    shared = used @ used.T / lists.shape[1]
    return float(shared[~np.eye(len(films), dtype=bool)].mean())
