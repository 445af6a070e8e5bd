"""Blending the fits of several people into one order that is fair to each, and their lists into one.

A film's worth for a group is half the mean of its fits and half the least of them. People who choose for a group stay
near the average and spare everybody misery (Masthoff, User Modeling and User-Adapted Interaction 14, 2004; Recommender
Systems Handbook, 2015); PolyLens went by its least happy member alone (O'Connor, Cosley, Konstan and Riedl, ECSCW
2001). Before that, a film that is no better for somebody than the usual film is left out altogether, as in Masthoff's
"average without misery". Pure functions; engine.serving.together fetches their inputs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from engine.serving.explanations import PersonFit, Recommendation

LEAST = 0.5
"""How much the least happy person counts beside the mean of all. On groups of MovieLens users, half brings that person
four fifths of what counting nobody else would bring, for a third of what it would cost the mean
(tests/benchmarks/groups.py)."""


def worth(fits: NDArray[Any]) -> NDArray[np.float64]:
    """(n) what films are worth to a group, from the `fits` (people, n; 0 to 100) of each person."""
    given = np.asarray(fits, np.float64)
    value: NDArray[np.float64] = (1 - LEAST) * given.mean(axis=0) + LEAST * given.min(axis=0)
    return value


def without_misery(fits: NDArray[Any]) -> NDArray[np.bool_]:
    """(n) whether a film is better than the usual one for every person, from their `fits` (people, n)."""
    return np.asarray(np.asarray(fits).min(axis=0) > 0, np.bool_)


def shares_of(fits: Sequence[float]) -> list[float]:
    """Each person's share of a film's fits: their fit over the sum of all; equal shares if all are 0."""
    total = sum(fits)
    return [fit / total for fit in fits] if total > 0 else [1 / len(fits)] * len(fits)


def blended(of_each: Mapping[str, Recommendation]) -> Recommendation:
    """One film for several people, from what it is to each of them, by profile; `reason` is left to the caller.

    `bar` is its worth to the group, and everything else is the mean of theirs: the score, `base` and every part (which
    names its profile), so that score = base + sum of parts holds as it does for one person.
    """
    people, count = list(of_each.items()), len(of_each)
    first = people[0][1]
    fits = [one.bar for _, one in people]
    why = [
        replace(part, part=part.part / count, usual=part.usual / count, profile=profile)
        for profile, one in people
        for part in one.why
    ]
    return Recommendation(
        movie=first.movie,
        score=sum(one.score for _, one in people) / count,
        base=sum(one.base for _, one in people) / count,
        usual_base=sum(one.usual_base for _, one in people) / count,
        why=tuple(sorted(why, key=lambda part: -part.part)),
        bar=float(worth(np.array(fits)[:, None])[0]),
        everybody=first.everybody,
        people=tuple(
            PersonFit(profile=profile, fit=fit, share=share)
            for (profile, _), fit, share in zip(people, fits, shares_of(fits), strict=True)
        ),
    )
