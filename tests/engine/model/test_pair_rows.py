from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy import sparse

from engine.model import co_watching
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


@pytest.mark.parametrize("users", [90, 9], ids=["more users than films", "far fewer users than films"])
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


@pytest.mark.parametrize("users", [60, 3])
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


def excess_by_hand(watched):
    """How many users more than expected watched both films, from the eight leading directions."""
    _, singular, right = np.linalg.svd(watched, full_matrices=False)
    counts = watched.T @ watched
    expected = (right[:8].T * singular[:8] ** 2) @ right[:8]
    excess = np.where(counts > 0, np.maximum(counts - expected, 0), 0)
    np.fill_diagonal(excess, 0)
    return excess


def test_outside_of_the_head_a_pair_is_what_its_films_were_watched_together_beyond_expectation(monkeypatch):
    monkeypatch.setattr(learned, "_MOST", 12)
    data = interactions(90, 30)
    counts, watched = data.counts, data.matrix.toarray().astype(float)
    found = dense(pair_rows(data, np.zeros((30, 1), np.float32), CPU))
    excess = excess_by_hand(watched) / (counts + 20) ** 0.25
    outside = np.sort(np.argsort(-counts, kind="stable")[12:29])
    for film in outside:
        row = excess[film]
        np.testing.assert_allclose(found[film] / found[film].max(), row / row.max(), atol=2e-3)
    head = np.argsort(-counts, kind="stable")[:12]
    assert (found[np.ix_(head, outside)] > 0).any()


def test_a_film_outside_of_the_head_is_paired_with_those_of_its_kind(monkeypatch, clusters, kind_of):
    monkeypatch.setattr(learned, "_MOST", 6)
    monkeypatch.setattr(co_watching, "_RANK", 1)
    data = interactions_of(clusters)
    films = len(data.movies)
    weights = dense(pair_rows(data, np.zeros((films, 1), np.float32), CPU))
    kinds = np.array([kind_of(int(movie)) for movie in data.movies])
    same = kinds[:, None] == kinds[None, :]
    outside = np.argsort(-data.counts, kind="stable")[6:]
    assert (weights[outside].sum(axis=1) > 0).all()
    assert (weights * same)[outside].sum() > 0.9 * weights[outside].sum()
    assert not weights.diagonal().any()


def test_shares_of_films_outside_of_the_head_are_true_too(monkeypatch):
    monkeypatch.setattr(learned, "_MOST", 5)
    data = interactions(60, 12)
    arrays = pair_rows(data, np.zeros((12, 1), np.float32), CPU)
    watched = data.matrix.toarray()
    true = watched.T @ watched / np.maximum(watched.sum(axis=0), 1)[:, None]
    kept = dense(arrays) > 0
    np.testing.assert_allclose(dense(arrays, "pair_shares")[kept] * 0.005, true[kept], atol=0.0026)
    assert kept[:11].any(axis=1).all()


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


def test_work_can_be_stopped_where_it_is_told(monkeypatch):
    monkeypatch.setattr(learned, "_MOST", 5)
    for stop in (0.05, 0.5, 0.95):

        def told(portion, stop=stop):
            if portion > stop:
                raise InterruptedError

        with pytest.raises(InterruptedError):
            pair_rows(interactions(60, 12), np.zeros((12, 1), np.float32), CPU, told)
