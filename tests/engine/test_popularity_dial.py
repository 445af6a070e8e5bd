from __future__ import annotations

from itertools import pairwise

import pytest

from engine.popularity_dial import BALANCED, CHARTS, FEW_SHARE, GEMS, KNOWN, LESSER, STOPS, stop_at


@pytest.mark.parametrize("at", STOPS)
def test_a_named_stop_is_as_it_is_written_from_three_likes_on(at):
    assert stop_at(at, 3) == pytest.approx(STOPS[at])
    assert stop_at(at, 300) == stop_at(at, 3)


@pytest.mark.parametrize("below, above", pairwise(STOPS))
def test_halfway_between_two_stops_is_their_mean(below, above):
    middle = stop_at((below + above) / 2, 5)
    for name in ("pairs", "restraint", "fame"):
        assert getattr(middle, name) == pytest.approx((getattr(STOPS[below], name) + getattr(STOPS[above], name)) / 2)


def test_beyond_its_ends_the_dial_does_not_turn():
    assert stop_at(-1.0, 5) == stop_at(GEMS, 5)
    assert stop_at(99.0, 5) == stop_at(CHARTS, 5)


def test_towards_the_charts_less_fame_is_held_against_a_film():
    fame = [stop_at(at, 5).fame for at in (GEMS, 0.25, LESSER, 0.75, BALANCED, 1.5, KNOWN, 3.0, CHARTS)]
    assert fame == sorted(fame, reverse=True)
    assert fame[-1] == 0


def test_one_like_is_less_evidence_than_three():
    whole = STOPS[BALANCED]
    one, two = stop_at(BALANCED, 1), stop_at(BALANCED, 2)
    assert (one.pairs, one.fame) == pytest.approx((whole.pairs * FEW_SHARE, whole.fame * FEW_SHARE))
    assert one.pairs < two.pairs < whole.pairs
    assert stop_at(BALANCED, 0) == one


@pytest.mark.parametrize("at, fewest", [(GEMS, 3), (0.01, 10), (LESSER, 10), (BALANCED, 10), (3.0, 10), (CHARTS, 10)])
def test_only_its_very_end_admits_films_that_hardly_anybody_watched(at, fewest):
    assert stop_at(at, 5).fewest == fewest
