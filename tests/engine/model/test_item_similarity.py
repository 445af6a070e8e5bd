from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy import sparse

from engine.model import co_watching, item_similarity
from engine.model.features import features_of
from engine.model.interactions import interactions_of
from engine.model.item_similarity import partial_correlations, similarity_vectors, title_vectors, title_words

CPU = torch.device("cpu")


def test_partial_correlations_tell_what_two_films_share_beyond_the_others():
    random = np.random.default_rng(0)
    x = sparse.csr_array((random.random((40, 6)) < 0.4).astype(np.float32))
    precision = np.linalg.inv(x.toarray().T @ x.toarray() + 3 * np.eye(6))
    expected = -precision / np.sqrt(np.outer(np.diag(precision), np.diag(precision)))
    np.testing.assert_allclose(partial_correlations(x, 3.0, CPU).numpy(), expected, atol=1e-5)


def test_few_users_give_the_same_correlations_by_the_short_way():
    x = sparse.csr_array((np.random.default_rng(1).random((4, 9)) < 0.5).astype(np.float32))
    precision = np.linalg.inv(x.toarray().T @ x.toarray() + 3 * np.eye(9))
    expected = -precision / np.sqrt(np.outer(np.diag(precision), np.diag(precision)))
    np.testing.assert_allclose(partial_correlations(x, 3.0, CPU).numpy(), expected, atol=1e-5)


def test_the_gradient_is_that_of_the_softmax_over_films():
    torch.manual_seed(0)
    free = torch.randn(7, 4, requires_grad=True)
    rows, neighbors = torch.tensor([4, 1]), torch.tensor([[0, 2], [6, 4]])
    shares = torch.tensor([[0.75, 0.25], [0.5, 0.5]])
    unit = torch.nn.functional.normalize(free, dim=1)
    scores = (unit[rows] @ unit.T / item_similarity._TEMPERATURE).scatter(1, rows[:, None], -torch.inf)
    loss = -(torch.log_softmax(scores, dim=1).gather(1, neighbors) * shares).sum(dim=1).mean()
    (expected,) = torch.autograd.grad(loss, free)
    torch.testing.assert_close(item_similarity._gradient(free.detach(), rows, neighbors, shares), expected)


def test_titles_that_share_a_telling_word_are_near():
    vectors = title_vectors(["Toy Story", "Toy Story 2", "Die Hard", "The Story of Us", "The"])
    near = vectors @ vectors.T
    assert near[0, 1] == pytest.approx(1, abs=1e-5)
    assert 0.1 < near[0, 3] < 0.6
    assert abs(near[0, 2]) < 0.25
    assert near[4].tolist() == [0] * 5


def test_title_words_are_folded_and_small_words_dropped():
    assert title_words("Amélie's Part II: The 101 Dalmatians") == {"amelies", "101", "dalmatians"}


def test_films_of_one_kind_are_alike(clusters, kind_of):
    data = interactions_of(clusters)
    random = np.random.default_rng(2)
    titles = [f"{chr(97 + place // 26) * 3}{chr(97 + place % 26) * 3}" for place in range(36)]
    vectors = similarity_vectors(
        random.standard_normal((36, 16)).astype(np.float32), data, features_of(clusters.movies), titles, 0, CPU
    )
    assert (np.linalg.norm(vectors, axis=1) <= 1 + 1e-5).all()
    near = vectors @ vectors.T
    np.fill_diagonal(near, -1)
    first = data.movies[near.argsort(axis=1)[:, -3:]]
    same = [kind_of(other) == kind_of(movie) for movie, row in zip(data.movies, first, strict=True) for other in row]
    assert np.mean(same) > 0.9


def test_films_that_are_not_compared_are_placed_among_their_kind(monkeypatch, clusters, kind_of):
    monkeypatch.setattr(item_similarity, "_MAX_COMPARED_FILMS", 12)
    monkeypatch.setattr(co_watching, "_RANK", 1)
    data, told = interactions_of(clusters), []
    vectors = similarity_vectors(
        np.random.default_rng(2).standard_normal((36, 16)).astype(np.float32),
        data,
        features_of(clusters.movies),
        ["the"] * 36,
        0,
        CPU,
        told.append,
    )
    near = vectors @ vectors.T
    np.fill_diagonal(near, -1)
    placed = np.argsort(-data.counts, kind="stable")[12:]
    first = data.movies[near[placed].argmax(axis=1)]
    assert np.mean([kind_of(a) == kind_of(b) for a, b in zip(data.movies[placed], first, strict=True)]) > 0.9
    assert told == sorted(told) and told[-1] == pytest.approx(1)


def test_what_hardly_anyone_watched_is_not_the_nearest_neighbor(make_dataset):
    pairs = [(user, 10 * (film + 1 + user % 2 * 3)) for user in range(40) for film in range(3)]
    data = interactions_of(make_dataset([*pairs, (0, 70), (1, 80)], movies=9))
    titles = ["aa", "bb", "cc", "dd", "ee", "ff", "gg", "hh", "jj"]
    features = features_of(make_dataset(pairs, movies=9).movies)
    vectors = similarity_vectors(np.eye(9, dtype=np.float32), data, features, titles, 0, CPU)
    near = vectors @ vectors.T
    np.fill_diagonal(near, -1)
    nearest = near[:6].argmax(axis=1)
    assert (nearest[:3] < 3).all()
    assert ((nearest[3:] >= 3) & (nearest[3:] < 6)).all()
    assert np.isfinite(vectors).all()
