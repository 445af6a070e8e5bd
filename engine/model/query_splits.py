"""Splits users' films into a kept (liked) part and targets, at the lengths found in use: long histories, a few, one;
and how much each such query counts in the loss.

The mix of lengths lets one model serve both extremes: trained on long queries alone, it fails at one like.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from engine.model.interactions import Interactions

Ints = NDArray[np.int64]

LONG = 20
"""Queries with more kept films than this are long; long and short ones have separate weights and teacher shares."""


@dataclass(frozen=True)
class QueryMix:
    """The shares of users whose kept part is 50-95% of their films (`long`), log-uniform from one film to 90% of them
    (`middle`), or floor(11^u) films with u uniform, that is 1 to 10 and mostly few (`short`). They sum to 1."""

    long: float = 0.55
    middle: float = 0.15
    short: float = 0.30


def draw_kept_sizes(lengths: Ints, mix: QueryMix, random: np.random.Generator) -> Ints:
    """(users) how many films each user keeps: at least 1, at most all but one of `lengths` (each at least 2)."""
    which = random.random(len(lengths))
    uniform = random.random(len(lengths))
    long = lengths * (0.5 + 0.45 * uniform)
    middle = np.exp(uniform * np.log(np.maximum(0.9 * lengths, 1)))
    short = 11.0**uniform
    sizes = np.where(which < mix.long, long, np.where(which < mix.long + mix.middle, middle, short))
    return np.clip(sizes.astype(np.int64), 1, lengths - 1)


def loss_shares(sizes: Ints, targets: Ints) -> NDArray[np.float32]:
    """(users) each query's share in the loss of a batch, which sum to 1: max(1, targets / 20)^.5, scaled to the same
    mean among long and among short queries. `sizes`, `targets` (users): how many films each keeps, and is to find."""
    weights = np.sqrt(np.maximum(targets / LONG, 1))
    for group in (sizes > LONG, sizes <= LONG):
        weights[group] /= weights[group].mean() if group.any() else 1
    return (weights / max(len(weights), 1)).astype(np.float32)


@dataclass(frozen=True)
class QuerySplit:
    """Users' films, each row split in two: `kept` and `targets` (rows, movies) of ones, together all of the films."""

    kept: sparse.csr_array
    targets: sparse.csr_array
    sizes: Ints
    """(rows) how many films were kept"""


def split_films(data: Interactions, rows: Ints, sizes: Ints, random: np.random.Generator) -> QuerySplit:
    """Split the films of each user in `rows`: a random `sizes` of them are kept, the others are targets."""
    films = data.matrix[rows]
    owner = np.repeat(np.arange(len(rows)), np.diff(films.indptr))
    order = np.lexsort((random.random(films.nnz), owner))
    place = np.empty(films.nnz, np.int64)
    place[order] = np.arange(films.nnz) - films.indptr[:-1][owner[order]]
    is_kept = place < sizes[owner]
    return QuerySplit(kept=_part(films, owner, is_kept), targets=_part(films, owner, ~is_kept), sizes=sizes)


def _part(films: sparse.csr_array, owner: Ints, chosen: NDArray[np.bool_]) -> sparse.csr_array:
    starts = np.concatenate([[0], np.cumsum(np.bincount(owner[chosen], minlength=films.shape[0]))])
    return sparse.csr_array((films.data[chosen], films.indices[chosen], starts), shape=films.shape)
