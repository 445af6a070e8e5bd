"""Measures a model: it ranks the whole catalogue for users with known targets; each metric has one value per user.

There are figures for all films, beyond the most watched ones, and by popularity band; the protocols
(`strong_generalization`, `leave_last_out`, `makers`) define the users and their targets.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from engine.evaluation import metrics
from engine.evaluation.damping import damped
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
STRATIFIED = "stratified"
"""The name of the popularity-stratified recall, before its "@k"."""
MEDIAN = "median watchers"
"""The metric that tells how popular a list's films are."""
COLUMNS = ("", BEYOND, f" {STRATIFIED}")
"""What a method's settings are chosen for, each by itself: figures over all films, beyond the most watched
ones, and stratified by popularity."""
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
    figure: str = ""
    """If there is one, nothing but the recall over all films is measured, and under this name."""


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

    def with_column(self, column: str, other: Measured) -> Measured:
        """These figures, except that those of `column` (of COLUMNS) are from `other`."""
        theirs = {name: values for name, values in other.per_user.items() if column_of(name) == column}
        return replace(self, per_user=self.per_user | theirs)


def column_of(metric: str) -> str:
    """The one of COLUMNS that a metric belongs to."""
    if metric.startswith(STRATIFIED):
        return f" {STRATIFIED}"
    return BEYOND if metric.endswith(BEYOND) else ""


def measure(scorer: Scorer, case: Case, counts: Ints, k: int = K) -> Measured:
    """Rank all films for every user of `case`. `counts` (movies): how many training users watched each film."""
    return measure_damped(scorer, case, counts, (0.0,), k)[0]


def measure_damped(
    scorer: Scorer, case: Case, counts: Ints, exponents: Sequence[float], k: int = K, *, brief: bool = False
) -> list[Measured]:
    """What `measure` finds with the same scores damped by each of `exponents` (`engine.evaluation.damping`). `brief`:
    no more than one figure for each of COLUMNS."""
    ground = _Ground(case, counts, k, brief=brief)
    tallies = [_Tally(ground) for _ in exponents]
    for start in range(0, case.liked.shape[0], _AT_ONCE):
        rows = slice(start, start + _AT_ONCE)
        scores = scorer(case.liked[rows])
        for exponent, tally in zip(exponents, tallies, strict=True):
            tally.add(rows, damped(scores, counts, exponent))
    return [tally.measured() for tally in tallies]


class _Ground:
    """What is the same for all scores: the case, and the parts of the catalogue with their targets."""

    def __init__(self, case: Case, counts: Ints, k: int, *, brief: bool) -> None:
        self.case, self.counts, self.k, self.brief = case, counts, k, brief
        self.parts = {
            suffix: out
            for suffix, out in _parts_of(counts).items()
            if not suffix or not (case.figure or (brief and suffix != BEYOND))
        }
        self.targets = {suffix: _without(case.targets, out) for suffix, out in self.parts.items()}
        self.weights = metrics.rarity(counts)
        self.stratified = case.targets.nnz > case.targets.shape[0]
        """Not so if everybody has one target: then it would be the hit rate once more."""


class _Tally:
    """Gathers the figures of one set of scores, a few users at a time."""

    def __init__(self, ground: _Ground) -> None:
        self._ground = ground
        self._per_user: dict[str, list[Floats]] = {}
        self._used = np.zeros(len(ground.counts), np.int64)

    def add(self, rows: slice, scores: Floats) -> None:
        ground, k = self._ground, self._ground.k
        masked = ground.case.liked[rows].toarray() > 0
        for suffix, out in ground.parts.items():
            targets = ground.targets[suffix][rows]
            lists = metrics.top_lists(scores, masked | out, k)
            if not suffix:
                self._used += np.bincount(lists[lists >= 0], minlength=len(ground.counts))
            some = np.diff(targets.indptr) > 0
            self._add_lists(suffix, lists[some], targets[some])
        if ground.case.sampled is not None and not ground.brief:
            ranks = metrics.sampled_ranks(scores, ground.case.targets[rows], ground.case.sampled[rows])
            self._keep(f"hr@{k} sampled", (ranks < k).astype(np.float64))
            self._keep(f"ndcg@{k} sampled", np.where(ranks < k, 1 / np.log2(ranks + 2), 0))

    def _add_lists(self, suffix: str, lists: Ints, targets: sparse.csr_array) -> None:
        ground, k = self._ground, self._ground.k
        hits, wanted = metrics.hits_of(lists, targets), np.diff(targets.indptr).astype(np.int64)
        found = metrics.recall(hits, wanted)
        if ground.case.figure:
            self._keep(f"{ground.case.figure}@{k}", found)
            return
        self._keep(f"recall@{k}{suffix}", found)
        if suffix in ("", BEYOND) and not ground.brief:
            self._keep(f"ndcg@{k}{suffix}", metrics.ndcg(hits, wanted))
            self._keep(f"hr@{k}{suffix}", metrics.hit_rate(hits))
        if not suffix and ground.stratified:
            self._keep(f"{STRATIFIED}@{k}", metrics.stratified_recall(hits, lists, targets, ground.weights))
        if not suffix and not ground.brief:
            self._keep(MEDIAN, metrics.median_watchers(lists, ground.counts))

    def _keep(self, metric: str, values: Floats) -> None:
        self._per_user.setdefault(metric, []).append(values)

    def measured(self) -> Measured:
        used, counts = self._used, self._ground.counts
        return Measured(
            per_user={name: np.concatenate(parts) for name, parts in self._per_user.items()},
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
