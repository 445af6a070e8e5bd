"""Learns the pair rows of a version (see engine.film_pairs) in closed form.

Two linear autoencoders are fitted to who watched what: EDLAE with dropout .9 (Steck 2020), which predicts best, and
EASE (Steck 2019), which is the more specific one. Their rows are divided by (watchers + 20)^.25 of the film they speak
for, so that fame does not win; equal words in two titles strengthen a pair. Each film keeps its strongest `KEPT`.

The autoencoders cost the cube of the films, so they are fitted to the most watched (the head); between the films
outside of it, and between those and the head's, engine.model.co_watching takes their place. Without that, a film
outside of the head would have no pairs, and maker@20 on ml-1m with a head of 1,000 films would be .353 instead of .456
(tests/benchmarks/head_loss.py; .458 with all films in the head).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import sparse
from torch import Tensor

from engine.film_pairs import SHARE_UNIT
from engine.film_scores import SOFTENER
from engine.model.co_watching import CoWatching
from engine.model.interactions import Interactions
from engine.model.linear_autoencoder import ease_factors, ease_weights, inverse_seconds, is_factored
from engine.model.weighted_grams import dense_rows, gram_seconds, weighted_gram
from engine.progress import Portion, Work, untold

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

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
"""The most films that the autoencoders are fitted to, which costs memory in their square and time in their cube."""
_AT_ONCE = 1_024
_CANDIDATES = 3
"""Of a film outside of the head, so many times as many pairs as are kept are compared by their titles too."""
_CELL = 3e-8
"""What comparing a pair of films costs on a core, in seconds."""
_Rows = Callable[[Tensor], Tensor]
"""Gives the rows of some films of the head, by their numbers there: (films, head)."""


def pair_rows(
    data: Interactions, titles: Floats, device: torch.device, told: Portion = untold
) -> dict[str, NDArray[np.generic]]:
    """The arrays `pair_films`, `pair_weights` and `pair_shares` of engine.film_pairs, one row per film of `data`.

    `titles` (movies, L) are unit vectors of the titles' words. `told` hears the share that is done. Films that nobody
    watched have an empty row and are in none.
    """
    counts = data.counts
    order = np.argsort(-counts, kind="stable")[: int((counts > 0).sum())]
    head = min(_MOST, len(order))
    films = _Films.of(np.concatenate([np.sort(order[:head]), np.sort(order[head:])]), counts, titles, device)
    pairs = _Pairs(films, len(counts))
    if len(order) > 1:
        _find(data.matrix[:, films.rows], films, head, pairs, told)
    return {"pair_films": pairs.films, "pair_weights": pairs.weights, "pair_shares": pairs.shares}


@dataclass(frozen=True)
class _Films:
    """The films that somebody watched, those of the head first."""

    rows: Ints
    known: Tensor
    """(films) their watchers"""
    words: Tensor
    """(films, L)"""

    @classmethod
    def of(cls, rows: Ints, counts: Ints, titles: Floats, device: torch.device) -> _Films:
        return cls(rows, torch.from_numpy(counts[rows]).to(device), torch.from_numpy(titles[rows]).to(device))

    @property
    def fame(self) -> Tensor:
        return (self.known + SOFTENER).double().pow(-_FAME).float()

    @property
    def ridge(self) -> Tensor:
        """(films) EDLAE's."""
        return _DROPOUT / (1 - _DROPOUT) * self.known.float() + _RIDGE


class _Pairs:
    """The pair rows that were found, one for each of the catalogue's `movies`."""

    def __init__(self, films: _Films, movies: int) -> None:
        self._of = films
        self.kept = min(KEPT, len(films.rows) - 1)
        self.films = np.full((movies, KEPT), -1, np.int32)
        self.weights = np.zeros((movies, KEPT), np.float16)
        self.shares = np.zeros((movies, KEPT), np.uint8)

    def put(self, block: Tensor, values: Tensor, best: Tensor, both: Tensor) -> None:
        """The rows of the films `block` (n): the pairs' weights, their films, and how many watched both (n, kept)."""
        rows, some = self._of.rows[block.cpu().numpy()], values > 0
        found = self._of.rows[best.cpu().numpy()]
        share = both / self._of.known[block, None]
        self.films[rows, : self.kept] = np.where(some.cpu().numpy(), found, -1)
        self.weights[rows, : self.kept] = values.cpu().numpy()
        self.shares[rows, : self.kept] = (some * (share / SHARE_UNIT).round_()).to(torch.uint8).cpu().numpy()


