from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from engine.evaluation.measurement import BEYOND, Case, Measured, bands_of, column_of, measure, measure_damped


def test_full_ranking_leaves_out_the_liked_films_only():
    case = Case(
        likes="1",
        liked=sparse.csr_array(np.array([[1.0, 0, 0, 0]])),
        targets=sparse.csr_array(np.array([[0, 0, 1.0, 0]])),
    )
    scores = np.array([[9.0, 3, 2, 1]])
    found = measure(lambda liked: scores, case, np.array([5, 4, 3, 2]), k=2)
    assert found.per_user["recall@2"].tolist() == [1]
    assert found.per_user["ndcg@2"].tolist() == pytest.approx([1 / np.log2(3)])
    assert found.films == 2
    assert found.n_ratings == 3.5
    assert "recall@2 beyond 100" not in found.per_user


def test_beyond_the_head_takes_it_out_of_lists_and_targets():
    counts = np.arange(300, 0, -1)
    targets = np.zeros((2, 300))
    targets[0, [5, 150]] = 1
    targets[1, 5] = 1
    case = Case("1", sparse.csr_array(np.eye(2, 300)), sparse.csr_array(targets))
    found = measure(lambda liked: np.tile(-np.arange(300.0), (2, 1)), case, counts, k=60)
    assert found.per_user["recall@60"].tolist() == [0.5, 1]
    assert found.per_user["recall@60 beyond 100"].tolist() == [1]


def test_bands_each_hold_a_third_of_the_interactions():
    assert bands_of(np.array([1, 6, 3, 2, 0, 4, 2])).tolist() == [2, 0, 1, 2, 2, 1, 2]


def test_bands_admit_their_own_films_to_lists_and_targets():
    counts = np.ones(300, np.int64)
    targets = np.zeros((1, 300))
    targets[0, [10, 20, 150, 250]] = 1
    case = Case("1", sparse.csr_array(np.eye(1, 300)), sparse.csr_array(targets))
    scores = np.zeros((1, 300))
    scores[0, [10, 150, 160, 260]] = [1, 4, 5, 6]
    found = measure(lambda liked: scores, case, counts, k=1)
    assert [found.per_user[f"recall@1 {band}"].tolist() for band in ("head", "middle", "tail")] == [[1], [0], [0]]


def test_stratified_recall_and_the_median_of_the_watchers_are_one_value_a_user():
    liked = sparse.csr_array(np.array([[1.0, 0, 0, 0, 0], [0, 0, 0, 0, 1]]))
    targets = sparse.csr_array(np.array([[0, 1.0, 1, 0, 0], [1, 0, 0, 0, 0]]))
    found = measure(
        lambda liked: np.array([[9.0, 3, 1, 2, 0]] * 2), Case("1", liked, targets), np.array([9, 4, 1, 25, 2]), k=2
    )
    assert found.per_user["stratified@2"].tolist() == pytest.approx([(1 / 2) / (1 / 2 + 1), 1])
    assert found.per_user["median watchers"].tolist() == [14.5, 6.5]


def test_with_one_target_each_stratified_recall_would_be_the_hit_rate_again():
    case = Case("1", sparse.csr_array(np.eye(2, 4)), sparse.csr_array(np.eye(2, 4, 2)))
    assert "stratified@2" not in measure(lambda liked: np.ones((2, 4)), case, np.ones(4, np.int64), k=2).per_user


def test_one_set_of_scores_is_measured_at_several_exponents():
    case = Case("1", sparse.csr_array(np.eye(1, 4)), sparse.csr_array(np.array([[0, 0, 1.0, 1]])))
    counts, asked = np.array([5, 980, 80, 5]), []

    def scores(liked):
        asked.append(liked.shape[0])
        return np.array([[9.0, 3, 2, 0.1]])

    plain, root = measure_damped(scores, case, counts, (0, 0.5), k=1)
    assert asked == [1]
    assert plain.per_user["recall@1"].tolist() == [0]
    assert root.per_user["recall@1"].tolist() == [1], "2 / 10 is more than 3 / 32"
    assert root.per_user["median watchers"].tolist() == [80]


def test_a_column_has_figures_of_its_own():
    assert [column_of(metric) for metric in ("ndcg@20", f"hr@20{BEYOND}", "stratified@20", "median watchers")] == [
        "",
        BEYOND,
        " stratified",
        "",
    ]
    one = Measured({"recall@20": np.zeros(1), "stratified@20": np.zeros(1)}, 1, 1)
    other = Measured({"recall@20": np.ones(1), "stratified@20": np.ones(1)}, 2, 2)
    both = one.with_column(" stratified", other)
    assert {name: values.tolist() for name, values in both.per_user.items()} == {"recall@20": [0], "stratified@20": [1]}
    assert both.films == 1


def test_in_brief_each_column_has_one_figure():
    sampled = np.array([[250, 260], [250, 260]])
    targets = sparse.csr_array(np.eye(2, 300, 150) + np.eye(2, 300, 200))
    case = Case("5", sparse.csr_array(np.eye(2, 300)), targets, sampled=sampled)
    (found,) = measure_damped(lambda liked: np.ones((2, 300)), case, np.arange(300, 0, -1), (0.0,), brief=True)
    assert set(found.per_user) == {"recall@20", f"recall@20{BEYOND}", "stratified@20"}
