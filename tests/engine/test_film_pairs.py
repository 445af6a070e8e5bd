from __future__ import annotations

import numpy as np

from engine.film_pairs import FilmPairs

PAIRS = FilmPairs(
    films=np.array([[1, 2], [0, -1], [-1, -1]], np.int32),
    weights=np.array([[0.5, 0.25], [0.5, 0], [0, 0]], np.float16),
    shares=np.array([[100, 20], [200, 0], [0, 0]], np.uint8),
)


def test_shares_are_known_of_kept_pairs_only() -> None:
    found = PAIRS.shares_of(np.array([0, 1, 2]), np.array([2, 0, 1]))
    known = np.array([[0.1, np.nan, np.nan], [np.nan, 1.0, np.nan], [0.5, np.nan, np.nan]])
    np.testing.assert_allclose(found, known, rtol=1e-5)


def test_of_no_films_no_shares_are_known() -> None:
    assert PAIRS.shares_of(np.zeros(0, np.int64), np.array([1, 2])).shape == (2, 0)
    assert PAIRS.shares_of(np.array([0]), np.zeros(0, np.int64)).shape == (0, 1)
