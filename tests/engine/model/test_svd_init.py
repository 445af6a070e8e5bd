from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy import sparse

from engine.model import svd_init
from engine.model.interactions import Interactions
from engine.model.svd_init import svd_embeddings

CPU = torch.device("cpu")


def interactions(users: int, films: int) -> Interactions:
    watched = (np.random.default_rng(users).random((users, films)) < 0.3).astype(np.float32)
    watched[:, -1] = 0
    return Interactions(np.arange(users), np.arange(films), sparse.csr_array(watched))


def exact(data: Interactions, dim: int) -> np.ndarray:
    _, singular, right = np.linalg.svd(data.matrix.toarray().astype(float), full_matrices=False)
    rows = (right.T * np.sqrt(singular**2 / (singular**2 + svd_init._SOFTNESS)))[:, :dim]
    rows *= np.sign(rows[np.abs(rows).argmax(axis=0), np.arange(rows.shape[1])])
    rows[data.counts == 0] = 0
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)


@pytest.mark.parametrize(("users", "films"), [(60, 20), (12, 40)])
def test_the_rows_are_the_leading_directions_at_length_one(users, films):
    data = interactions(users, films)
    np.testing.assert_allclose(svd_embeddings(data, 6, 0, CPU), exact(data, 6), atol=2e-3)


def test_directions_that_the_data_do_not_have_are_zeros():
    data = interactions(4, 20)
    found = svd_embeddings(data, 8, 0, CPU)
    assert found.shape == (20, 8)
    assert not found[:, 3:].any()
    assert np.linalg.norm(found, axis=1)[:-1][data.counts[:-1] > 0] == pytest.approx(1, abs=1e-5)
    assert not found[-1].any()


def test_two_equal_users_do_no_harm():
    data = interactions(3, 9)
    twice = Interactions(np.arange(6), data.movies, sparse.csr_array(sparse.vstack([data.matrix, data.matrix])))
    assert np.isfinite(svd_embeddings(twice, 5, 0, CPU)).all()
