from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from engine.model.metrics import bootstrap, hit_rate, hits_of, ndcg, recall, top_lists

TARGETS = sparse.csr_array(np.array([[0, 1, 0, 1, 0], [1, 0, 0, 0, 0]], np.float32))
LISTS = np.array([[3, 0, 1], [4, 2, 1]])
COUNTS = np.array([2, 1])


def test_lists_are_best_first_with_equal_scores_by_column():
    scores = np.array([[0.5, 0.9, 0.5, 0.1]])
    struck = np.array([[False, False, False, True]])
    assert top_lists(scores, struck, 3).tolist() == [[1, 0, 2]]
    assert top_lists(scores, struck, 4).tolist() == [[1, 0, 2, -1]]


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


def test_an_empty_place_is_no_hit():
    assert hits_of(np.array([[0, -1]]), sparse.csr_array(np.array([[1.0, 0, 0]]))).tolist() == [[True, False]]


def test_the_interval_holds_the_mean_and_repeats():
    values = np.array([0.0, 1.0] * 50)
    interval = bootstrap(values)
    assert interval == bootstrap(values)
    assert interval.value == 0.5
    assert 0.38 < interval.low < 0.45
    assert 0.55 < interval.high < 0.62
