from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy import sparse

from engine.model import weighted_grams
from engine.model.weighted_grams import dense_rows, weighted_gram

CPU = torch.device("cpu")
WATCHED = sparse.csr_array(np.array([[1, 1, 0, 0], [0, 1, 1, 1], [0, 0, 0, 1], [0, 0, 0, 0]], np.float32))


@pytest.mark.parametrize("share", [0, 0.5, 1], ids=["all dense", "both", "all sparse"])
def test_each_pair_of_films_has_the_weights_of_those_who_watched_both(monkeypatch, share):
    monkeypatch.setattr(weighted_grams, "_SPARSE_UP_TO", share)
    found = weighted_gram(WATCHED, np.array([2.0, -3.0, 0.5, 7.0]), CPU)
    assert found.tolist() == [[2, 2, 0, 0], [2, -1, -3, -3], [0, -3, -3, -3], [0, -3, -3, -2.5]]


def test_without_weights_it_counts():
    assert weighted_gram(WATCHED, None, CPU).tolist() == [[1, 1, 0, 0], [1, 2, 1, 1], [0, 1, 1, 1], [0, 1, 1, 2]]


@pytest.mark.parametrize("share", [0, 0.3, 1])
def test_blocks_of_users_and_of_films_give_the_same(monkeypatch, share):
    random = np.random.default_rng(1)
    x = (random.random((50, 23)) < 0.3).astype(np.float32)
    weights = random.random(50)
    for name, value in (("_SPARSE_UP_TO", share), ("_CELLS", 7 * 23), ("_COLUMNS", 5), ("_FILMS_AT_ONCE", 4)):
        monkeypatch.setattr(weighted_grams, name, value)
    found = weighted_gram(sparse.csr_array(x), weights, CPU)
    np.testing.assert_allclose(found.numpy(), x.T @ (x * weights[:, None]), rtol=1e-5)


def test_rows_are_made_dense_in_the_type_asked_for():
    assert dense_rows(WATCHED, CPU).tolist() == WATCHED.toarray().tolist()
    assert dense_rows(WATCHED, CPU, torch.bool).dtype == torch.bool
