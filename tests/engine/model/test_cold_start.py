from __future__ import annotations

import numpy as np
import pytest

from engine.film_scores import enough_watched
from engine.model.cold_start import NEWER_ROWS, ColdStartFilm, given_near, with_cold_start_films
from engine.model.served_model import ServedModel
from engine.model.training import train
from engine.model.training_options import TrainingOptions
from engine.movies import FIRST_ADDED_ID, FIRST_NEW_ID, Movie
from engine.query import compose

ROWS = ("ids", "vectors", "likeness", "log_weights", "neighbors", "neighbor_weights")


@pytest.fixture(scope="module")
def options():
    return TrainingOptions(dim=16, steps=60, walks=20, redraw=10)


@pytest.fixture
def trained(clusters, options):
    return train(clusters, options)


def newcomer(number=0, title="A Newcomer", near=(), genres=(), year=1991):
    return ColdStartFilm(movie=Movie(id=FIRST_ADDED_ID + number, title=title, year=year, genres=genres), near=near)


def place(trained, *newcomers):
    return with_cold_start_films(trained.movies, trained.arrays, trained.tensors, trained.parameters, newcomers)


def test_no_other_film_moves(trained):
    movies, arrays = place(trained, newcomer(near=(10, 20)))
    assert movies[:-1] == trained.movies
    assert movies[-1].id == arrays["ids"][-1] == FIRST_ADDED_ID
    for name in ROWS:
        assert np.array_equal(arrays[name][:-1], trained.arrays[name]), name
        assert arrays[name].dtype == trained.arrays[name].dtype
        assert len(arrays[name]) == len(movies)


def test_it_is_recommended_to_those_who_like_what_it_is_near_to(trained, kind_of):
    _, arrays = place(trained, newcomer(near=(10, 20, 30, 40)))
    served = ServedModel.of(arrays, trained.tensors)

    def score(movie):
        row = int(np.flatnonzero(served.ids == movie)[0])
        query = compose(
            served.ranking.weights, served.vectors[[row]], served.log_weights[[row]], np.ones(1, np.float32)
        )
        return float(query.vector[:-1] @ served.vectors[-1, :-1])

    of_its_kind = [score(movie) for movie in served.ids[:-1] if kind_of(int(movie)) == 0]
    others = [score(movie) for movie in served.ids[:-1] if kind_of(int(movie)) != 0]
    assert np.mean(of_its_kind) > np.mean(others)


def test_it_is_like_the_films_it_is_near_to(trained, kind_of):
    _, arrays = place(trained, newcomer(near=(130, 140)))
    likeness = arrays["likeness"][:-1] @ arrays["likeness"][-1]
    ids = arrays["ids"][:-1]
    assert kind_of(int(ids[likeness.argmax()])) == 1
    mean = [likeness[[kind_of(int(movie)) == kind for movie in ids]].mean() for kind in range(3)]
    assert mean[1] > max(mean[0], mean[2]) + 0.03


def test_it_is_as_popular_as_what_it_is_near_to(trained):
    _, arrays = place(trained, newcomer(near=(10, 20)))
    assert arrays["vectors"][-1, -1] == pytest.approx(trained.arrays["vectors"][:2, -1].mean())


def test_without_anything_near_it_is_placed_by_its_features_alone(trained):
    _, arrays = place(trained, newcomer(), newcomer(1, near=(99999,)))
    assert np.isfinite(arrays["vectors"]).all()
    np.testing.assert_allclose(arrays["vectors"][-1], arrays["vectors"][-2], atol=1e-6)
    assert 0 < np.linalg.norm(arrays["likeness"][-1]) <= 1


def test_another_list_of_newcomers_replaces_the_one_before(trained):
    movies, arrays = place(trained, newcomer(), newcomer(1, "Another", near=(FIRST_ADDED_ID,)))
    assert arrays["neighbors"][-1, 0] == len(movies) - 2
    movies, arrays = with_cold_start_films(
        movies, arrays, trained.tensors, trained.parameters, [newcomer(1, "Another")]
    )
    assert [movie.title for movie in movies[-2:]] == [trained.movies[-1].title, "Another"]
    movies, arrays = with_cold_start_films(movies, arrays, trained.tensors, trained.parameters, [])
    assert movies == trained.movies
    for name in ROWS:
        assert np.array_equal(arrays[name], trained.arrays[name])


def test_it_has_neither_watchers_nor_pairs(trained):
    _, arrays = place(trained, newcomer(near=(10, 20)), newcomer(1))
    for name in NEWER_ROWS:
        assert np.array_equal(arrays[name][:-2], trained.arrays[name]), name
        assert arrays[name].dtype == trained.arrays[name].dtype
    assert (arrays["pair_films"][-2:] == -1).all()
    assert not arrays["pair_weights"][-2:].any() and not arrays["watchers"][-2:].any()
    assert arrays["bias"][-2:].tolist() == arrays["vectors"][-2:, -1].tolist()
    assert ServedModel.of(arrays, trained.tensors).ranking.added.tolist() == [False] * len(trained.movies) + [True] * 2


def test_it_has_a_place_on_the_map(trained):
    _, arrays = place(trained, newcomer(near=(10, 20)), newcomer(1))
    assert np.array_equal(arrays["film_map"][:-2], trained.arrays["film_map"])
    assert arrays["film_map"].shape == (len(trained.movies) + 2, 2) and arrays["film_map"].dtype == np.float32
    assert np.isfinite(arrays["film_map"]).all()


def test_a_version_of_an_earlier_release_gets_no_pairs(trained):
    before = {name: trained.arrays[name] for name in ROWS}
    _, arrays = with_cold_start_films(trained.movies, before, trained.tensors, trained.parameters, [newcomer()])
    assert set(arrays) == set(ROWS)


def test_a_new_film_is_as_popular_as_the_usual_one_and_remembers_what_it_is_near_to(trained):
    new = Movie(id=FIRST_NEW_ID + 5, title="New", year=1991)
    by_hand = newcomer(near=(10, 20))
    films, arrays = place(trained, ColdStartFilm(movie=new, near=(20, 10, 30)), by_hand)
    assert [movie.id for movie in films[-2:]] == [by_hand.movie.id, new.id]
    enough = enough_watched(trained.arrays["watchers"])
    assert arrays["vectors"][-1, -1] == pytest.approx(trained.arrays["vectors"][enough, -1].mean())
    assert arrays["bias"][-1] == arrays["vectors"][-1, -1]
    (given,) = given_near({new.id: new}, arrays["ids"], arrays["neighbors"])
    assert given == ColdStartFilm(movie=new, near=(20, 10, 30))
