"""A list for several tastes: each gets its share of the places, and fills them with the films that are best for it.

Pure functions; the recommender fetches their inputs. The scores of the films stay those of the whole query, only their
order changes.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.serving.diversity import POOL, mmr_order
from engine.serving.tastes import Tastes
from engine.stores.interfaces import Floats

_OTHERS = 0.2
"""How much the likes of other tastes count for a taste. It spares people whose likes are parted for no good reason.
Chosen by tests/benchmarks/tastes.py."""


def share_out(
    tastes: Tastes,
    scores: NDArray[Any],
    parts: NDArray[Any],
    k: int,
    *,
    diversity: float = 0.0,
    rows: Floats | None = None,
) -> tuple[list[int], list[int]]:
    """The indices of the `k` of n candidates to return (all, if there are fewer), in list order, and the taste of each.

    `scores` (n) are the candidates' whole scores, `parts` (n, opinions) each opinion's exact term in them. With one
    taste, the order is that of the scores, equal ones as they come. With several, the taste whose turn it is takes the
    film that is left with the highest score for it: the terms of its own likes, `_OTHERS` of the other likes' terms,
    and its share of what belongs to no single like (popularity, dislikes).

    With `diversity` above 0, each film taken is also to differ from those above it, whatever their taste (see
    engine.serving.diversity): `rows` (n, L), needed then, are the candidates' vectors of norm 1 at most, and only the
    best `POOL` for a taste (`k`, if that is more) come into question for it.
    """
    count = len(scores)
    if rows is None:
        diversity, rows = 0.0, np.zeros((count, 0), np.float32)
    if len(tastes.shares) == 1:
        order = _for_one(scores, k, diversity, rows)
        return order, [0] * len(order)
    parts = np.asarray(parts, np.float64)
    own = np.stack([parts[:, tastes.of == taste].sum(axis=1) for taste in range(len(tastes.shares))])
    liked = own.sum(axis=0)
    worth = own + _OTHERS * (liked - own) + tastes.shares[:, None] * (np.asarray(scores, np.float64) - liked)
    nearest = np.zeros(count)
    if diversity > 0:
        worth = (1 - diversity) * np.stack([_scaled(row, max(k, POOL)) for row in worth])
    turns = turns_of(tastes.shares, max(min(k, count), 0))
    chosen: list[int] = []
    for taste in turns:
        best = int((worth[taste] - diversity * nearest).argmax())
        chosen.append(best)
        worth[:, best] = -np.inf
        if diversity > 0:
            nearest = np.maximum(nearest, rows @ rows[best])
    return chosen, turns


def turns_of(shares: NDArray[np.float64], places: int) -> list[int]:
    """Which taste fills each of `places` places: always the one that is furthest behind its share, so that the first p
    places are shared out like all of them, for any p; the first of those equally far behind."""
    had = np.zeros(len(shares))
    turns = []
    for place in range(1, places + 1):
        taste = int(np.round(shares * place - had, 9).argmax())
        had[taste] += 1
        turns.append(taste)
    return turns


def _for_one(scores: NDArray[Any], k: int, diversity: float, rows: Floats) -> list[int]:
    order = np.argsort(-scores, kind="stable")
    if diversity > 0:
        pool = order[: max(k, POOL)]
        order = pool[mmr_order(scores[pool], rows[pool], k, diversity)]
    chosen: list[int] = order[: max(k, 0)].tolist()
    return chosen


def _scaled(worth: NDArray[np.float64], pool: int) -> NDArray[np.float64]:
    """`worth` (n), scaled so that the best `pool` run from 0 to 1; -inf for the others."""
    order = np.argsort(-worth, kind="stable")[:pool]
    scaled = np.full(len(worth), -np.inf)
    if len(order):
        spread = worth[order[0]] - worth[order[-1]]
        scaled[order] = (worth[order] - worth[order[-1]]) / spread if spread > 0 else 0.0
    return scaled
