"""Metrics of ranked lists against what users really watched; pure functions of arrays.

One row per user throughout. Full ranking: every film of the catalogue competes except those that are `masked`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.floating]
Ints = NDArray[np.int64]


def top_lists(scores: Floats, masked: NDArray[np.bool_], k: int) -> Ints:
    """(rows, k) the columns of the `k` best scores, best first, ties by column; -1 where no admissible film is left."""
    k = min(k, scores.shape[1])
    open_scores = np.where(masked, -np.inf, scores)
    best = np.argpartition(-open_scores, k - 1, axis=1)[:, :k]
    best.sort(axis=1)
    values = np.take_along_axis(open_scores, best, axis=1)
    order = np.argsort(-values, axis=1, kind="stable")
    lists = np.take_along_axis(best, order, axis=1).astype(np.int64)
    lists[np.take_along_axis(values, order, axis=1) == -np.inf] = -1
    return lists


def hits_of(lists: Ints, targets: sparse.csr_array) -> NDArray[np.bool_]:
    """(rows, k) whether each place of each list holds one of the row's targets."""
    wanted = targets.toarray() > 0
    return np.take_along_axis(wanted, np.maximum(lists, 0), axis=1) & (lists >= 0)


def recall(hits: NDArray[np.bool_], counts: Ints) -> Floats:
    """(rows) hits / min(k, targets)."""
    found = hits.sum(axis=1) / np.minimum(counts, hits.shape[1])
    return np.asarray(found, np.float64)


def ndcg(hits: NDArray[np.bool_], counts: Ints) -> Floats:
    """(rows) the discounted gain divided by that of a list that starts with min(k, targets) hits."""
    discounts = 1 / np.log2(np.arange(hits.shape[1]) + 2)
    ideal = np.cumsum(discounts)[np.minimum(counts, hits.shape[1]) - 1]
    gain = (hits * discounts).sum(axis=1) / ideal
    return np.asarray(gain, np.float64)


def hit_rate(hits: NDArray[np.bool_]) -> Floats:
    """(rows) 1 if the list contains a target, else 0."""
    return np.asarray(hits.any(axis=1), np.float64)


def sampled_ranks(scores: Floats, targets: sparse.csr_array, sampled: Ints) -> Floats:
    """(rows) how many of the row's `sampled` columns (-1: none) score higher than its first target; ties count half."""
    target = np.take_along_axis(scores, targets.indices[targets.indptr[:-1]][:, None].astype(np.int64), axis=1)
    others = np.take_along_axis(scores, np.maximum(sampled, 0), axis=1)
    ranks = ((others > target) + 0.5 * (others == target)) * (sampled >= 0)
    return np.asarray(ranks.sum(axis=1), np.float64)


def rarity(counts: Ints) -> Floats:
    """(movies) the weight of each film in `stratified_recall`: (watchers)^-1/2, for `counts` watchers. A film that
    nobody watched weighs as much as one with a single watcher."""
    return np.asarray(np.maximum(counts, 1) ** -0.5, np.float64)


def stratified_recall(hits: NDArray[np.bool_], lists: Ints, targets: sparse.csr_array, weights: Floats) -> Floats:
    """(rows) popularity-stratified recall (Steck, RecSys 2011): the `weights` (movies) of the targets found, divided by
    those of the heaviest targets, as many as the list is long. Every row needs a target."""
    found = (hits * weights[np.maximum(lists, 0)]).sum(axis=1)
    k = hits.shape[1]
    ends = zip(targets.indptr[:-1], targets.indptr[1:], strict=True)
    best = [np.sort(weights[targets.indices[start:end]])[-k:].sum() for start, end in ends]
    return np.asarray(found / np.array(best, np.float64), np.float64)


def median_watchers(lists: Ints, counts: Ints) -> Floats:
    """(rows) the median of the watchers (`counts`) of each list's films; 0 for a list without any."""
    watchers = np.where(lists >= 0, counts[np.maximum(lists, 0)], np.nan)
    watchers[(lists < 0).all(axis=1)] = 0
    return np.asarray(np.nanmedian(watchers, axis=1), np.float64)
