"""Measures a model: it ranks the whole catalogue for users with known targets; each metric has one value per user.

There are figures for all films, beyond the most watched ones, and by popularity band; the protocols
(`strong_generalization`, `leave_last_out`) define the users and their targets.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from engine.evaluation import metrics
from engine.model.interactions import Interactions

Ints = NDArray[np.int64]
Floats = NDArray[np.floating]
Scorer = Callable[[sparse.csr_array], Floats]
"""(rows, movies) liked films -> (rows, movies) scores."""

K = 20
MOST_WATCHED = 100
"""There are figures of their own for the films beyond this many most watched ones."""
BEYOND = f" beyond {MOST_WATCHED}"
BANDS = ("head", "middle", "tail")
_AT_ONCE = 256


@dataclass(frozen=True)
class Case:
    """Users with a liked part and targets. `likes` says how much is liked: "80%", "5", "1"."""

    likes: str
    liked: sparse.csr_array
    targets: sparse.csr_array
    rows: Ints | None = None
    """The row of each user in the interactions that the case was made from."""
    sampled: Ints | None = None
    """(rows, n) films among which each row's first target is ranked too; padded with -1."""


@dataclass(frozen=True)
class Trial:
    """What models are fitted to, and the cases to measure them on. `k` is the length of the lists."""

    training: Interactions
    cases: list[Case]
    k: int


@dataclass(frozen=True)
class Measured:
    """A model's figures in one case: for each metric one value per user (paired across models). `films` counts the
    different films in the lists."""

    per_user: dict[str, Floats]
    films: int
    n_ratings: float
    """The mean number of ratings of the recommended films."""

    def with_beyond(self, other: Measured) -> Measured:
        """These figures, except that those beyond the most watched films are from `other`."""
        theirs = {name: values for name, values in other.per_user.items() if name.endswith(BEYOND)}
        return replace(self, per_user=self.per_user | theirs)


def measure(scorer: Scorer, case: Case, counts: Ints, k: int = K) -> Measured:
    """Rank all films for every user of `case`. `counts` (movies): how many training users watched each film."""
    parts = _parts_of(counts)
    targets_of = {suffix: _without(case.targets, out) for suffix, out in parts.items()}
    per_user: dict[str, list[Floats]] = {}
    used = np.zeros(len(counts), np.int64)
    for start in range(0, case.liked.shape[0], _AT_ONCE):
        liked = case.liked[start : start + _AT_ONCE]
        scores = scorer(liked)
        masked = liked.toarray() > 0
        for suffix, out in parts.items():
            targets = targets_of[suffix][start : start + _AT_ONCE]
            lists = metrics.top_lists(scores, masked | out, k)
            if not suffix:
                used += np.bincount(lists[lists >= 0], minlength=len(counts))
            hits, wanted = metrics.hits_of(lists, targets), np.diff(targets.indptr).astype(np.int64)
            some = wanted > 0
            hits, wanted = hits[some], wanted[some]
            per_user.setdefault(f"recall@{k}{suffix}", []).append(metrics.recall(hits, wanted))
            if suffix in ("", BEYOND):
                per_user.setdefault(f"ndcg@{k}{suffix}", []).append(metrics.ndcg(hits, wanted))
                per_user.setdefault(f"hr@{k}{suffix}", []).append(metrics.hit_rate(hits))
        if case.sampled is not None:
            targets = case.targets[start : start + _AT_ONCE]
            ranks = metrics.sampled_ranks(scores, targets, case.sampled[start : start + _AT_ONCE])
            per_user.setdefault(f"hr@{k} sampled", []).append((ranks < k).astype(np.float64))
            per_user.setdefault(f"ndcg@{k} sampled", []).append(np.where(ranks < k, 1 / np.log2(ranks + 2), 0))
    return Measured(
        per_user={name: np.concatenate(parts) for name, parts in per_user.items()},
        films=int((used > 0).sum()),
        n_ratings=float(used @ counts / max(used.sum(), 1)),
    )


def bands_of(counts: Ints) -> Ints:
    """(movies) each film's popularity band: 0 (head), 1 (middle) or 2 (tail) if the films watched more than it have
    less than a third, less than two thirds, or more of all interactions."""
    order = np.argsort(-counts, kind="stable")
    before = np.cumsum(counts[order]) - counts[order]
    bands = np.empty(len(counts), np.int64)
    bands[order] = np.minimum(3 * before // max(int(counts.sum()), 1), 2)
    return bands


def _parts_of(counts: Ints) -> dict[str, NDArray[np.bool_]]:
    """The parts of the catalogue with figures of their own, by the metric's suffix: (movies) a mask of the films left
    out. A small catalogue is one part."""
    parts = {"": np.zeros(len(counts), bool)}
    if len(counts) > 2 * MOST_WATCHED:
        bands = bands_of(counts)
        parts[BEYOND] = np.zeros(len(counts), bool)
        parts[BEYOND][np.argsort(-counts, kind="stable")[:MOST_WATCHED]] = True
        parts |= {f" {name}": bands != number for number, name in enumerate(BANDS)}
    return parts


def _without(targets: sparse.csr_array, out: NDArray[np.bool_]) -> sparse.csr_array:
    left = targets.copy()
    left.data = left.data * ~out[left.indices]
    left.eliminate_zeros()
    return left
