from __future__ import annotations

from collections import Counter
from random import Random

from engine.movies import Movie
from engine.serving.explanations import Recommendation
from engine.serving.tonight import BEST, propose, wanted


def films(*fits: float) -> list[Recommendation]:
    return [
        Recommendation(movie=Movie(id=i, title=f"Film {i}"), score=fit, base=fit, bar=fit)
        for i, fit in enumerate(fits, 1)
    ]


def test_better_films_are_proposed_more_often_but_not_always() -> None:
    random = Random(1)
    times = Counter(propose(films(90, 30, 0), (), random).movie.id for _ in range(1210))
    assert 850 < times[1] < 950 and 250 < times[2] < 350 and 0 < times[3] < 30


def test_the_same_seed_proposes_the_same_film() -> None:
    found = films(*range(99, 0, -1))
    assert len({propose(found, (), Random(7)).movie.id for _ in range(5)}) == 1


def test_only_the_best_are_proposed_and_none_twice() -> None:
    found, proposed = films(*[50.0] * (BEST + 5)), []
    for number in range(BEST + 5):
        one = propose(found, proposed, Random(number))
        assert one is not None and one.movie.id not in proposed
        assert one.movie.id <= BEST + len(proposed)
        proposed.append(one.movie.id)
    assert propose(found, proposed, Random(0)) is None
    assert propose([], (), Random(0)) is None


def test_a_list_is_asked_for_as_many_films_as_a_draw_may_need() -> None:
    assert wanted({1, 2, 3}) == BEST + 3
