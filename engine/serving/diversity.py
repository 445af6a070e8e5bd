"""Diversity: the best films in an order that also counts how unlike those above it each one is.

Maximal marginal relevance (Carbonell and Goldstein, SIGIR 1998). A pure function; what it is asked about, the
recommender fetches.
"""

from __future__ import annotations

import numpy as np

from engine.stores.interfaces import Floats

POOL = 200
"""So many of the best films are chosen from (more where more are asked for); the others are never answered."""


def mmr_order(scores: Floats, rows: Floats, k: int, diversity: float) -> list[int]:
    """Which `k` of n candidates to answer, in their order.

    `scores` (n) are the candidates' own, best first; the products of `rows` (n, L), of length 1 at most, say how
    alike two films are. `diversity` runs from 0, the scores alone, to 1, only how unlike the films above it a film is.
    Scores count from the worst candidate's (0) to the best one's (1).
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
