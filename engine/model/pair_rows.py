"""Learns the pair rows of a version (see engine.film_pairs) in closed form.

Two linear autoencoders are fitted to who watched what: EDLAE with dropout .9 (Steck 2020), which predicts best, and
EASE (Steck 2019), which is the more specific one. Their rows are divided by (watchers + 20)^.25 of the film they speak
for, so that fame does not win; equal words in two titles strengthen a pair. Each film keeps its strongest `KEPT`.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from engine.film_pairs import SHARE_UNIT
from engine.film_scores import SOFTENER
from engine.model.interactions import Interactions
from engine.model.linear_autoencoder import ease_factors, ease_weights

Floats = NDArray[np.float32]

KEPT = 170
"""The most films in a pair row: 7 bytes each, 1.2 KB a film."""
_FAME = 0.25
"""A film's weights are divided by (watchers + SOFTENER)^_FAME."""
_DROPOUT, _RIDGE = 0.9, 30.0
_EASE_RIDGE = 500.0
_EVEN, _SPECIFIC = 0.75, 0.35
"""Beside EDLAE's rows as they are (over their root mean square length): the same rows at length 1, which gives liked
films that speak softly an equal say, and EASE's rows at length 1."""
_MOST = 12_000
"""The most films that are compared, which costs memory and time in their square; of more, the most watched."""
_AT_ONCE = 1_024


def pair_rows(
    data: Interactions, titles: Floats, told: Callable[[float], None] = lambda done: None
) -> dict[str, NDArray[np.generic]]:
    """The arrays `pair_films`, `pair_weights` and `pair_shares` of engine.film_pairs, one row per film of `data`.

    `titles` (movies, L) are unit vectors of the titles' words. `told` hears the share that is done. Films that nobody
    watched, and all beyond the most watched 12,000, have an empty row and are in none.
    """
    counts = data.counts
    films = np.full((len(counts), KEPT), -1, np.int32)
    weights = np.zeros((len(counts), KEPT), np.float16)
    shares = np.zeros((len(counts), KEPT), np.uint8)
    compared = np.sort(np.argsort(-counts, kind="stable")[: min(_MOST, int((counts > 0).sum()))])
    if len(compared) > 1:
        watched, known = data.matrix[:, compared], counts[compared]
        fame = ((known + SOFTENER) ** -_FAME).astype(np.float32)
        rows_of = [
            _rows_of(watched, _DROPOUT / (1 - _DROPOUT) * known + _RIDGE),
            _rows_of(watched, np.full(len(known), _EASE_RIDGE)),
        ]
        told(0.6)
        length = _root_mean_square_length(rows_of[0], fame, len(compared))
        kept = min(KEPT, len(compared) - 1)
        for start in range(0, len(compared), _AT_ONCE):
            block = np.arange(start, min(start + _AT_ONCE, len(compared)))
            told(0.6 + 0.4 * start / len(compared))
            predictive, specific = (_positive(rows(block), block) * fame for rows in rows_of)
            lengths = np.linalg.norm(predictive, axis=1, keepdims=True)
            mixed = predictive / np.maximum(length, 1e-12) + _EVEN * predictive / np.maximum(lengths, 1e-12)
            mixed += _SPECIFIC * specific / np.maximum(np.linalg.norm(specific, axis=1, keepdims=True), 1e-12)
            mixed *= 1 + np.maximum(titles[compared[block]] @ titles[compared].T, 0)
            best = np.argpartition(-mixed, kept - 1, axis=1)[:, :kept]
            values = np.take_along_axis(mixed, best, axis=1)
            both = np.take_along_axis((watched[:, block].T @ watched).toarray(), best, axis=1)
            share = both / np.maximum(known[block], 1)[:, None]
            places = compared[block][:, None], np.arange(kept)[None, :]
            films[places] = np.where(values > 0, compared[best], -1)
            weights[places] = values
            shares[places] = np.where(values > 0, np.rint(share / SHARE_UNIT), 0)
    return {"pair_films": films, "pair_weights": weights, "pair_shares": shares}


def _rows_of(watched: sparse.csr_array, ridge: NDArray[np.floating]) -> Callable[[NDArray[np.int64]], Floats]:
    """A function that gives rows of EASE's B; the factors are kept if there are fewer users than films."""
    if watched.shape[0] < watched.shape[1]:
        left, right = ease_factors(watched, ridge)
        return lambda block: left[block] @ right
    weights = ease_weights(watched, ridge)
    return lambda block: weights[block]


def _positive(rows: Floats, block: NDArray[np.int64]) -> Floats:
    """The positive part of the rows of the films `block`, without their own places."""
    positive: Floats = np.maximum(rows, 0)
    positive[np.arange(len(block)), block] = 0
    return positive


def _root_mean_square_length(rows: Callable[[NDArray[np.int64]], Floats], fame: Floats, films: int) -> float:
    total = 0.0
    for start in range(0, films, _AT_ONCE):
        block = np.arange(start, min(start + _AT_ONCE, films))
        total += float(np.square(_positive(rows(block), block) * fame).sum())
    return float(np.sqrt(total / films))
