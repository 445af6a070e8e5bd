"""Films like one film: likeness, pairs, and whom a film is for."""

from __future__ import annotations

import numpy as np
import pytest

from engine.artifact import Artifact
from engine.movies import Movie, MovieFilter
from engine.serving.candidates import Candidates
from engine.serving.failover import Failover
from engine.serving.similar_films import SimilarFilms
from engine.serving.version_vectors import VersionVectors
from engine.stores.memory import MemoryVectors
from engine.titles.index import TitleIndex
from tests.toy_pairs import pair_arrays

TOY, SOUTH, WALLACE, THRILLER, BUGS, COMEDY, DRAMA = range(7)
EVERY = [
    Movie(id=10, title="Toy Story", year=1995, genres=("Animation", "Children's", "Comedy"), n_ratings=900),
    Movie(id=20, title="South Park", year=1999, genres=("Animation", "Comedy"), n_ratings=500),
    Movie(id=30, title="Wallace & Gromit", year=1996, genres=("Animation", "Comedy"), n_ratings=500),
    Movie(id=40, title="A Thriller", year=1995, genres=("Thriller",), n_ratings=500),
    Movie(id=50, title="A Bug's Life", year=1998, genres=("Animation", "Children's", "Comedy"), n_ratings=700),
    Movie(id=60, title="A Comedy", year=1995, genres=("Comedy",), n_ratings=500),
    Movie(id=70, title="A Drama", year=1980, genres=("Drama",), n_ratings=500),
]
ANGLES = np.radians([0, 10, 20, 30, 40, 50, 90])
LIKENESS = np.stack([np.cos(ANGLES), np.sin(ANGLES)], axis=1).astype(np.float32)
PAIRS = {
    TOY: {BUGS: 2.0, DRAMA: 1.0},
    SOUTH: {THRILLER: 1.0, COMEDY: 1.0},
    WALLACE: {BUGS: 1.0, COMEDY: 1.0},
    COMEDY: {DRAMA: 1.0},
}


@pytest.fixture
def similar(toy, tmp_path):
    """Ranks what a search for `near` films found, for a version with the given pairs."""

    def ask(row: int, near, k: int = 10, pairs=PAIRS, movie_filter: MovieFilter = MovieFilter()):
        more = {"likeness": LIKENESS, **(pair_arrays(len(EVERY), pairs) if pairs else {})}
        folder = toy.write_version(tmp_path, "v1", EVERY, np.zeros((len(EVERY), 3), np.float32), more)
        store = Failover("vectors", lambda: MemoryVectors(folder), lambda: MemoryVectors(folder), lambda _: None)
        artifact, titles = Artifact(folder), TitleIndex.of(EVERY)
        vectors = VersionVectors(artifact, store)
        films = SimilarFilms(Candidates(artifact, store, vectors, titles), vectors, titles)
        hits = [(EVERY[other].id, float(LIKENESS[other] @ LIKENESS[row])) for other in near]
        found = films.ranked(EVERY[row], LIKENESS[row], hits, k, movie_filter)
        return dict(found)

    return ask


def test_a_pair_brings_a_film_that_the_search_did_not_find(similar):
    found = similar(COMEDY, near=[THRILLER, BUGS])
    assert list(found) == [70, 50, 40]
    # With 500 watchers, the strongest pair of the film counts .35 * 500/700 = .25 of 1.25; likeness the rest.
    assert found[70] == pytest.approx((np.cos(np.radians(40)) + 0.25) / 1.25, abs=1e-4)
    assert found[50] == pytest.approx(np.cos(np.radians(10)) / 1.25, abs=1e-4)


def test_pairs_are_filtered_as_the_search_is(similar):
    assert list(similar(COMEDY, near=[], movie_filter=MovieFilter(year_from=1990))) == []
    assert list(similar(COMEDY, near=[], movie_filter=MovieFilter(exclude=frozenset([70])))) == []
    assert list(similar(COMEDY, near=[], movie_filter=MovieFilter(genres=("Drama",)))) == [70]


def test_no_film_for_adults_follows_one_for_children(similar):
    found = similar(TOY, near=[SOUTH, WALLACE, THRILLER, COMEDY])
    assert set(found) == {30, 50, 60, 70}
    assert all(score <= 1 for score in found.values())


def test_a_film_for_adults_may_be_followed_by_any(similar):
    assert set(similar(SOUTH, near=[TOY, WALLACE])) == {10, 30, 40, 60}


def test_for_children_equal_genres_count(similar):
    found = similar(TOY, near=[BUGS, COMEDY], pairs={TOY: {DRAMA: 1.0}})
    share = 1 + 0.35 * 900 / 1100  # 900 watched the film
    assert found[50] == pytest.approx((np.cos(np.radians(40)) / share + 0.2) / 1.2, abs=1e-4)
    assert found[60] == pytest.approx((np.cos(np.radians(50)) / share + 0.2 / 3) / 1.2, abs=1e-4)


def test_a_film_without_pairs_and_a_version_without_any_are_ranked_by_likeness_alone(similar):
    expected = {30: np.cos(np.radians(20)), 20: np.cos(np.radians(10))}
    assert similar(TOY, near=[SOUTH, WALLACE], pairs=None) == pytest.approx(expected)
    assert list(similar(DRAMA, near=[SOUTH, WALLACE])) == [30, 20]


def test_as_many_as_are_wanted(similar):
    assert list(similar(COMEDY, near=[THRILLER, BUGS], k=2)) == [70, 50]
