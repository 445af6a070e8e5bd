"""A whole portrait, of marks whose answers can be worked out by hand."""

import numpy as np
import pytest

from engine.errors import StoreError
from engine.film_columns import FilmColumns
from engine.movies import FIRST_NEW_ID, Movie
from engine.profiles.fold import Mark
from engine.serving.portrait_records import StarredFilm
from engine.serving.taste_portrait import Catalogue, given_stars, portrait_of
from tests.toy_films import DATASET, FILMS, film


def unreachable(ids):
    raise StoreError("down", "")


def there(**changed):
    by_id = {movie.id: movie for movie in FILMS}
    given = {
        "version": "v3",
        "dataset": DATASET,
        "columns": FilmColumns.of(FILMS),
        "counts": np.array([movie.n_ratings for movie in FILMS]),
        "movies": lambda ids: [by_id[i] for i in ids if i in by_id],
        "facts": None,
        "vectors": unreachable,
        "report": {},
    }
    return Catalogue(**{**given, **changed})


def mark(title, at="2026-01-01T00:00:00+00:00", **fields):
    movie = film(title)
    return Mark(catalogue="movielens", movie=movie.id, title=title, at=at, **fields), movie.id


def test_likes_and_good_stars_are_liked_and_other_marks_are_only_marked():
    found = portrait_of(
        [
            mark("Alien", opinion="like"),
            mark("Heat", opinion="3.5"),
            mark("Ran", opinion="3"),
            mark("Fargo", opinion="dislike"),
            mark("Vertigo", seen=True),
            (Mark(catalogue="imdb", movie=7, title="Elsewhere", opinion="like"), None),
        ],
        there(),
    )
    assert (found.version, found.marked, found.liked, found.absent) == ("v3", 5, 2, 1)
    assert {one.name: one.films for one in found.decades if one.films} == {"1970s": 1, "1990s": 1}
    assert found.stars is not None and found.stars.films == 2
    assert found.makers is None and found.measured == () and found.expected is None


def test_of_two_marks_on_one_film_the_newer_counts():
    old, new = mark("Alien", at="2025", opinion="like"), mark("Alien", at="2026", opinion="dislike")
    assert portrait_of([old, new], there()).liked == 0


def test_films_that_nobody_here_could_watch_are_neither_unusual_nor_held_against_anybody():
    new = [Movie(id=FIRST_NEW_ID + n, title=f"New {n}", year=2024, genres=("Sci-Fi",)) for n in range(9)]
    films = [*FILMS, *new]
    marks = [(Mark(catalogue="movielens", movie=one.id, title=one.title, opinion="like"), one.id) for one in new]
    by_id = {movie.id: movie for movie in films}
    here = there(
        columns=FilmColumns.of(films),
        counts=np.array([movie.n_ratings for movie in films]),
        movies=lambda ids: [by_id[i] for i in ids if i in by_id],
        vectors=lambda ids: np.eye(len(ids), dtype=np.float32),
    )
    found = portrait_of(marks, here)
    assert (found.liked, found.unrated, found.uncommon, found.apart) == (9, 9, (), ())
    assert found.decades == found.genres == ()
    both = portrait_of([*marks, mark("Alien", opinion="like")], here)
    assert {one.name: one.share for one in both.decades if one.films} == {"1970s": 1.0}


def test_no_marks_are_an_empty_portrait():
    found = portrait_of([], there())
    assert (found.marked, found.liked, found.decades, found.genres, found.stars) == (0, 0, (), (), None)
    assert found.uncommon == found.apart == ()


def test_a_store_that_is_away_leaves_out_what_needs_it():
    likes = [mark(movie.title, opinion="like") for movie in FILMS[:12]]
    near = np.eye(len(FILMS), dtype=np.float32)
    assert portrait_of(likes, there()).apart == ()
    assert len(portrait_of(likes, there(vectors=lambda ids: near[: len(ids)])).apart) == 4


def rated(mean, stars, n=100, histogram=(0, 0, 0, 0, 0, 1, 0, 2, 0, 1)):
    movie = Movie(id=int(100 * mean), title=str(mean), n_ratings=n, mean=mean, histogram=histogram)
    return StarredFilm(movie=movie, stars=stars)


def test_stars_are_held_against_everybodys_of_the_same_films():
    found = given_stars([rated(4.0, 2.0), rated(3.0, 4.5), rated(3.5, 3.5)])
    assert found.counts == (0, 0, 0, 1, 0, 0, 1, 0, 1, 0)
    assert (found.compared, found.films) == (3, 3)
    assert found.mean == pytest.approx(10 / 3) and found.everybody == pytest.approx(3.5)
    assert [one.movie.title for one in found.harshest] == ["4.0"]
    assert [one.movie.title for one in found.kindest] == ["3.0"]
    assert found.everybodys_shares == pytest.approx((0, 0, 0, 0, 0, 0.25, 0, 0.5, 0, 0.25))


def test_each_film_counts_alike_however_many_rated_it():
    many, few = (0,) * 9 + (1000,), (1,) + (0,) * 9
    found = given_stars([rated(4.0, 4.0, histogram=many), rated(3.0, 3.0, histogram=few)])
    assert found.everybodys_shares[0] == found.everybodys_shares[9] == 0.5


def test_the_mean_of_a_handful_of_ratings_names_no_harsh_or_kind_film():
    found = given_stars([rated(5.0, 1.0, n=3), rated(1.0, 5.0, n=3)])
    assert found.harshest == found.kindest == () and found.compared == 2


def test_a_data_set_without_ratings_has_nothing_to_compare_with():
    found = given_stars([StarredFilm(movie=Movie(id=1, title="Heat", n_ratings=9), stars=0.5)])
    assert found.counts[0] == 1 and found.compared == 0
    assert found.mean is None and found.everybody is None and found.everybodys_shares == ()
