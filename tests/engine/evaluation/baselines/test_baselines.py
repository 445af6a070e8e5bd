from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy import sparse

from engine.evaluation.baselines.baseline import Baseline
from engine.evaluation.baselines.ease import EASE, EDLAE
from engine.evaluation.baselines.ials import IALS
from engine.evaluation.baselines.item_knn import ItemKNN
from engine.evaluation.baselines.length_matched_regression import LengthMatchedRegression
from engine.evaluation.baselines.popularity import Popularity
from engine.model.linear_autoencoder import ease_factors, ease_weights, ridge_inverse
from engine.model.weighted_grams import weighted_gram

WATCHED = sparse.csr_array(
    np.array(
        [[1, 1, 0, 0, 0], [1, 1, 0, 0, 0], [1, 1, 1, 0, 0], [0, 0, 1, 1, 0], [0, 0, 1, 1, 0], [0, 1, 1, 1, 0]],
        np.float32,
    )
)
LIKED = sparse.csr_array(np.array([[1, 0, 0, 0, 0], [0, 0, 0, 1, 0]], np.float32))


PEERS = [ItemKNN(2, shrink=1), EASE(1.0), EDLAE(0.5, 1.0), IALS(2, 2.0, 0.1), LengthMatchedRegression()]


@pytest.mark.parametrize("peer", PEERS, ids=lambda peer: peer.name)
def test_a_peer_ranks_the_companion_first_and_the_unwatched_last(peer: Baseline):
    peer.fit(WATCHED)
    scores = peer.scores(LIKED)
    assert scores.shape == (2, 5)
    assert scores[0].argsort()[::-1].tolist().index(1) < scores[0].argsort()[::-1].tolist().index(3)
    assert np.delete(scores[0], 0).argmax() + 1 == 1
    assert np.delete(scores[1], 3).argmax() == 2
    assert scores[0, 4] == scores[0].min()


def test_popularity_is_the_same_for_everybody():
    peer = Popularity()
    peer.fit(WATCHED)
    assert peer.scores(LIKED).tolist() == [[3, 4, 4, 3, 0]] * 2


def test_ease_solves_each_film_from_the_others():
    peer = EASE(0.7)
    peer.fit(WATCHED[:, :4])
    x = WATCHED[:, :4].toarray()
    for film in range(4):
        others = [column for column in range(4) if column != film]
        z = x[:, others]
        expected = np.linalg.solve(z.T @ z + 0.7 * np.eye(3), z.T @ x[:, film])
        np.testing.assert_allclose(peer._left[others, film], expected, atol=1e-5)
        assert peer._left[film, film] == 0


def test_the_inverse_is_whole():
    matrix = torch.tensor([[4.0, 1, 0], [1, 3, 1], [0, 1, 2]])
    found = ridge_inverse(matrix.clone(), 0.5)
    torch.testing.assert_close(found @ (matrix + 0.5 * torch.eye(3)), torch.eye(3), atol=1e-5, rtol=0)


def test_with_fewer_users_than_films_ease_gives_the_same_answers():
    random = np.random.default_rng(3)
    watched = sparse.csr_array((random.random((6, 15)) < 0.4).astype(np.float32))
    counts = np.bincount(watched.indices, minlength=15)
    known = counts > 0
    watched, ridge = watched[:, known], 0.5 + 2.0 * counts[known]
    left, right = ease_factors(watched, torch.from_numpy(ridge))
    dense = ease_weights(weighted_gram(watched, None, left.device), torch.from_numpy(ridge)).numpy()
    off_diagonal = ~np.eye(len(dense), dtype=bool)
    np.testing.assert_allclose((left @ right)[off_diagonal], dense[off_diagonal], atol=1e-5)
    peer = EDLAE(2 / 3, 0.5)
    peer.fit(watched)
    scores = peer.scores(watched[:2])
    expected = watched[:2].toarray() @ dense
    rest = watched[:2].toarray() == 0
    np.testing.assert_allclose(scores[rest], expected[rest], atol=1e-5)


def test_ials_answers_for_users_that_it_has_not_seen_by_the_exact_solution():
    peer = IALS(3, alpha=4.0, ridge=0.5)
    peer.fit(WATCHED)
    items = peer._model.item_factors.astype(np.float64)
    confidence = np.diag(np.where(LIKED[[0]].toarray()[0] > 0, 4.0, 1.0))
    solved = np.linalg.solve(items.T @ confidence @ items + 0.5 * np.eye(3), items.T @ confidence @ [1, 0, 0, 0, 0])
    np.testing.assert_allclose(peer.scores(LIKED)[0, :4], (items @ solved)[:4], atol=1e-4)


def test_the_regression_asks_the_lesson_of_each_rows_length():
    peer = LengthMatchedRegression()
    peer.fit(WATCHED)
    teacher = peer._teacher
    rows = sparse.csr_array(np.array([[1, 0, 0, 0, 0], [1, 1, 0, 0, 0]], np.float32))
    columns = teacher.columns.numpy()
    kept = torch.from_numpy(rows[:, columns].toarray())
    scores = peer.scores(rows)[:, columns]
    np.testing.assert_allclose(scores[0], teacher.regressions[0].answer(kept[:1])[0], atol=1e-6)
    np.testing.assert_allclose(scores[1], teacher.regressions[1].answer(kept[1:])[0], atol=1e-6)
    assert peer.scores(rows)[0, 4] == -np.inf, "nobody watched it"
