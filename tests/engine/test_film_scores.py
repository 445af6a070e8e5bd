from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.film_scores import RankingModel, covariance_of
from engine.movies import FIRST_ADDED_ID
from engine.popularity_dial import BALANCED, CHARTS, GEMS, STOPS
from tests.toy_pairs import pair_arrays
from tests.toy_query import sum_of_likes

FILMS = 40
EVERY = np.arange(FILMS)
RANDOM = np.random.default_rng(3)
VECTORS = RANDOM.normal(size=(FILMS, 5)).astype(np.float32)
LOG_WEIGHTS = RANDOM.normal(size=FILMS).astype(np.float32) / 4
WATCHERS = np.linspace(400, 12, FILMS).astype(np.int32)
PAIRS = {
    row: {int(film): float(RANDOM.random()) for film in RANDOM.choice(np.delete(EVERY, row), 6, replace=False)}
    for row in range(0, FILMS, 2)
}


def model_of(**more):
    arrays = {"ids": EVERY, "vectors": VECTORS, "watchers": WATCHERS, **pair_arrays(FILMS, PAIRS), **more}
    return RankingModel.of(arrays, {"query": sum_of_likes(4).to_tensors()})


MODEL = model_of()


def ask(opinions, popularity=BALANCED, model=MODEL):
    rows = np.array(list(opinions), np.int64)
    weights = np.array(list(opinions.values()), np.float32)
    return model.ask(rows, VECTORS[rows], LOG_WEIGHTS[rows], weights, popularity)


def scores_of(ranking, films=EVERY):
    return ranking.scores(VECTORS[films] @ ranking.query.vector, films)


opinions_of = st.dictionaries(st.integers(0, FILMS - 1), st.sampled_from([-1.0, -0.5, 0.0, 0.5, 1.0, 1.5]), max_size=8)
dial = st.one_of(st.sampled_from(list(STOPS)), st.floats(-1, 5))


@settings(max_examples=60, deadline=None)
@given(opinions_of, dial)
def test_a_score_is_its_base_and_its_parts(opinions, popularity):
    ranking = ask(opinions, popularity)
    base, parts = ranking.terms(VECTORS, EVERY)
    assert parts.shape == (FILMS, len(opinions))
    np.testing.assert_allclose(base + parts.sum(axis=1), scores_of(ranking), atol=1e-4)


@settings(max_examples=40, deadline=None)
@given(opinions_of, dial)
def test_usual_terms_are_their_means_over_the_catalogue(opinions, popularity):
    ranking = ask(opinions, popularity)
    base, parts = ranking.terms(VECTORS, EVERY)
    usual_base, usual = ranking.usual_terms(VECTORS.mean(axis=0))
    assert usual_base == pytest.approx(base.mean(), abs=1e-4)
    np.testing.assert_allclose(usual, parts.mean(axis=0), atol=1e-4)


@settings(max_examples=40, deadline=None)
@given(opinions_of, dial)
def test_what_a_search_finds_is_what_the_query_says(opinions, popularity):
    ranking = ask(opinions, popularity)
    matched = ranking.matched(VECTORS @ ranking.search_vector, EVERY)
    np.testing.assert_allclose(matched, VECTORS @ ranking.query.vector, atol=1e-3)


@pytest.mark.parametrize("popularity", STOPS)
def test_both_voices_have_a_scale_that_the_query_alone_sets(popularity):
    ranking = ask({0: 1, 2: 1, 4: -1}, popularity)
    by_vectors = scores_of(replace(ranking, totals=None)) - ranking._apart(EVERY)
    assert by_vectors.std() == pytest.approx(1, rel=1e-4)
    by_pairs = scores_of(ranking) - scores_of(replace(ranking, totals=None))
    spread = np.sqrt(np.square(by_pairs).sum() / MODEL.known)
    assert spread == pytest.approx(ranking.stop.pairs, rel=1e-4)


def test_a_film_has_one_score_whatever_other_films_are_ranked_with_it():
    ranking = ask({0: 1, 2: 1, 6: -1})
    few = np.array([31, 5, 17])
    np.testing.assert_allclose(scores_of(ranking, few), scores_of(ranking)[few], atol=1e-5)


