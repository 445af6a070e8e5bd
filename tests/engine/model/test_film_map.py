"""The map: films that are alike lie beside each other, and each has a place of its own."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.manifold import trustworthiness
from threadpoolctl import threadpool_limits

from engine.model.film_map import draw_map, landmarks_of, place_added
from engine.model.item_similarity import TASTE, TITLE


def kinds(films: int, of: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Vectors of so many films of so many kinds, and the kind of each."""
    random = np.random.default_rng(seed)
    centers = random.standard_normal((of, TASTE))
    kind = np.arange(films) % of
    rows = centers[kind] + 0.3 * random.standard_normal((films, TASTE))
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return np.hstack([rows, np.zeros((films, TITLE))]).astype(np.float32), kind


def drawn(likeness: np.ndarray, *, years: np.ndarray | None = None, seed: int = 3) -> np.ndarray:
    films = len(likeness)
    watchers = np.arange(films, 0, -1)
    return draw_map(likeness, watchers, np.zeros(films, np.int64) if years is None else years, seed)


def share_of_own_kind(places: np.ndarray, kind: np.ndarray, rows: np.ndarray) -> float:
    """Which share of the five nearest films of each of these rows is of its kind."""
    apart = np.linalg.norm(places[rows, None] - places[None], axis=2)
    apart[np.arange(len(rows)), rows] = np.inf
    nearest = np.argsort(apart, axis=1)[:, :5]
    return float((kind[nearest] == kind[rows, None]).mean())


def test_neighbors_among_the_vectors_are_neighbors_on_the_map():
    likeness, _ = kinds(700, 14)
    places = drawn(likeness)
    shuffled = np.random.default_rng(0).permutation(places)
    assert trustworthiness(likeness, places, n_neighbors=10) > 0.9
    assert trustworthiness(likeness, shuffled, n_neighbors=10) < 0.6


def test_films_that_are_no_landmarks_lie_beside_their_like():
    likeness, kind = kinds(900, 12)
    others = np.arange(landmarks_of(900), 900)
    assert len(others) > 50
    assert share_of_own_kind(drawn(likeness), kind, others) > 0.9


def test_the_same_seed_draws_the_same_map():
    likeness, _ = kinds(400, 8)
    assert np.array_equal(drawn(likeness), drawn(likeness))


def test_the_number_of_threads_does_not_matter():
    likeness, _ = kinds(400, 8)
    with threadpool_limits(4):
        several = drawn(likeness)
    assert np.array_equal(drawn(likeness), several)


@pytest.mark.parametrize("films", [0, 1, 2, 3, 5, 29, 30, 31, 95])
def test_a_map_of_few_films_has_a_place_for_each(films: int):
    places = drawn(kinds(films, 4)[0])
    assert places.shape == (films, 2) and places.dtype == np.float32
    assert np.isfinite(places).all() and np.abs(places).max(initial=0) <= 1
    assert len(np.unique(places, axis=0)) == films


@pytest.mark.parametrize("films", [10, 60, 700])
def test_films_that_cannot_be_told_apart_have_places_of_their_own(films: int):
    places = drawn(np.ones((films, TASTE + TITLE), np.float32))
    assert np.isfinite(places).all()
    assert len(np.unique(places, axis=0)) == films


def test_films_of_which_nothing_is_known_have_a_place():
    likeness, _ = kinds(700, 6)
    likeness[650:] = 0
    likeness[3] = 0
    assert np.isfinite(drawn(likeness)).all()


def test_newer_films_lie_to_the_right():
    random = np.random.default_rng(0)
    years = np.sort(random.integers(1930, 2020, 300))
    likeness = np.zeros((300, TASTE + TITLE), np.float32)
    bumps = np.linspace(1930, 2020, 40)
    likeness[:, :40] = np.exp(-(((years[:, None] - bumps) / 12) ** 2))
    places = drawn(likeness + 0.01 * random.standard_normal(likeness.shape).astype(np.float32), years=years)
    assert np.corrcoef(places[:, 0], years)[0, 1] > 0.5
    assert np.ptp(places[:, 0]) >= np.ptp(places[:, 1])


def test_an_added_film_lies_between_the_films_it_is_near():
    likeness, kind = kinds(300, 6)
    places = drawn(likeness)
    both = np.vstack([likeness, likeness[[11, 40]]])
    near = [int(film) for film in np.flatnonzero(kind == 2)[:2]]
    added = place_added(places, both, [near, []])
    gap = np.ptp(places[:, 0]) / 10
    assert np.linalg.norm(added[0] - places[near].mean(axis=0)) < gap
    assert np.linalg.norm(added[1] - places[40]) < gap


def test_added_films_with_the_same_neighbors_do_not_lie_on_each_other():
    likeness, _ = kinds(300, 6)
    places = drawn(likeness)
    added = place_added(places, np.vstack([likeness, likeness[[5, 5]]]), [[5], [5]])
    assert not np.array_equal(added[0], added[1])


def test_the_drawing_tells_how_far_it_is_and_can_be_stopped():
    told: list[float] = []
    likeness, _ = kinds(600, 6)
    draw_map(likeness, np.ones(600, np.int64), np.zeros(600, np.int64), 0, told.append)
    assert told == sorted(told) and told[-1] == 1

    def stop(portion: float) -> None:
        if portion >= 0.4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        draw_map(likeness, np.ones(600, np.int64), np.zeros(600, np.int64), 0, stop)
