"""New films in lists: at most one place in twenty, judged by the films near them, never more certain than they are."""

from __future__ import annotations

import json

import numpy as np
import pytest

from engine import open_recommender
from engine.artifact import DatasetInfo, Manifest
from engine.jobs.publishing import Draft, publish
from engine.movies import FIRST_ADDED_ID, FIRST_NEW_ID, Movie, MovieFilter
from engine.serving.batch import recommend_batch
from engine.serving.explanations import shares
from engine.serving.fit_scale import NEW_FILMS
from engine.serving.mark_matching import Taste
from engine.serving.new_film_places import hits_with_new, woven
from engine.serving.new_film_share import allowed
from engine.settings import Settings
from engine.titles.index_building import build_title_index
from tests.toy_query import sum_of_likes

RATED, NEW = 120, 40
SPACE, CRIME = range(2)


def test_a_new_film_stands_where_its_score_puts_it_and_the_others_close_up():
    assert woven(np.array([9.0, 7, 5, 3]), np.array([6.0, 4]), 4, 0) == [0, 1, 4, 2]


def test_no_more_than_one_place_in_twenty_is_a_new_films():
    for k in (1, 10, 20, 39, 40, 60, 100):
        order = woven(np.arange(100.0, 0, -1), np.full(50, 1000.0), k, 50)
        assert len(order) == k
        for places in range(1, k + 1):
            assert sum(one >= 100 for one in order[:places]) <= max(places // 20, 1) == allowed(places)
    assert sum(one >= 100 for one in woven(np.arange(100.0, 0, -1), np.full(50, 1000.0), 50, 50)) == 2


def test_a_good_one_that_scores_less_has_the_last_place_of_twenty():
    known, new = np.arange(100.0, 0, -1), np.array([0.5, 0.4, 0.3])
    assert [place for place, one in enumerate(woven(known, new, 60, 2), 1) if one >= 100] == [20, 40]
    assert max(woven(known, new, 60, 0)) < 100


def test_where_others_are_few_new_films_fill_the_list():
    assert woven(np.array([2.0]), np.array([5.0, 4.0, 3.0]), 3, 0) == [1, 0, 2]
    assert woven(np.zeros(0), np.array([5.0, 4.0]), 5, 0) == [0, 1]
    assert woven(np.zeros(0), np.zeros(0), 5, 0) == []


def test_hits_keep_their_scores():
    assert hits_with_new([(1, 0.9), (2, 0.5)], [(7, 0.7), (8, 0.6)], 3) == [(1, 0.9), (7, 0.7), (2, 0.5)]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """120 rated films, half of space and half of crime, and 40 new ones of space that the vectors put first, near the
    first two rated ones each. The last five rated films are of 2000, the new ones of 2020."""
    settings = Settings(home=tmp_path_factory.mktemp("new-films") / "home", profile="me")
    genre = np.arange(RATED) % 2
    films = [
        Movie(id=n + 1, title=f"Film {n}", year=2000 if n >= RATED - 5 else 1980, n_ratings=100) for n in range(RATED)
    ]
    new = [Movie(id=FIRST_NEW_ID + n, title=f"New film {n}", year=2020) for n in range(NEW)]
    strength = np.linspace(1.5, 0.5, RATED)
    rated = np.stack([strength * (genre == SPACE), strength * (genre == CRIME), np.zeros(RATED)], axis=1)
    fresh = np.column_stack([np.linspace(3, 2, NEW), np.zeros(NEW), np.zeros(NEW)])
    vectors = np.vstack([rated, fresh]).astype(np.float32)
    likeness = vectors[:, :2] / np.linalg.norm(vectors[:, :2], axis=1, keepdims=True)
    likeness[:RATED] *= 0.9
    pair_films = np.full((RATED + NEW, 2), -1, np.int32)
    pair_films[:4] = [[2, 3], [3, 2], [0, 1], [1, 0]]
    neighbors = np.full((RATED + NEW, 3), -1, np.int32)
    neighbors[RATED:, :2] = [0, 2]
    arrays = {
        "ids": np.array([movie.id for movie in (*films, *new)]),
        "vectors": vectors,
        "bias": vectors[:, 2],
        "watchers": np.array([100] * RATED + [0] * NEW, np.int32),
        "likeness": likeness,
        "log_weights": np.zeros(RATED + NEW, np.float32),
        "neighbors": neighbors,
        "pair_films": pair_films,
        "pair_weights": np.where(pair_films >= 0, np.array([0.5, 0.25]), 0).astype(np.float16),
        "pair_shares": np.zeros((RATED + NEW, 2), np.uint8),
        **build_title_index([*films, *new]),
    }
    info = DatasetInfo(
        name="toy",
        source="",
        catalogue="toy",
        digest="d",
        movies=RATED + NEW,
        users=500,
        interactions=9,
        newest_year=2000,
    )
    manifest = Manifest(version="", trained="", dataset=info, seed=0, parameters={}, report={}, libraries={}, files={})
    publish(settings, Draft(manifest, [*films, *new], arrays, {"query": sum_of_likes(2).to_tensors(), "network": {}}))
    return settings


@pytest.fixture(scope="module")
def opened(home):
    with open_recommender(home) as recommender:
        yield recommender


def new_places(found):
    return [place for place, one in enumerate(found, 1) if one.movie.is_new]


def is_within_share(ids):
    return all(
        sum(movie >= FIRST_NEW_ID for movie in ids[:places]) <= allowed(places) for places in range(1, len(ids) + 1)
    )


@pytest.mark.parametrize("options", [{}, {"diversity": 0.5}, {"popularity": 0.0}, {"popularity": 4.0}])
def test_lists_hold_new_films_to_their_share(opened, options):
    for k in (20, 50):
        found = opened.recommend([1, 5, 9], k, **options)
        assert len(found) == k
        assert 1 <= len(new_places(found)) <= k // 20
        assert is_within_share([one.movie.id for one in found])
    assert [one.movie.id for one in found[:20]] == [one.movie.id for one in opened.recommend([1, 5, 9], 20, **options)]


def test_people_with_several_tastes_have_them_for_the_right_one(opened):
    found = opened.recommend([1, 5, 9, 2, 6, 10], 50)
    assert {one.taste for one in found} == {0, 1}
    assert 1 <= len(new_places(found)) <= 2
    (space,) = {one.taste for one in found if one.movie.is_new}
    assert {one.movie.id % 2 for one in found if one.taste == space and not one.movie.is_new} == {1}


def test_similar_films_together_and_batches_do_too(opened):
    assert is_within_share([one.movie.id for one in opened.similar(1, 50)])
    assert len(new_places(opened.similar(1, 50))) == 2
    people = {
        name: Taste(dict.fromkeys(liked, 1.0), frozenset(), frozenset(), frozenset())
        for name, liked in (("anna", (1, 5)), ("bert", (3, 9)))
    }
    both = opened.together(people, 30)
    assert len(both) > 20 and len(new_places(both)) == 1
    (line,) = recommend_batch(opened, [json.dumps({"id": 1, "liked": [1, 5, 9]})], 50)
    ids = [one["movie"] for one in line["items"]]
    assert ids == [one.movie.id for one in opened.recommend([1, 5, 9], 50)]


def test_a_filter_that_leaves_few_others_is_filled_up(opened):
    found = opened.recommend([1, 5, 9], 20, movie_filter=MovieFilter(year_from=2000))
    assert len(found) == 20
    assert len(new_places(found)) == 15
    assert len(opened.recommend([1, 5, 9], 50, movie_filter=MovieFilter(year_from=2020))) == NEW
    assert len(opened.recommend([1, 5, 9], 20, movie_filter=MovieFilter(only=frozenset({FIRST_NEW_ID})))) == 1
    assert len(opened.similar(1, 20, movie_filter=MovieFilter(year_from=2020))) == 20


def test_whoever_asks_for_new_films_alone_or_none_has_them(opened):
    assert all(one.movie.is_new for one in opened.recommend([1], 20, movie_filter=MovieFilter(new=True)))
    assert new_places(opened.recommend([1], 50, movie_filter=MovieFilter(new=False))) == []
    assert opened.admitted(MovieFilter(new=True)).sum() == NEW


def test_without_a_like_there_is_none_unless_nothing_else_is_left(opened):
    assert new_places(opened.recommend([], 50)) == []
    assert len(opened.recommend([], 10, movie_filter=MovieFilter(year_from=2020))) == 10


def test_its_fit_is_bounded_and_its_terms_add_up(opened):
    found = opened.recommend([1, 5], 40, opinions={2: -1.0})
    fresh = [one for one in found if one.movie.is_new]
    assert fresh and all(0 < one.bar <= NEW_FILMS for one in fresh)
    assert max(one.bar for one in found if not one.movie.is_new) > NEW_FILMS
    for one in fresh:
        assert one.score == pytest.approx(one.base + sum(part.part for part in one.why), abs=1e-4)
        assert all(share.movie is not None for share in shares(one))  # nobody knows how popular it is


def test_a_liked_film_that_it_was_placed_by_speaks_for_it(opened):
    near, other = (
        next(one for one in opened.recommend([liked], 3, movie_filter=MovieFilter(new=True))) for liked in (1, 7)
    )
    assert near.movie.id == other.movie.id
    assert near.score - near.base > other.score - other.base


def test_the_other_films_score_as_they_would_without_new_ones(opened, home):
    before = opened.recommend([1, 5, 9], 20, movie_filter=MovieFilter(new=False))
    assert opened._vectors.sample_places.max() < RATED
    usual = opened._candidates.model.log_watchers[:RATED]
    assert np.allclose(usual, np.log(120))
    assert [one.bar for one in before] == [one.bar for one in opened.recommend([1, 5, 9], 50) if not one.movie.is_new][
        :20
    ]


def test_films_added_by_hand_are_not_counted(opened):
    assert not Movie(id=FIRST_ADDED_ID, title="By hand").is_new
    assert MovieFilter(new=False).admits(Movie(id=FIRST_ADDED_ID, title="By hand"))
    assert not MovieFilter(new=True).admits(Movie(id=FIRST_ADDED_ID, title="By hand"))
