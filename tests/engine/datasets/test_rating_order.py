"""Ratings come out by user and film, each pair once, however the file had them."""

from __future__ import annotations

import numpy as np
import pytest

from engine.datasets import rating_order
from engine.datasets.rating_blocks import Ratings
from engine.datasets.rating_order import are_in_order, once_each

LARGEST = 2**63 - 1


def ratings(*rows):
    """Ratings of (user, movie, stars, time) rows."""
    user, movie, stars, times = zip(*rows, strict=True)
    return Ratings(np.array(user), np.array(movie), np.array(stars, np.float32), np.array(times, np.float64))


def rows(taken):
    return list(zip(*(column.tolist() for column in taken), strict=True))


@pytest.mark.parametrize("compared", [1, 2, 100])
@pytest.mark.parametrize(
    ("users", "movies", "ordered"),
    [
        ([1, 1, 2, 2], [3, 4, 1, 2], True),
        ([1, 1, 2, 2], [3, 4, 2, 2], False),
        ([1, 1, 2, 2], [4, 3, 1, 2], False),
        ([1, 2, 2, 1], [3, 4, 5, 6], False),
        ([7], [1], True),
        ([], [], True),
    ],
)
def test_pairs_in_order_are_told_from_others(monkeypatch, compared, users, movies, ordered):
    monkeypatch.setattr(rating_order, "_COMPARED", compared)
    assert are_in_order(np.array(users, np.int64), np.array(movies, np.int64)) is ordered


def test_ratings_in_order_pass_as_they_are():
    given = ratings((1, 3, 4.0, 1), (1, 5, 4.0, 1), (2, 3, 4.0, 1))
    taken, dropped = once_each(given)
    assert taken.user is given.user
    assert dropped == 0


@pytest.mark.parametrize(("compared", "piece"), [(1, 1), (2, 2), (3, 4), (100, 100)])
@pytest.mark.parametrize(
    "given",
    [
        [(1, 9, 1.0, 5), (1, 3, 2.0, 6), (2, 9, 3.0, 7), (2, 3, 4.0, 8), (5, 1, 5.0, 9)],
        [(2, 9, 3.0, 7), (1, 3, 2.0, 6), (5, 1, 5.0, 9), (2, 3, 4.0, 8), (1, 9, 1.0, 5)],
    ],
    ids=["grouped by user", "mixed"],
)
def test_other_ratings_are_sorted_some_users_at_a_time(monkeypatch, compared, piece, given):
    monkeypatch.setattr(rating_order, "_COMPARED", compared)
    monkeypatch.setattr(rating_order, "_SORTED", piece)
    taken, dropped = once_each(ratings(*given))
    assert rows(taken) == [(1, 3, 2.0, 6), (1, 9, 1.0, 5), (2, 3, 4.0, 8), (2, 9, 3.0, 7), (5, 1, 5.0, 9)]
    assert dropped == 0


@pytest.mark.parametrize("piece", [1, 100])
def test_of_a_film_rated_twice_the_latest_rating_is_kept(monkeypatch, piece):
    monkeypatch.setattr(rating_order, "_SORTED", piece)
    given = ratings((1, 3, 1.0, 9), (1, 3, 2.0, 5), (2, 4, 3.0, 1), (2, 4, 4.0, 1), (3, 5, 5.0, 1), (3, 5, 0.5, np.nan))
    taken, dropped = once_each(given)
    assert rows(taken) == [(1, 3, 1.0, 9), (2, 4, 4.0, 1), (3, 5, 5.0, 1)]
    assert dropped == 3


def test_the_largest_ids_are_sorted_too():
    given = ratings((LARGEST, 999_999_999, 1.0, 1), (LARGEST, 7, 2.0, 1), (0, 999_999_999, 3.0, 1))
    assert rows(once_each(given)[0]) == [(0, 999_999_999, 3.0, 1), (LARGEST, 7, 2.0, 1), (LARGEST, 999_999_999, 1.0, 1)]
