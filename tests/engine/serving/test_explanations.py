from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.movies import Movie
from engine.serving.explanations import Part, Recommendation, bar, in_common, median_of, shares

SOLARIS = Movie(id=1, title="Solaris", year=1972, genres=("Drama", "Sci-Fi"))
MIRROR = Movie(id=2, title="Mirror", year=1975, genres=("Drama",))
HEAT = Movie(id=3, title="Heat", year=1995, genres=("Crime",))
STALKER = Movie(id=4, title="Stalker", year=1979, genres=("Sci-Fi", "Drama"))


def stalker(base: float, usual_base: float, *parts: tuple[Movie, float, float]) -> Recommendation:
    why = tuple(Part(movie=movie, part=part, usual=usual) for movie, part, usual in parts)
    score = base + sum(part.part for part in why)
    return Recommendation(movie=STALKER, score=score, base=base, usual_base=usual_base, why=why)


def test_shares_are_what_is_above_the_catalogue_s_mean() -> None:
    found = shares(stalker(0.5, 0.25, (SOLARIS, 1.0, 0.5), (MIRROR, 0.5, 0.25), (HEAT, 0.5, 0.75)))
    assert [(share.movie, share.percent) for share in found] == [(SOLARIS, 50), (MIRROR, 25), (None, 25)]


def test_popularity_alone_is_all_of_it() -> None:
    assert [(share.movie, share.percent) for share in shares(stalker(2.0, 0.5))] == [(None, 100)]


def test_where_nothing_speaks_for_a_film_there_are_no_shares() -> None:
    assert shares(stalker(0.0, 0.5, (SOLARIS, -1.0, 0.0))) == []


def test_thirds_still_add_up_to_100() -> None:
    found = shares(stalker(1.0, 0.0, (SOLARIS, 1.0, 0.0), (MIRROR, 1.0, 0.0)))
    assert sorted(share.percent for share in found) == [33, 33, 34]


@given(st.lists(st.floats(1e-6, 1e3), min_size=1, max_size=40), st.floats(-10, 10))
def test_shares_always_add_up_to_100(parts: list[float], base: float) -> None:
    movies = [Movie(id=i, title=f"Film {i}") for i in range(len(parts))]
    found = shares(stalker(base, 0.0, *((movie, part, 0.0) for movie, part in zip(movies, parts, strict=True))))
    assert sum(share.percent for share in found) == 100
    assert [share.percent for share in found] == sorted((share.percent for share in found), reverse=True)


@pytest.mark.parametrize(("score", "expected"), [(1.0, 0), (3.0, 100), (2.0, 50), (0.0, 0), (4.0, 100)])
def test_a_bar_lies_between_median_and_best(score: float, expected: float) -> None:
    assert bar(score, 1.0, 3.0) == expected


def test_a_catalogue_without_differences_has_full_bars() -> None:
    assert bar(1.0, 1.0, 1.0) == 100


def test_what_films_have_in_common() -> None:
    assert in_common(STALKER, SOLARIS) == ("Sci-Fi", "Drama", "1970s")
    assert in_common(STALKER, HEAT) == ()


@given(st.lists(st.floats(-9, 9, width=32), min_size=1))
def test_the_median_is_numpys(scores: list[float]) -> None:
    drawn = np.array(scores, np.float32)
    assert median_of(drawn) == np.median(drawn)
