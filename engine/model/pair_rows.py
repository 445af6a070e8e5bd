"""Learns the pair rows of a version (see engine.film_pairs) in closed form.

Two linear autoencoders are fitted to who watched what: EDLAE with dropout .9 (Steck 2020), which predicts best, and
EASE (Steck 2019), which is the more specific one. Their rows are divided by (watchers + 20)^.25 of the film they speak
for, so that fame does not win; equal words in two titles strengthen a pair. Each film keeps its strongest `KEPT`.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import sparse
from torch import Tensor

from engine.film_pairs import SHARE_UNIT
from engine.film_scores import SOFTENER
from engine.model.interactions import Interactions
from engine.model.linear_autoencoder import ease_factors, ease_weights
from engine.model.weighted_grams import dense_rows, weighted_gram
from engine.progress import Portion, untold

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
_Rows = Callable[[Tensor], Tensor]
"""Gives the rows of some films, by their numbers among the compared: (films, compared)."""


def pair_rows(
    data: Interactions, titles: Floats, device: torch.device, told: Portion = untold
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
        watched = data.matrix[:, compared]
        known = torch.from_numpy(counts[compared]).to(device)
        words = torch.from_numpy(titles[compared]).to(device)
        fame = (known + SOFTENER).double().pow(-_FAME).float()
        predictive_of, specific_of, both_of = _compare(watched, known, device)
        told(0.6)
        length = _root_mean_square_length(predictive_of, fame)
        kept = min(KEPT, len(compared) - 1)
        for block in torch.split(torch.arange(len(compared), device=device), _AT_ONCE):
            predictive, specific = _positive(predictive_of(block), block) * fame, _positive(specific_of(block), block)
            mixed = predictive / max(length, 1e-12) + _EVEN * _unit(predictive)
            mixed += _SPECIFIC * _unit(specific.mul_(fame))
            mixed *= 1 + (words[block] @ words.T).clamp_(min=0)
            values, best = mixed.topk(kept, dim=1)
            share = both_of(block).gather(1, best) / known[block, None]
            rows = compared[block.cpu().numpy()]
            films[rows, :kept] = np.where((values > 0).cpu().numpy(), compared[best.cpu().numpy()], -1)
            weights[rows, :kept] = values.cpu().numpy()
            shares[rows, :kept] = ((values > 0) * (share / SHARE_UNIT).round_()).to(torch.uint8).cpu().numpy()
            told(0.6 + 0.4 * (int(block[-1]) + 1) / len(compared))
    return {"pair_films": films, "pair_weights": weights, "pair_shares": shares}


def _unit(rows: Tensor) -> Tensor:
    """The rows at length 1; zeros stay."""
    return torch.nn.functional.normalize(rows, dim=1)


def _compare(watched: sparse.csr_array, known: Tensor, device: torch.device) -> tuple[_Rows, _Rows, _Rows]:
    """Functions that give rows of EDLAE's B, of EASE's B, and of how many users watched both films; in factors if there
    are fewer users than films."""
    predictive = _DROPOUT / (1 - _DROPOUT) * known.float() + _RIDGE
    specific = torch.full_like(predictive, _EASE_RIDGE)
    if watched.shape[0] < watched.shape[1]:
        x = dense_rows(watched, device)
        return _product(watched, predictive), _product(watched, specific), lambda block: x[:, block].T @ x
    gram = weighted_gram(watched, None, device)
    edlae, ease = ease_weights(gram.clone(), predictive), ease_weights(gram.clone(), specific)
    return (lambda block: edlae[block]), (lambda block: ease[block]), (lambda block: gram[block])


def _product(watched: sparse.csr_array, ridge: Tensor) -> _Rows:
    left, right = ease_factors(watched, ridge)
    return lambda block: left[block] @ right


def _positive(rows: Tensor, block: Tensor) -> Tensor:
    """The positive part of the rows of the films `block`, without their own places."""
    return rows.clamp(min=0).scatter_(1, block[:, None], 0)


def _root_mean_square_length(rows: _Rows, fame: Tensor) -> float:
    total = 0.0
    for block in torch.split(torch.arange(len(fame), device=fame.device), _AT_ONCE):
        total += float((_positive(rows(block), block) * fame).square().sum(dtype=torch.float64))
    return math.sqrt(total / len(fame))
