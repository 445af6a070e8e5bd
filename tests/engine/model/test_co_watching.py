from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy import sparse

from engine.model import co_watching
from engine.model.co_watching import CoWatching, watched_both
from engine.model.sparse_matrix import SparseMatrix

CPU = torch.device("cpu")
WATCHED = sparse.csr_array(np.array([[1, 1, 0, 1], [0, 1, 1, 1], [0, 0, 0, 1], [0, 0, 0, 0]], np.float32))


def of(watched) -> tuple[SparseMatrix, SparseMatrix]:
    return SparseMatrix.of(sparse.csr_array(watched.T.tocsr()), CPU), SparseMatrix.of(watched, CPU)


@pytest.mark.parametrize("at_once", [1, 4, 5, 10**6])
def test_users_who_watched_both_films_are_counted(monkeypatch, at_once):
    monkeypatch.setattr(co_watching, "_AT_ONCE", at_once)
    watchers, watched = of(WATCHED)
    assert watched_both(watchers, watched).tolist() == [[1, 1, 0, 1], [1, 2, 1, 2], [0, 1, 1, 1], [1, 2, 1, 3]]


def test_films_that_nobody_watched_have_no_counts():
    watchers, watched = of(sparse.csr_array((3, 4), dtype=np.float32))
    assert watched_both(watchers, watched).tolist() == [[0] * 4] * 4


def test_excess_is_what_the_leading_directions_do_not_expect(monkeypatch):
    monkeypatch.setattr(co_watching, "_RANK", 2)
    x = (np.random.default_rng(0).random((40, 9)) < 0.4).astype(np.float32)
    _, singular, right = np.linalg.svd(x.astype(float), full_matrices=False)
    counts = x.T @ x
    expected = np.where(counts > 0, np.maximum(counts - (right[:2].T * singular[:2] ** 2) @ right[:2], 0), 0)
    np.fill_diagonal(expected, 0)
    found = CoWatching.of(sparse.csr_array(x), CPU)
    excess, both = found.excess(torch.tensor([3, 8, 0]))
    np.testing.assert_allclose(excess.numpy(), expected[[3, 8, 0]], atol=1e-3)
    np.testing.assert_array_equal(both.numpy(), counts[[3, 8, 0]])
    few, _ = found.beyond(5).excess(torch.tensor([3, 8, 0]))
    torch.testing.assert_close(few, excess[:, 5:])


def test_two_films_that_only_an_active_user_watched_are_no_surprise():
    x = np.zeros((30, 12), np.float32)
    x[:29, :2] = x[29] = 1
    excess, both = CoWatching.of(sparse.csr_array(x), CPU).excess(torch.tensor([11]))
    assert both[0, 10] == 1
    assert excess.max() < 0.01


def test_blocks_have_no_more_cells_than_fit(monkeypatch):
    monkeypatch.setitem(co_watching._CELLS, "cpu", 10)
    found = CoWatching.of(WATCHED, CPU)
    assert [len(block) for block in found.blocks(torch.arange(4))] == [2, 2]
    assert [len(block) for block in found.beyond(3).blocks(torch.arange(4))] == [4]