def _find(watched: sparse.csr_array, films: _Films, head: int, pairs: _Pairs, told: Portion) -> None:
    """Put the rows of all `films` (users, films), of which the first `head` are the head's."""
    fame, outside = films.fame, len(films.rows) - head
    fit = gram_seconds(watched, fame.device) + 2 * inverse_seconds(head)
    seconds = fit, _CELL * outside * len(fame), _CELL * head * len(fame)
    work = Work(told, sum(seconds))
    predictive_of, specific_of, both_of = _compare(watched[:, :head], films, work.piece(seconds[0]))
    square = _square_of(predictive_of, fame[:head])
    if outside:
        counted = CoWatching.of(watched, fame.device)
        found, more = _rows_outside(counted, films, head, pairs.kept, work.piece(seconds[1]))
        square += more
    length = max(math.sqrt(square / len(fame)), 1e-12)
    if outside:
        for row in found:
            pairs.put(row.block, row.values * row.factor(length)[:, None], row.best.long(), row.both)
        del found
        counted = counted.beyond(head)
    told_rows = work.piece(seconds[2])
    at_once = max(1, min(_AT_ONCE, _AT_ONCE * _MOST // len(fame)))
    for block in torch.split(torch.arange(head, device=fame.device), at_once):
        predictive, specific = _positive(predictive_of(block), block), _positive(specific_of(block), block)
        both = both_of(block)
        if outside:
            excess, counts = counted.excess(block)
            predictive = torch.cat([predictive, excess / (films.known + films.ridge)[block, None]], dim=1)
            specific = torch.cat([specific, excess / (films.known + _EASE_RIDGE)[block, None]], dim=1)
            both = torch.cat([both, counts], dim=1)
        predictive *= fame
        mixed = predictive / length + _EVEN * _unit(predictive)
        mixed += _SPECIFIC * _unit(specific.mul_(fame))
        mixed *= 1 + (films.words[block] @ films.words.T).clamp_(min=0)
        values, best = mixed.topk(pairs.kept, dim=1)
        pairs.put(block, values, best, both.gather(1, best))
        told_rows((int(block[-1]) + 1) / head)


@dataclass(frozen=True)
class _RowsOutside:
    """The strongest pairs of n films outside of the head. There the two autoencoders have the same direction, so a
    row's weights are `values` times one `factor` a row."""

    block: Tensor
    """(n)"""
    values: Tensor
    """(n, kept)"""
    best: Tensor
    """(n, kept) int32"""
    both: Tensor
    """(n, kept)"""
    lengths: Tensor
    """(n) the length of a row before it is cut to the strongest"""
    ridges: Tensor
    """(n) what turns a row into EDLAE's"""

    def factor(self, length: float) -> Tensor:
        """(n) `length`: the root mean square length of EDLAE's rows."""
        return 1 / (self.ridges * length) + (_EVEN + _SPECIFIC) / self.lengths.clamp(min=1e-12)


def _rows_outside(
    counted: CoWatching, films: _Films, head: int, kept: int, told: Portion
) -> tuple[list[_RowsOutside], float]:
    """The rows of the films from `head` on, and the sum of the squares of their lengths as EDLAE's."""
    fame, total, found = films.fame, 0.0, []
    several = min(_CANDIDATES * kept, len(fame))
    for block in counted.blocks(torch.arange(head, len(fame), device=fame.device)):
        excess, counts = counted.excess(block)
        excess *= fame
        lengths = excess.norm(dim=1)
        values, best = excess.topk(several, dim=1)
        values *= 1 + torch.einsum("nl,nkl->nk", films.words[block], films.words[best]).clamp_(min=0)
        values, place = values.topk(kept, dim=1)
        best = best.gather(1, place)
        ridges = films.known[block] + films.ridge[block]
        found.append(_RowsOutside(block, values, best.int(), counts.gather(1, best), lengths, ridges))
        total += float((lengths / ridges).square().sum(dtype=torch.float64))
        told((int(block[-1]) + 1 - head) / (len(fame) - head))
    return found, total


def _unit(rows: Tensor) -> Tensor:
    """The rows at length 1; zeros stay."""
    return torch.nn.functional.normalize(rows, dim=1)


def _compare(watched: sparse.csr_array, films: _Films, told: Portion) -> tuple[_Rows, _Rows, _Rows]:
    """Functions that give rows of EDLAE's B, of EASE's B, and of how many users watched both films; in factors if there
    are far fewer users than films."""
    device, predictive = films.known.device, films.ridge[: watched.shape[1]]
    specific = torch.full_like(predictive, _EASE_RIDGE)
    if is_factored(*watched.shape):
        x = dense_rows(watched, device)
        work = Work(told, 2)
        factors = _product(watched, predictive, work.piece()), _product(watched, specific, work.piece())
        return *factors, lambda block: x[:, block].T @ x
    seconds = gram_seconds(watched, device), inverse_seconds(watched.shape[1])
    work = Work(told, seconds[0] + 2 * seconds[1])
    gram = weighted_gram(watched, None, device, work.piece(seconds[0]))
    edlae = ease_weights(gram.clone(), predictive, work.piece(seconds[1]))
    ease = ease_weights(gram.clone(), specific, work.piece(seconds[1]))
    return (lambda block: edlae[block]), (lambda block: ease[block]), (lambda block: gram[block])


def _product(watched: sparse.csr_array, ridge: Tensor, told: Portion) -> _Rows:
    left, right = ease_factors(watched, ridge)
    told(1.0)
    return lambda block: left[block] @ right


def _positive(rows: Tensor, block: Tensor) -> Tensor:
    """The positive part of the rows of the films `block`, without their own places."""
    return rows.clamp(min=0).scatter_(1, block[:, None], 0)


def _square_of(rows: _Rows, fame: Tensor) -> float:
    """The sum of the squares of all rows' lengths."""
    total = 0.0
    for block in torch.split(torch.arange(len(fame), device=fame.device), _AT_ONCE):
        total += float((_positive(rows(block), block) * fame).square().sum(dtype=torch.float64))
    return total
