"""What the lists of a version say of their films: how many watched both."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.serving.explanations import Reason
from engine.serving.recommender import Recommender
from engine.settings import Settings


@pytest.fixture
def paired(settings: Settings, vectors, toy) -> Iterator[Recommender]:
    """A version that knows how many watched both of two films."""
    toy.publish(settings, pairs=toy.pairs)
    with Recommender.open(settings) as recommender:
        yield recommender


def test_each_part_says_how_many_of_the_liked_film_s_watchers_watched_it(paired: Recommender, toy) -> None:
    found = {one.movie.id: one for one in paired.recommend([toy.ALIEN, toy.HEAT])}
    together = {part.movie.id: part.together for part in found[toy.ALIENS].why}
    assert together == {toy.ALIEN: pytest.approx(0.8), toy.HEAT: None}
    assert found[toy.ALIENS].everybody == pytest.approx(0.4)
    assert found[toy.RONIN].everybody == pytest.approx(0.15)


def test_the_reason_is_a_pair_that_tells_something(paired: Recommender, toy) -> None:
    found = {one.movie.id: one.reason for one in paired.recommend([toy.ALIEN, toy.HEAT])}
    assert found[toy.ALIENS] is not None and found[toy.ALIENS].movie.id == toy.ALIEN  # 80 of 100, of all 40
    assert found[toy.RONIN] is not None and found[toy.RONIN].together == pytest.approx(0.3)  # of all 15
    assert found[toy.GODFATHER] is None  # 50 of 100, as of all


def test_a_similar_film_is_compared_with_the_one_asked_about(paired: Recommender, toy) -> None:
    found = {one.movie.id: one.reason for one in paired.similar(toy.ALIEN)}
    alien = paired.movie(toy.ALIEN)
    assert found[toy.ALIENS] == Reason(movie=alien, together=pytest.approx(0.8))
    assert found[toy.SOLARIS] == Reason(movie=alien, together=pytest.approx(0.2))  # of all 4.5
    assert found[toy.HEAT] == Reason(movie=alien)


def test_a_version_without_pairs_gives_no_such_reasons(recommender: Recommender, toy) -> None:
    for one in recommender.recommend([toy.ALIEN, toy.HEAT]):
        assert one.reason is None
        assert all(part.together is None for part in one.why)
    assert all(one.reason.together is None for one in recommender.similar(toy.ALIEN) if one.reason is not None)


def test_without_explanations_there_are_no_reasons(paired: Recommender, toy) -> None:
    assert all(one.reason is None for one in paired.recommend([toy.ALIEN], explain=False))
