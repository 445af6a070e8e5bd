from __future__ import annotations

import numpy as np
import pytest

from engine.film_pairs import FilmPairs
from tests.toy_pairs import pair_arrays

PAIRS = {0: {1: 2.0, 3: 0.5}, 1: {0: 1.0}, 3: {4: 1.5, 0: 0.25, 1: 0.75}}

SHARED = FilmPairs(
    films=np.array([[1, 2], [0, -1], [-1, -1]], np.int32),
    weights=np.array([[0.5, 0.25], [0.5, 0], [0, 0]], np.float16),
    shares=np.array([[100, 20], [200, 0], [0, 0]], np.uint8),
)


@pytest.fixture
def pairs() -> FilmPairs:
    found = FilmPairs.of(pair_arrays(5, PAIRS, share=0.415))
    assert found is not None
    return found


def test_a_version_of_an_earlier_release_has_none():
    assert FilmPairs.of({"ids": np.arange(3)}) is None


def test_likes_add_up_and_dislikes_take_off(pairs):
    total = pairs.totals(np.array([0, 3, 2]), np.array([1.0, -2.0, 5.0], np.float32), 5)
    assert total.tolist() == [-0.5, 2.0 - 1.5, 0.0, 0.5, -3.0]
    assert total.dtype == np.float32


def test_neighbors_are_in_order_and_once(pairs):
    assert pairs.neighbors(np.array([3, 0, 2])).tolist() == [0, 1, 3, 4]
    assert pairs.neighbors(np.array([2, 4])).tolist() == []
    assert pairs.neighbors(np.array([], np.int64)).tolist() == []


def test_weights_are_found_for_films_in_any_order(pairs):
    found = pairs.weights_of(np.array([0, 2, 3]), np.array([4, 1, 2, 0]))
    assert found.tolist() == [[0, 0, 1.5], [2.0, 0, 0.75], [0, 0, 0], [0, 0, 0.25]]
    assert pairs.weights_of(np.array([0]), np.array([], np.int64)).shape == (0, 1)
    assert pairs.weights_of(np.array([], np.int64), np.array([4, 1])).shape == (2, 0)


def test_rows_and_films_move_together(pairs):
    rows = np.array([3, -1, 1, 0])
    moved = pairs.reordered(rows)
    everything = np.arange(4)
    weights = moved.weights_of(everything, everything).T
    # Rows: 3, one that is lacking, 1, 0. The pair of 3 with 4, which is not among them, is dropped.
    assert weights.tolist() == [[0, 0, 0.75, 0.25], [0, 0, 0, 0], [0, 0, 0, 1.0], [0.5, 0, 2.0, 0]]
    assert moved.shares_of(np.array([0]), np.array([2])).item() == pytest.approx(0.415)
    assert moved.neighbors(np.array([1])).tolist() == []


def test_shares_are_known_of_kept_pairs_only() -> None:
    found = SHARED.shares_of(np.array([0, 1, 2]), np.array([2, 0, 1]))
    known = np.array([[0.1, np.nan, np.nan], [np.nan, 1.0, np.nan], [0.5, np.nan, np.nan]])
    np.testing.assert_allclose(found, known, rtol=1e-5)


def test_of_no_films_no_shares_are_known() -> None:
    assert SHARED.shares_of(np.zeros(0, np.int64), np.array([1, 2])).shape == (2, 0)
    assert SHARED.shares_of(np.array([0]), np.zeros(0, np.int64)).shape == (0, 1)
