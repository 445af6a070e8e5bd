"""Measuring a model: it ranks the whole catalogue for users whose targets are known, and gets a figure for each user.

Figures are for all films, beyond the most watched ones, and by popularity band; the protocols (`strong_generalization`,
`leave_last_out`) say who is asked for what.
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
HEAD = 100
BEYOND = f" beyond {HEAD}"
BANDS = ("head", "middle", "tail")
_AT_ONCE = 256


@dataclass(frozen=True)
class Case:
    """Users with a liked part and targets. `likes` says how much is liked: "80%", "5", "1"."""

    likes: str
    liked: sparse.csr_array
    targets: sparse.csr_array
    rows: Ints | None = None
    """Which users of the data they are, where they come from some."""
    sampled: Ints | None = None
    """(rows, n) films that each row's first target is ranked among as well; -1 for none."""


@dataclass(frozen=True)
class Trial:
    """What models are fitted to, and what they are asked then. `k` is the length of the lists."""

    training: Interactions
    cases: list[Case]
    k: int


@dataclass(frozen=True)
class Measured:
    """A model's figures in one case: for each metric one value a user (paired across models)."""

    per_user: dict[str, Floats]
    films: int
    n_ratings: float
    """The mean number of ratings of what is recommended."""

    def with_beyond(self, other: Measured) -> Measured:
        """These figures, but those beyond the most watched films from `other`."""
        theirs = {name: values for name, values in other.per_user.items() if name.endswith(BEYOND)}
        return replace(self, per_user=self.per_user | theirs)


def measure(scorer: Scorer, case: Case, counts: Ints, k: int = K) -> Measured:
    """Rank everything for every user of `case`. `counts` (movies): how many users of the training part watched each."""
    parts = _parts_of(counts)
    targets_of = {suffix: _without(case.targets, out) for suffix, out in parts.items()}
    per_user: dict[str, list[Floats]] = {}
    used = np.zeros(len(counts), np.int64)
    for start in range(0, case.liked.shape[0], _AT_ONCE):
        liked = case.liked[start : start + _AT_ONCE]
        scores = scorer(liked)
        struck = liked.toarray() > 0
        for suffix, out in parts.items():
            targets = targets_of[suffix][start : start + _AT_ONCE]
            lists = metrics.top_lists(scores, struck | out, k)
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
    """(movies) 0 for the head, 1 for the middle, 2 for the tail: each film by the share of all interactions that
    films more watched than it have, below a third, two thirds or not."""
    order = np.argsort(-counts, kind="stable")
    before = np.cumsum(counts[order]) - counts[order]
    bands = np.empty(len(counts), np.int64)
    bands[order] = np.minimum(3 * before // max(int(counts.sum()), 1), 2)
    return bands


def _parts_of(counts: Ints) -> dict[str, NDArray[np.bool_]]:
    """The parts of the catalogue that have figures of their own, by the suffix of the metric: (movies) who is out.
    Few films make one part."""
    parts = {"": np.zeros(len(counts), bool)}
    if len(counts) > 2 * HEAD:
        bands = bands_of(counts)
        parts[BEYOND] = np.zeros(len(counts), bool)
        parts[BEYOND][np.argsort(-counts, kind="stable")[:HEAD]] = True
        parts |= {f" {name}": bands != number for number, name in enumerate(BANDS)}
    return parts


def _without(targets: sparse.csr_array, out: NDArray[np.bool_]) -> sparse.csr_array:
    left = targets.copy()
    left.data = left.data * ~out[left.indices]
    left.eliminate_zeros()
    return left
