"""Fits of several people and what they come to, with answers that can be worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from engine.movies import Movie
from engine.serving.blending import blended, shares_of, without_misery, worth
from engine.serving.explanations import Part, PersonFit, Recommendation, shares

HEAT, STALKER, RONIN = (Movie(id=i, title=title) for i, title in enumerate(("Heat", "Stalker", "Ronin"), 1))


def for_one(likes: Movie, part: float, *, base: float, bar: float) -> Recommendation:
    why = (Part(movie=likes, part=part, usual=0.5),)
    return Recommendation(movie=RONIN, score=base + part, base=base, why=why, usual_base=0.25, bar=bar)


def test_a_film_that_all_find_good_is_worth_more_than_one_that_some_find_best() -> None:
    fits = np.array([[60.0, 100.0, 90.0], [60.0, 30.0, 20.0]])
    # (60 + 60) / 2, (65 + 30) / 2, (55 + 20) / 2
    assert worth(fits).tolist() == [60.0, 47.5, 37.5]


def test_what_is_no_better_than_usual_for_one_is_not_outweighed_by_the_others() -> None:
    fits = np.array([[99.0, 40.0], [99.0, 1.0], [0.0, 5.0]])
    assert without_misery(fits).tolist() == [False, True]


def test_shares_are_each_ones_part_of_all_fits() -> None:
    assert shares_of([90.0, 60.0, 0.0]) == pytest.approx([0.6, 0.4, 0.0])
    assert shares_of([0.0, 0.0]) == [0.5, 0.5]


def test_the_score_of_a_group_is_the_mean_of_theirs_and_so_are_its_parts() -> None:
    film = blended({"anna": for_one(HEAT, 2.0, base=1.0, bar=90.0), "bert": for_one(STALKER, 1.0, base=0.5, bar=30.0)})
    assert (film.score, film.base, film.usual_base) == (2.25, 0.75, 0.25)
    assert [(part.profile, part.movie.title, part.part, part.usual) for part in film.why] == [
        ("anna", "Heat", 1.0, 0.25),
        ("bert", "Stalker", 0.5, 0.25),
    ]
    assert film.score == film.base + sum(part.part for part in film.why)
    assert film.bar == 45.0  # half the mean of 60, half the least of 30
    assert film.people == (
        PersonFit(profile="anna", fit=90.0, share=0.75),
        PersonFit(profile="bert", fit=30.0, share=0.25),
    )


def test_a_film_that_two_people_like_speaks_once_for_each() -> None:
    film = blended({"anna": for_one(HEAT, 2.0, base=0.25, bar=90.0), "bert": for_one(HEAT, 2.0, base=0.25, bar=90.0)})
    assert [(share.profile, share.percent) for share in shares(film)] == [("anna", 50), ("bert", 50)]