def test_a_dislike_lowers_what_is_like_it_and_what_its_watchers_chose():
    near = VECTORS.copy()
    near[1] = near[0]
    arrays = pair_arrays(FILMS, {0: {1: 1.0}, 2: {3: 1.0}})
    both = model_of(vectors=near, **arrays)
    rows, weights = np.array([2, 0]), np.array([1, -1], np.float32)
    ranking = both.ask(rows, near[rows], LOG_WEIGHTS[rows], weights)
    _, parts = ranking.terms(near[[1]], np.array([1]))
    _, by_vectors = replace(ranking, loudness=0.0).terms(near[[1]], np.array([1]))
    assert parts[0, 1] < by_vectors[0, 1] < 0


def test_the_search_puts_first_what_the_score_without_pairs_does():
    vectors = VECTORS.copy()
    vectors[:, -1] = np.log(WATCHERS + 20.0)
    model = model_of(vectors=vectors)
    rows = np.array([0, 2, 4])
    ranking = model.ask(rows, vectors[rows], LOG_WEIGHTS[rows], np.ones(3, np.float32), GEMS)
    found = vectors @ ranking.search_vector / ranking.deviation
    scores = replace(ranking, totals=None).scores(vectors @ ranking.query.vector, EVERY)
    np.testing.assert_allclose(found, scores, atol=1e-3)


def test_pairs_bring_the_films_they_speak_for_most_and_that_are_allowed():
    model = model_of(**pair_arrays(FILMS, {0: {5: 0.1, 6: 3.0, 7: 2.0}, 2: {8: 1.0}, 4: {9: 9.0}}))
    ranking = ask({0: 1, 2: 1, 4: -1}, CHARTS, model)
    assert sorted(ranking.best_by_pairs(2)) == [6, 7]
    assert sorted(ranking.best_by_pairs(9)) == [5, 6, 7, 8]
    allowed = np.ones(FILMS, bool)
    allowed[6] = False
    assert sorted(ranking.best_by_pairs(2, allowed)) == [7, 8]
    assert len(ask({4: -1}, CHARTS, model).best_by_pairs(2)) == 0


def test_while_nothing_is_liked_fame_is_not_held_against_a_film():
    assert ask({}).stop.fame == ask({0: -1.0}).stop.fame == 0
    assert ask({0: 1.0}).stop.fame > 0


@pytest.mark.parametrize(
    "popularity, fewest", [(GEMS, 3), (0.01, 10), (0.5, 10), (BALANCED, 10), (2.5, 10), (CHARTS, 10)]
)
def test_films_with_too_few_watchers_come_after_all_others(popularity, fewest):
    watchers = WATCHERS.copy()
    watchers[[1, 3, 5, 7]] = [1, 2, 3, 9]
    ids = EVERY.copy()
    ids[1] = FIRST_ADDED_ID
    model = model_of(watchers=watchers, ids=ids, **pair_arrays(FILMS, {0: dict.fromkeys(range(1, 8), 5.0)}))
    order = np.argsort(-scores_of(ask({0: 1, 2: 1, 4: 1}, popularity, model)))
    few = (watchers < fewest) & (ids < FIRST_ADDED_ID)
    assert set(order[-few.sum() :]) == set(np.flatnonzero(few))


def test_in_small_data_fewer_watchers_are_asked_for():
    assert model_of(watchers=np.full(FILMS, 59, np.int32)).most_asked == 2
    assert ask({0: 1.0}, model=model_of(watchers=np.full(FILMS, 59, np.int32))).stop.fewest == 2
    assert ask({0: 1.0}, model=model_of(watchers=np.zeros(FILMS, np.int32))).stop.fewest == 0


def test_the_kept_covariance_is_that_of_the_vectors():
    np.testing.assert_allclose(covariance_of(VECTORS), np.cov(VECTORS.T, bias=True), atol=1e-5)
    tensors = {**sum_of_likes(4).to_tensors(), "covariance": np.eye(5, dtype=np.float32)}
    kept = RankingModel.of({"ids": EVERY, "vectors": VECTORS, "watchers": WATCHERS}, {"query": tensors})
    assert ask({0: 1.0}, model=kept).deviation == pytest.approx(np.linalg.norm(ask({0: 1.0}).query.vector), rel=1e-5)


def test_a_catalogue_of_equal_films_has_finite_scores():
    same = np.ones((FILMS, 5), np.float32)
    model = model_of(vectors=same)
    ranking = model.ask(np.array([0]), same[:1], LOG_WEIGHTS[:1], np.ones(1, np.float32))
    assert np.isfinite(ranking.scores(same @ ranking.query.vector, EVERY)).all()
