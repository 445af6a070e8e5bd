"""A catalogue of 400 films with pairs, of which each voice brings a dozen candidates."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from engine.artifact import Artifact
from engine.movies import Movie, MovieFilter
from engine.popularity_dial import BALANCED, GEMS, STOPS
from engine.serving import candidates
from engine.serving.candidates import Candidates
from engine.serving.failover import Failover
from engine.serving.version_vectors import VersionVectors
from engine.stores.memory import MemoryVectors
from engine.titles.index import TitleIndex
from tests.toy_pairs import pair_arrays

FILMS, LIKED = 400, 0
GENRES = ("Drama", "Comedy", "Western")
EVERY = [
    Movie(
        id=1000 - place,
        title=f"Film {place}",
        year=1930 + place % 90 if place % 7 else None,
        genres=(GENRES[place % 3], "War") if place % 5 == 0 else (GENRES[place % 3],),
        n_ratings=900 - 2 * place,
    )
    for place in range(FILMS)
]
RANDOM = np.random.default_rng(11)
VECTORS = RANDOM.normal(size=(FILMS, 3)).astype(np.float32)
VECTORS[LIKED] = [3, 0, 1]
HIDDEN = 350
"""A film that the vectors put last for someone who likes the first one, whose pair row has it first."""
VECTORS[HIDDEN] = [-4, 0, -1]
PAIRS = {LIKED: {HIDDEN: 20.0} | {place: 1 + place / 400 for place in range(10, 390, 19)}}
PAIRS |= {row: {int(film): float(RANDOM.random()) for film in RANDOM.integers(60, 390, 12)} for row in range(1, 60)}


@pytest.fixture(scope="module")
def home(toy, tmp_path_factory):
    more = {"likeness": VECTORS[:, :2] / 9, "watchers": np.array([film.n_ratings for film in EVERY], np.int32)}
    folder = toy.write_version(tmp_path_factory.mktemp("home"), "v1", EVERY, VECTORS, more | pair_arrays(FILMS, PAIRS))
    artifact, titles = Artifact(folder), TitleIndex.of(EVERY)
    store = Failover("vectors", lambda: MemoryVectors(folder), lambda: MemoryVectors(folder), lambda _: None)
    found = Candidates(artifact, store, VersionVectors(artifact, store), titles)

    def ask(opinions=((LIKED, 1.0),), popularity=BALANCED):
        rows = np.array([row for row, _ in opinions], np.int64)
        weights = np.array([weight for _, weight in opinions], np.float32)
        return found.model.ask(rows, VECTORS[rows], np.zeros(len(rows), np.float32), weights, popularity)

    return SimpleNamespace(candidates=found, ask=ask)


@pytest.fixture(autouse=True)
def few_candidates(monkeypatch):
    monkeypatch.setattr(candidates, "BY_VECTOR", 40)
    monkeypatch.setattr(candidates, "BY_PAIRS", 40)
    monkeypatch.setattr(candidates, "_NAMED", 100)


FILTERS = {
    "all": MovieFilter(exclude=frozenset([EVERY[LIKED].id])),
    "years": MovieFilter(year_from=1960, year_to=1979),
    "from": MovieFilter(year_from=2000),
    "to": MovieFilter(year_to=1950),
    "genres": MovieFilter(genres=("Western", "War")),
    "without": MovieFilter(without_genres=("Comedy", "War"), year_from=1940),
    "no such genre": MovieFilter(genres=("Opera",)),
    "only": MovieFilter(only=frozenset(film.id for film in EVERY[::3]), year_from=1940),
    "exclude": MovieFilter(exclude=frozenset(film.id for film in EVERY[:300])),
}


def whole(ranking, k, movie_filter):
    """The first `k` films and their scores when the whole catalogue is ranked."""
    scores = ranking.scores(VECTORS @ ranking.query.vector, np.arange(FILMS))
    admitted = [place for place, film in enumerate(EVERY) if movie_filter.admits(film)]
    order = sorted(admitted, key=lambda place: (-scores[place], EVERY[place].id))[:k]
    return [EVERY[place].id for place in order], scores[order]


def test_a_pair_brings_a_film_that_the_vectors_put_last(home):
    ranking = home.ask([(LIKED, 1.0), (390, 0.01), (391, 0.01)], GEMS)
    assert (VECTORS @ ranking.query.vector).argmin() == HIDDEN
    assert home.candidates.best(ranking, 5, FILTERS["all"]).ids[0] == EVERY[HIDDEN].id


@pytest.mark.parametrize("name", FILTERS)
@pytest.mark.parametrize("popularity", STOPS)
def test_the_first_films_are_those_of_ranking_the_whole_catalogue(home, name, popularity):
    ranking = home.ask([(LIKED, 1.0), (5, 1.0), (9, -1.0)], popularity)
    found = home.candidates.best(ranking, 10, FILTERS[name])
    ids, scores = whole(ranking, 10, FILTERS[name])
    assert found.ids == ids
    np.testing.assert_allclose(found.scores, scores, atol=1e-4)
    assert [EVERY[row].id for row in found.rows] == found.ids


@pytest.mark.parametrize("name", FILTERS)
def test_a_film_has_the_same_score_in_every_list(home, name):
    ranking = home.ask()
    whole_list = home.candidates.best(ranking, FILMS, MovieFilter())
    everything = dict(zip(whole_list.ids, whole_list.scores.tolist(), strict=True))
    found = home.candidates.best(ranking, 20, FILTERS[name])
    assert found.scores.tolist() == pytest.approx([everything[movie] for movie in found.ids], abs=1e-4)


def test_everything_is_found_if_it_is_wanted(home):
    found = home.candidates.best(home.ask(popularity=GEMS), FILMS + 50, MovieFilter())
    assert sorted(found.ids) == sorted(film.id for film in EVERY)
    assert (np.diff(found.scores) <= 0).all()


def test_many_rankings_at_once_give_the_same_lists(home):
    rankings = [home.ask(), home.ask([(5, 1.0)]), home.ask([])]
    filters = [FILTERS["genres"], FILTERS["all"], FILTERS["years"]]
    for ranking, movie_filter, found in zip(
        rankings, filters, home.candidates.best_of_many(rankings, 7, filters), strict=True
    ):
        assert found.ids == home.candidates.best(ranking, 7, movie_filter).ids
    assert [len(one) for one in home.candidates.best_of_many(rankings, 0, filters)] == [0, 0, 0]


@pytest.mark.parametrize("name", FILTERS)
def test_what_a_filter_admits_of_some_films(home, name):
    some = [EVERY[place].id for place in (390, 20, 7, 33, 0, 150, 310)]
    admitted = [film.id for film in EVERY if FILTERS[name].admits(film)]
    assert home.candidates.of(some, FILTERS[name]) == [movie for movie in some if movie in admitted]


def test_chosen_films_keep_what_belongs_to_them(home):
    found = home.candidates.best(home.ask(), 6, FILTERS["all"])
    chosen = found.chosen([4, 0])
    assert chosen.ids == [found.ids[4], found.ids[0]]
    assert chosen.rows.tolist() == [found.rows[4], found.rows[0]]
    assert chosen.scores.tolist() == [found.scores[4], found.scores[0]]
    assert found.first(2).ids == found.ids[:2] and len(found.first(2)) == 2


def test_a_version_without_pairs_counts_watchers_from_its_titles(toy, tmp_path):
    artifact = Artifact(toy.write_version(tmp_path, "v1"))
    store = Failover("vectors", lambda: MemoryVectors(artifact.folder), lambda: MemoryVectors(), lambda _: None)
    model = Candidates(artifact, store, VersionVectors(artifact, store), TitleIndex.of(toy.films)).model
    assert model.pairs is None
    assert model.watchers.tolist() == [film.n_ratings for film in toy.films]
    assert model.bias.tolist() == toy.vectors[:, -1].tolist()
    np.testing.assert_allclose(model.covariance, np.cov(toy.vectors.T, bias=True), atol=1e-5)


def test_known_films_come_before_those_that_few_watched_though_the_search_brings_only_these(toy, tmp_path, monkeypatch):
    watchers = np.array([900 if place % 100 == 0 else 4 for place in range(FILMS)], np.int32)
    more = {"likeness": VECTORS[:, :2] / 9, "watchers": watchers}
    folder = toy.write_version(tmp_path, "v1", EVERY, VECTORS, more | pair_arrays(FILMS, PAIRS))
    artifact, titles = Artifact(folder), TitleIndex.of(EVERY)
    store = Failover("vectors", lambda: MemoryVectors(folder), lambda: MemoryVectors(folder), lambda _: None)
    here = Candidates(artifact, store, VersionVectors(artifact, store), titles)
    monkeypatch.setattr(candidates, "BY_VECTOR", 3)
    monkeypatch.setattr(candidates, "BY_PAIRS", 3)
    ranking = here.model.ask(np.array([1]), VECTORS[[1]], np.zeros(1, np.float32), np.ones(1, np.float32))
    found = here.best(ranking, 6, MovieFilter(exclude=frozenset([EVERY[1].id])))
    assert sorted(EVERY[place].id for place in (0, 100, 200, 300)) == sorted(found.ids[:4])
    assert len(found) == 6
