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
    """The weight of the pairs' term, whose length over the catalogue is 1, beside the vectors' term, whose standard
    deviation is 1."""
    restraint: float
    """Pair weights are divided by (watchers + 20)^restraint, beyond what they are divided by already."""
    fame: float
    """This times ln(watchers + 20) is taken off a film's score."""
    fewest: int
    """Films with fewer watchers come after all others."""


STOPS = {
    GEMS: Stop(50.0, 0.3, 0.75, 3),
    LESSER: Stop(25.0, 0.1, 0.5, 10),
    BALANCED: Stop(19.0, 0.0, 0.28, 10),
    KNOWN: Stop(12.0, 0.0, 0.1, 10),
    CHARTS: Stop(9.0, 0.0, 0.0, 10),
}
FEW, ENOUGH, FEW_SHARE = 1, 3, 0.35
"""With one like, pairs and fame count this share of what they count from three likes on: one film's pair row is all
there is, and what most people watch is the better guess."""


def stop_at(popularity: float, likes: int) -> Stop:
    """The setting at `popularity` (0 to 4, beyond that as at 4) for `likes` likes; linear between the named stops."""
    at = min(max(popularity, GEMS), CHARTS)
    below, above = next((low, high) for low, high in pairwise(STOPS) if at <= high)
    part = (at - below) / (above - below)
    pairs, restraint, fame, _ = (
        low + part * (high - low) for low, high in zip(STOPS[below], STOPS[above], strict=True)
    )
    known = min(max(math.log(max(likes, FEW)) / math.log(ENOUGH), 0.0), 1.0)
    share = FEW_SHARE + (1 - FEW_SHARE) * known
    fewest = STOPS[GEMS].fewest if at == GEMS else STOPS[BALANCED].fewest
    return Stop(pairs * share, restraint, fame * share, fewest)
