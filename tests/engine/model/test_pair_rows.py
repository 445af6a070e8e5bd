from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy import sparse

from engine.model import pair_rows as learned
from engine.model.interactions import Interactions, interactions_of
from engine.model.pair_rows import pair_rows

CPU = torch.device("cpu")


def interactions(users: int, films: int, seed: int = 5) -> Interactions:
    watched = (np.random.default_rng(seed).random((users, films)) < 0.3).astype(np.float32)
    watched[:, -1] = 0
    return Interactions(np.arange(users), np.arange(films), sparse.csr_array(watched))


def dense(arrays, name="pair_weights"):
    """(movies, movies) what the rows hold, 0 where they hold nothing."""
    films, values = arrays["pair_films"], arrays[name].astype(np.float64)
    found = np.zeros((len(films), len(films)))
    rows, columns = np.nonzero(films >= 0)
    found[rows, films[rows, columns]] = values[rows, columns]
    return found


def by_hand(watched, titles):
    """The pair weights in double precision, from the inverses of the whole Gram matrices."""
    counts = watched.sum(axis=0)
    length = lambda rows: np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)  # noqa: E731

    def autoencoder(ridge):
        inverse = np.linalg.inv(watched.T @ watched + np.diag(ridge))
        weights = np.maximum(-inverse / np.diag(inverse), 0)
        np.fill_diagonal(weights, 0)
        return weights / (counts + 20) ** 0.25

    edlae, ease = (
        autoencoder(learned._DROPOUT / (1 - learned._DROPOUT) * counts + learned._RIDGE),
        autoencoder(np.full(len(counts), learned._EASE_RIDGE)),
    )
    usual = np.sqrt(np.square(edlae).sum() / (counts > 0).sum())
    mixed = edlae / usual + learned._EVEN * edlae / length(edlae) + learned._SPECIFIC * ease / length(ease)
    return mixed * (1 + titles @ titles.T)


@pytest.mark.parametrize("users", [90, 15], ids=["more users than films", "fewer users than films"])
def test_weights_are_those_of_the_two_autoencoders(users):
    data = interactions(users, 30)
    titles = np.eye(30, 4, dtype=np.float32)
    titles[7] = titles[1]
    found = dense(pair_rows(data, titles, CPU))
    np.testing.assert_allclose(found, by_hand(data.matrix.toarray().astype(float), titles), rtol=2e-3, atol=2e-3)
    assert found.any()


def test_a_film_is_paired_with_those_of_its_kind(clusters, kind_of):
    data = interactions_of(clusters)
    films = len(data.movies)
    weights = dense(pair_rows(data, np.zeros((films, 1), np.float32), CPU))
    kinds = np.array([kind_of(int(movie)) for movie in data.movies])
    same = kinds[:, None] == kinds[None, :]
    assert (weights * same).sum() > 0.9 * weights.sum()
    assert not weights.diagonal().any()


def test_equal_words_in_two_titles_strengthen_a_pair():
    data = interactions(60, 12)
    plain = np.eye(12, dtype=np.float32)
    series = plain.copy()
    series[3] = series[2]
    before, after = dense(pair_rows(data, plain, CPU)), dense(pair_rows(data, series, CPU))
    stronger = before[2, 3] or before[3, 2]
    assert stronger > 0
    np.testing.assert_allclose(after[2, 3], 2 * before[2, 3], rtol=2e-3)
    after[[2, 3], [3, 2]] = before[[2, 3], [3, 2]]
    np.testing.assert_array_equal(before, after)


def test_a_film_that_nobody_watched_has_no_pairs_and_is_in_none():
    arrays = pair_rows(interactions(60, 12), np.zeros((12, 1), np.float32), CPU)
    assert (arrays["pair_films"][11] == -1).all()
    assert not (arrays["pair_films"] == 11).any()


@pytest.mark.parametrize("users", [60, 8])
def test_shares_are_true_within_half_a_percent(users):
    data = interactions(users, 12)
    arrays = pair_rows(data, np.zeros((12, 1), np.float32), CPU)
    watched = data.matrix.toarray()
    true = watched.T @ watched / np.maximum(watched.sum(axis=0), 1)[:, None]
    kept = dense(arrays) > 0
    np.testing.assert_allclose(dense(arrays, "pair_shares")[kept] * 0.005, true[kept], atol=0.0026)
    assert kept.any()


def test_the_strongest_pairs_are_kept(monkeypatch):
    data, titles = interactions(60, 12), np.zeros((12, 1), np.float32)
    whole = dense(pair_rows(data, titles, CPU))
    monkeypatch.setattr(learned, "KEPT", 2)
    arrays = pair_rows(data, titles, CPU)
    assert arrays["pair_films"].shape == (12, 2)
    few = dense(arrays)
    np.testing.assert_allclose(np.sort(few, axis=1)[:, -2:], np.sort(whole, axis=1)[:, -2:])


def test_of_very_many_films_the_most_watched_are_compared(monkeypatch):
    monkeypatch.setattr(learned, "_MOST", 5)
    data = interactions(60, 12)
    arrays = pair_rows(data, np.zeros((12, 1), np.float32), CPU)
    compared = set(np.argsort(-data.counts, kind="stable")[:5].tolist())
    assert set(np.flatnonzero((arrays["pair_films"] >= 0).any(axis=1)).tolist()) <= compared
    assert set(np.unique(arrays["pair_films"]).tolist()) <= {-1, *compared}
    assert dense(arrays).any()


def test_blocks_of_rows_give_the_same_pairs(monkeypatch):
    data, titles = interactions(60, 12), np.zeros((12, 1), np.float32)
    whole, told = pair_rows(data, titles, CPU), []
    monkeypatch.setattr(learned, "_AT_ONCE", 5)
    parts = pair_rows(data, titles, CPU, told.append)
    np.testing.assert_allclose(dense(parts), dense(whole), rtol=2e-3)
    assert told == sorted(told) and told[0] > 0 and told[-1] == 1


@pytest.mark.parametrize("films", [1, 3])
def test_where_no_two_films_were_watched_there_are_no_pairs(films):
    watched = sparse.csr_array(np.eye(4, films, dtype=np.float32) * np.eye(1, films, dtype=np.float32))
    arrays = pair_rows(Interactions(np.arange(4), np.arange(films), watched), np.zeros((films, 1), np.float32), CPU)
    assert (arrays["pair_films"] == -1).all()
    assert not arrays["pair_weights"].any()
