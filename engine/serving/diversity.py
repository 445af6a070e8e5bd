"""Diversity: reranking the best films so that each one also differs from those above it.

Maximal marginal relevance (Carbonell and Goldstein, SIGIR 1998). A pure function; the recommender fetches its inputs.
"""

from __future__ import annotations

import numpy as np

from engine.stores.interfaces import Floats

POOL = 200
"""The number of best films to choose from (more if more are requested); the others are never returned."""


def mmr_order(scores: Floats, rows: Floats, k: int, diversity: float) -> list[int]:
    """The indices of the `k` of n candidates to return, in ranked order.

    `scores` (n) are the candidates' scores, best first. The inner product of two of `rows` (n, L), of norm 1 at most,
    is the similarity of two films. `diversity` runs from 0 (scores only) to 1 (only dissimilarity from the films
    above). Scores are scaled to run from 0 (the worst candidate) to 1 (the best).
    """
    count = len(scores)
    spread = float(scores[0] - scores[-1]) if count else 0.0
    worth = (1 - diversity) * (scores - scores[-1]) / spread if spread > 0 else np.zeros(count)
    nearest = np.zeros(count)
    chosen: list[int] = []
    left = np.ones(count, bool)
    while len(chosen) < min(k, count):
        best = int(np.where(left, worth - diversity * nearest, -np.inf).argmax())
        chosen.append(best)
        left[best] = False
        nearest = np.maximum(nearest, rows @ rows[best])
    return chosen
