"""The popularity dial: from hidden gems over one's own taste to the charts, as one number.

Each stop says how much the pairs of films speak beside the vectors, and how much fame is held against a film. The stops
were chosen on validation users so that at each of them, for how much its films are watched, the lists hold as many of
a person's rarer films, and of a maker's other films, as any linear autoencoder finds (docs/evaluation.md).
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import NamedTuple

GEMS, LESSER, BALANCED, KNOWN, CHARTS = 0.0, 0.5, 1.0, 2.0, 4.0


class Stop(NamedTuple):
    """One setting of the dial."""

    pairs: float
    """The weight of the pairs' term beside the vectors' term, both on the scale of a standard deviation."""
    restraint: float
    """Pair weights are divided by (watchers + 20)^restraint, beyond what they are divided by already."""
    fame: float
    """This times ln(watchers + 20) is taken off a film's score."""
    popularity: float
    """How far the weight of the popularity coordinate goes from its share by number of likes (0) to all of it (1)."""
    fewest: int
    """Films with fewer watchers come after all others."""


STOPS = {
    GEMS: Stop(0.9, 0.2, 0.85, 0.0, 3),
    LESSER: Stop(0.45, 0.1, 0.5, 0.0, 10),
    BALANCED: Stop(0.32, 0.0, 0.25, 0.0, 10),
    KNOWN: Stop(0.2, 0.0, 0.08, 0.3, 10),
    CHARTS: Stop(0.11, 0.0, 0.0, 1.0, 10),
}
FEW, ENOUGH, FEW_SHARE = 1, 3, 0.2
"""With one like, pairs and fame count this share of what they count from three likes on: one film's pair row is all
there is, and what most people watch is the better guess."""


def stop_at(popularity: float, likes: int) -> Stop:
    """The setting at `popularity` (0 to 4, beyond that as at 4) for `likes` likes; linear between the named stops."""
    at = min(max(popularity, GEMS), CHARTS)
    below, above = next((low, high) for low, high in pairwise(STOPS) if at <= high)
    part = (at - below) / (above - below)
    pairs, restraint, fame, popularity, _ = (
        low + part * (high - low) for low, high in zip(STOPS[below], STOPS[above], strict=True)
    )
    known = min(max(math.log(max(likes, FEW)) / math.log(ENOUGH), 0.0), 1.0)
    share = FEW_SHARE + (1 - FEW_SHARE) * known
    fewest = STOPS[GEMS].fewest if at == GEMS else STOPS[BALANCED].fewest
    return Stop(pairs * share, restraint, fame * share, popularity, fewest)
