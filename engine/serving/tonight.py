"""One film for tonight, out of a list: any of the best, a better one more likely, none that was proposed already."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from random import Random

from engine.serving.explanations import Recommendation

BEST = 20
"""How many of the best films a proposal is drawn from."""
_LEAST = 1.0
"""What a film that is no better than the usual one counts: a watchlist may hold nothing else."""


def wanted(proposed: Collection[int]) -> int:
    """How many films to ask a list for, if those were `proposed` already."""
    return BEST + len(proposed)


def propose(found: Sequence[Recommendation], proposed: Collection[int], random: Random) -> Recommendation | None:
    """One of the best films of the list `found` (best first) that are not among the ids `proposed`, drawn with
    probabilities in proportion to their fit; None if there is none."""
    left = [one for one in found if one.movie.id not in proposed][:BEST]
    return random.choices(left, [max(one.bar, _LEAST) for one in left])[0] if left else None
