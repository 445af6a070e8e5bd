from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy import sparse
from torchmetrics.functional.retrieval import retrieval_hit_rate, retrieval_normalized_dcg, retrieval_recall

from engine.evaluation.intervals import bootstrap
from engine.evaluation.metrics import (
    hit_rate,
    hits_of,
    median_watchers,
    ndcg,
    rarity,
    recall,
    sampled_ranks,
    stratified_recall,
    top_lists,
)

TARGETS = sparse.csr_array(np.array([[0, 1, 0, 1, 0], [1, 0, 0, 0, 0]], np.float32))
LISTS = np.array([[3, 0, 1], [4, 2, 1]])
COUNTS = np.array([2, 1])


def test_lists_are_best_first_with_equal_scores_by_column():
    scores = np.array([[0.5, 0.9, 0.5, 0.1]])
    masked = np.array([[False, False, False, True]])
    assert top_lists(scores, masked, 3).tolist() == [[1, 0, 2]]
    assert top_lists(scores, masked, 4).tolist() == [[1, 0, 2, -1]]


def test_recall_ndcg_and_hit_rate_of_known_lists():
    hits = hits_of(LISTS, TARGETS)
    assert hits.tolist() == [[True, False, True], [False, False, False]]
    assert recall(hits, COUNTS).tolist() == [1, 0]
    assert hit_rate(hits).tolist() == [1, 0]
    assert ndcg(hits, COUNTS).tolist() == pytest.approx([(1 + 1 / 2) / (1 + 1 / np.log2(3)), 0])


def test_recall_divides_by_the_list_where_targets_are_more():
    hits = np.array([[True, True]])
    assert recall(hits, np.array([50])).tolist() == [1]
    assert ndcg(hits, np.array([50])).tolist() == [1]


def test_stratified_recall_weighs_targets_by_the_root_of_their_watchers():
    weights = rarity(np.array([4, 16, 100, 1, 0]))
    assert weights.tolist() == pytest.approx([1 / 2, 1 / 4, 1 / 10, 1, 1])
    targets = sparse.csr_array(np.array([[1.0, 1, 1, 0, 0], [1, 1, 1, 1, 0], [0, 0, 1, 0, 0]]))
    lists = np.array([[0, 3], [1, 2], [4, -1]])
    found = stratified_recall(hits_of(lists, targets), lists, targets, weights)
    # Of the list's length: of three targets the two heaviest count, so a list can reach 1.
    assert found.tolist() == pytest.approx([(1 / 2) / (1 / 2 + 1 / 4), (1 / 4 + 1 / 10) / (1 + 1 / 2), 0])
    best = np.array([[0, 1], [3, 0], [2, 4]])
    assert stratified_recall(hits_of(best, targets), best, targets, weights).tolist() == pytest.approx([1, 1, 1])


def test_the_median_of_a_lists_watchers_passes_over_empty_places():
    lists = np.array([[0, 1, 2], [3, 1, -1], [-1, -1, -1]])
    assert median_watchers(lists, np.array([5, 9, 40, 2])).tolist() == [9, 5.5, 0]


def test_an_empty_place_is_no_hit():
    assert hits_of(np.array([[0, -1]]), sparse.csr_array(np.array([[1.0, 0, 0]]))).tolist() == [[True, False]]


def test_the_interval_holds_the_mean_and_repeats():
    values = np.array([0.0, 1.0] * 50)
    interval = bootstrap(values)
    assert interval == bootstrap(values)
    assert interval.value == 0.5
    assert 0.38 < interval.low < 0.45
    assert 0.55 < interval.high < 0.62


@pytest.mark.parametrize("k", [1, 5, 20])
def test_the_figures_are_those_of_torchmetrics(k):
    random = np.random.default_rng(k)
    scores = random.random((40, 60))
    wanted = random.random((40, 60)) < random.choice([0.02, 0.1, 0.6], (40, 1))
    wanted[:, 0] |= ~wanted.any(axis=1)
    counts = wanted.sum(axis=1)
    hits = hits_of(top_lists(scores, np.zeros_like(wanted), k), sparse.csr_array(wanted.astype(np.float32)))
    rows = [(torch.from_numpy(one), torch.from_numpy(target)) for one, target in zip(scores, wanted, strict=True)]
    theirs = np.array([float(retrieval_recall(one, target, top_k=k)) for one, target in rows])
    # torchmetrics divides by the number of targets, movierec by the length of the list if that is smaller.
    np.testing.assert_allclose(recall(hits, counts), theirs * counts / np.minimum(counts, k), atol=1e-6)
    theirs = np.array([float(retrieval_normalized_dcg(one, target, top_k=k)) for one, target in rows])
    np.testing.assert_allclose(ndcg(hits, counts), theirs, atol=1e-6)
    theirs = np.array([float(retrieval_hit_rate(one, target, top_k=k)) for one, target in rows])
    np.testing.assert_allclose(hit_rate(hits), theirs)


def test_the_rank_among_samples_counts_equal_scores_half():
    scores = np.array([[5.0, 3, 3, 9, 1], [0, 0, 0, 0, 0]])
    targets = sparse.csr_array(np.array([[0, 1.0, 0, 0, 0], [0, 0, 0, 0, 1.0]]))
    assert sampled_ranks(scores, targets, np.array([[0, 2, 4], [1, -1, -1]])).tolist() == [1.5, 0.5]
