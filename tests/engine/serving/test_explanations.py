from __future__ import annotations

from collections.abc import Callable

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.movies import Movie
from engine.serving.explanations import Part, Recommendation, is_convincing, parts_of, reason_of, shares
from engine.serving.fit_scale import FitScale

SOLARIS = Movie(id=1, title="Solaris", year=1972, genres=("Drama", "Sci-Fi"))
MIRROR = Movie(id=2, title="Mirror", year=1975, genres=("Drama",))
HEAT = Movie(id=3, title="Heat", year=1995, genres=("Crime",))
STALKER = Movie(id=4, title="Stalker", year=1979, genres=("Sci-Fi", "Drama"))


def stalker(base: float, usual_base: float, *parts: tuple[Movie, float, float]) -> Recommendation:
    why = tuple(Part(movie=movie, part=part, usual=usual) for movie, part, usual in parts)
    score = base + sum(part.part for part in why)
    return Recommendation(movie=STALKER, score=score, base=base, usual_base=usual_base, why=why, bar=50.0)


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


def test_a_film_that_fits_no_better_than_the_usual_one_has_no_shares() -> None:
    found = stalker(0.0, 0.0, (SOLARIS, 1.0, 0.0), (HEAT, -0.5, 0.0))
    assert [share.percent for share in shares(found)] == [100]
    assert shares(msgspec.structs.replace(found, bar=0.0)) == []


def test_where_more_speaks_against_a_film_than_for_it_there_are_no_shares() -> None:
    assert shares(stalker(0.0, 0.0, (SOLARIS, 1.0, 0.0), (HEAT, -1.5, 0.0))) == []


@given(
    st.lists(st.lists(st.floats(-5, 5, width=16), min_size=4, max_size=4), min_size=2, max_size=30),
)
def test_fit_and_shares_never_contradict_each_other(terms: list[list[float]]) -> None:
    """Each film's terms: its base and three parts. What has a fit is explained to 100%, what has none not at all."""
    table = np.array(terms, np.float64)
    usual, scores = table.mean(axis=0), table.sum(axis=1)
    scale = FitScale.of(scores)
    movies = (SOLARIS, MIRROR, HEAT)
    for row, score in zip(table, scores, strict=True):
        why = tuple(Part(movie=m, part=p, usual=u) for m, p, u in zip(movies, row[1:], usual[1:], strict=True))
        fit = scale.fit(float(score))
        one = Recommendation(
            movie=STALKER, score=float(score), base=float(row[0]), usual_base=float(usual[0]), why=why, bar=fit
        )
        assert sum(share.percent for share in shares(one)) == (100 if fit > 1e-9 else 0) or fit < 1e-6


@given(st.lists(st.floats(1e-6, 1e3), min_size=1, max_size=40), st.floats(0, 10))
def test_shares_always_add_up_to_100(parts: list[float], base: float) -> None:
    movies = [Movie(id=i, title=f"Film {i}") for i in range(len(parts))]
    found = shares(stalker(base, 0.0, *((movie, part, 0.0) for movie, part in zip(movies, parts, strict=True))))
    assert sum(share.percent for share in found) == 100
    assert [share.percent for share in found] == sorted((share.percent for share in found), reverse=True)


def liked(title: str, part: float, together: float | None, watchers: int = 400, weight: float = 1.0) -> Part:
    movie = Movie(id=len(title), title=title, n_ratings=watchers)
    return Part(movie=movie, part=part, weight=weight, together=together)


def nothing_in_common(like: Movie) -> tuple[str, ...]:
    return ()


def told(*parts: Part, everybody: float | None, in_common: Callable[[Movie], tuple[str, ...]] = nothing_in_common):
    found = reason_of(parts, everybody, in_common)
    return None if found is None else (found.movie.title, found.together, found.common)


def test_the_reason_is_the_liked_film_that_speaks_most_if_the_pair_is_clear() -> None:
    assert told(liked("Solaris", 2.0, 0.41), liked("Mirror", 1.0, 0.8), everybody=0.06) == ("Solaris", 0.41, ())


def test_a_pair_that_says_little_gives_way_to_the_next() -> None:
    # Of all, 30 in 100 watched it: 35 of 100 is hardly more, 70 is.
    assert told(liked("Heat", 2.0, 0.35), liked("Alien", 1.0, 0.7), everybody=0.3) == ("Alien", 0.7, ())
    assert told(liked("Heat", 2.0, None), liked("Alien", 1.0, 0.7), everybody=0.3) == ("Alien", 0.7, ())


def test_a_clear_pair_comes_before_one_that_just_convinces() -> None:
    # The odds are 2.25 and 3.5 times those of everybody.
    assert told(liked("Heat", 2.0, 0.6), liked("Alien", 1.0, 0.7), everybody=0.4) == ("Alien", 0.7, ())
    assert told(liked("Heat", 2.0, 0.6), everybody=0.4) == ("Heat", 0.6, ())


def test_a_film_that_hardly_counts_is_no_reason() -> None:
    assert told(liked("Heat", 2.0, 0.3), liked("Alien", 0.4, 0.9), everybody=0.3) is None


def test_a_dislike_and_a_part_below_its_mean_are_no_reasons() -> None:
    assert told(liked("Heat", 1.0, 0.9, weight=-1.0), liked("Alien", -0.5, 0.9), everybody=0.1) is None


def test_where_no_pair_convinces_a_rare_trait_does() -> None:
    def noir(like: Movie) -> tuple[str, ...]:
        return ("Film-Noir", "1940s") if like.title == "Laura" else ()

    parts = liked("Heat", 2.0, None), liked("Laura", 1.0, None)
    assert told(*parts, everybody=0.1, in_common=noir) == ("Laura", None, ("Film-Noir", "1940s"))
    assert told(*parts, everybody=0.1) is None


@pytest.mark.parametrize(
    ("together", "everybody", "watchers", "convinces"),
    [
        (0.41, 0.06, 200, True),
        (0.7, 0.5, 200, True),
        (0.65, 0.5, 200, False),
        (0.08, 0.06, 200, False),
        (0.1, 0.05, 200, True),
        (1.0, 0.5, 200, True),
        (0.5, 0.06, 8, False),  # four people
        (0.025, 0.005, 400, False),  # 2 of 100
        (None, 0.06, 200, False),
        (float("nan"), 0.06, 200, False),
        (0.5, None, 200, False),
        (0.5, 0.0, 200, False),
        (1.0, 1.0, 200, False),
    ],
)
def test_what_convinces(together: float | None, everybody: float | None, watchers: int, convinces: bool) -> None:
    assert is_convincing(together, everybody, watchers) is convinces


def test_parts_are_named_and_sorted_and_an_unknown_share_is_none() -> None:
    movies = {1: SOLARIS, 2: MIRROR}
    found = parts_of(movies, {1: 1.0, 2: -1.0}, np.array([0.5, 0.75]), np.array([0.25, 0.0]), np.array([np.nan, 0.5]))
    assert found == (
        Part(movie=MIRROR, part=0.75, usual=0.0, weight=-1.0, together=0.5),
        Part(movie=SOLARIS, part=0.5, usual=0.25, weight=1.0, together=None),
    )
