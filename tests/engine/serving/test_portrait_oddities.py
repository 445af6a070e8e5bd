"""Unusual likes: those that few watched, and those far from the others."""

import numpy as np

from engine.movies import Movie
from engine.serving.portrait_oddities import apart, uncommon


def films(*counts):
    return [Movie(id=i, title=str(i), n_ratings=n) for i, n in enumerate(counts)]


def test_films_with_a_quarter_of_all_watching_are_the_uncommon_ones_the_least_watched_first():
    liked = films(5, 100, 1, 90)
    assert [movie.id for movie in uncommon(liked, np.array([1, 5, 90, 100, 4]))] == [2, 0]
    assert uncommon(liked[1:], np.array([90, 100])) == ()


def test_nobody_watched_anything_is_no_reason():
    assert uncommon(films(0, 0), np.array([0, 0])) == ()
    assert uncommon([], np.array([], np.int64)) == ()


def vectors(rows):
    return lambda ids: np.array([rows[i] for i in ids], np.float32)


def test_the_film_far_from_all_others_is_apart_and_a_second_taste_is_not():
    rows = [[1, 0, 0]] * 5 + [[0, 1, 0]] * 4 + [[0, 0, 1]]
    (strangest, *_) = apart(films(*[50] * 10), set(), vectors(rows))
    assert strangest.id == 9


def test_few_films_have_no_stranger_and_what_is_too_little_known_is_left_out():
    rows = [[1, 0]] * 9 + [[0, 1]]
    assert apart(films(*[50] * 7), set(), vectors(rows)) == ()
    assert 9 not in {movie.id for movie in apart(films(*[50] * 10), {9}, vectors(rows))}


def test_at_most_a_third_is_apart_and_never_more_than_five():
    alike = vectors([[1, 0]] * 5000)
    assert len(apart(films(*[50] * 9), set(), alike)) == 3
    assert len(apart(films(*[50] * 5000), set(), alike)) == 5
