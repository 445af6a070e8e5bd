import numpy as np
import pytest

from engine.serving.diversity import mmr_order
from engine.serving.taste_shares import share_out, turns_of
from engine.serving.tastes import Tastes

ONE = Tastes(of=np.array([0, 0]), shares=np.ones(1), typical=((0, 1),))
TWO = Tastes(of=np.array([0, 1]), shares=np.array([0.5, 0.5]), typical=((0,), (1,)))

PARTS = np.array([[9, 0], [8, 0], [7, 0], [0, 3], [0, 2], [4, 1]], float)
SCORES = PARTS.sum(axis=1)


def test_one_taste_is_the_order_of_the_scores():
    assert share_out(ONE, SCORES, PARTS, 4) == ([0, 1, 2, 5], [0, 0, 0, 0])


def test_equal_scores_stay_in_their_order():
    assert share_out(ONE, np.array([1.0, 2, 1, 2]), np.zeros((4, 2)), 4)[0] == [1, 3, 0, 2]


def test_each_taste_gets_its_share_of_the_places():
    assert share_out(TWO, SCORES, PARTS, 4) == ([0, 3, 1, 4], [0, 1, 0, 1])


def test_a_film_that_two_tastes_want_goes_to_the_one_whose_turn_it_is():
    parts = np.array([[5, 5], [4, 0], [0, 4]], float)
    assert share_out(TWO, parts.sum(axis=1), parts, 3) == ([0, 2, 1], [0, 1, 0])


def test_what_speaks_for_another_taste_too_counts_a_little():
    parts = np.array([[4, 0], [3.5, 5], [0, 6]], float)
    assert share_out(TWO, parts.sum(axis=1), parts, 3) == ([1, 2, 0], [0, 1, 0])


def test_a_list_is_the_beginning_of_a_longer_one():
    longest = share_out(TWO, SCORES, PARTS, 6)
    for k in range(6):
        assert share_out(TWO, SCORES, PARTS, k) == (longest[0][:k], longest[1][:k])


def test_popularity_counts_for_a_taste_by_its_share():
    # A popular film that nothing else speaks for against one for the taste: 6 / 2 < 4.
    assert share_out(TWO, np.array([6.0, 4, 1]), np.array([[0, 0], [4, 0], [0, 1]], float), 2)[0] == [1, 0]
    assert share_out(TWO, np.array([9.0, 4, 1]), np.array([[0, 0], [4, 0], [0, 1]], float), 2)[0] == [0, 2]


def test_a_dislike_weighs_in_every_taste():
    tastes = Tastes(of=np.array([0, 1, -1]), shares=np.array([0.5, 0.5]), typical=((0,), (1,)))
    parts = np.array([[5, 0, -4], [4, 0, 0], [0, 5, -4], [0, 4, 0]], float)
    assert share_out(tastes, parts.sum(axis=1), parts, 2)[0] == [1, 3]


def test_fewer_films_than_wanted_and_none():
    assert share_out(TWO, SCORES[:3], PARTS[:3], 20)[0] == [0, 1, 2]
    assert share_out(TWO, SCORES, PARTS, 0) == ([], [])
    assert share_out(TWO, np.zeros(0), np.zeros((0, 2)), 5) == ([], [])
    assert share_out(ONE, np.zeros(0), np.zeros((0, 2)), 5) == ([], [])


def test_variety_with_one_taste_is_that_of_the_whole_list():
    rows = np.array([[1, 0], [1, 0], [0, 1], [0.6, 0.8], [0, 1], [1, 0]], np.float32)
    order = np.argsort(-SCORES, kind="stable")
    varied = [int(order[place]) for place in mmr_order(SCORES[order], rows[order], 5, 0.6)]
    assert share_out(ONE, SCORES, PARTS, 5, diversity=0.6, rows=rows)[0] == varied


def test_variety_with_two_tastes_keeps_the_shares_and_passes_over_films_like_those_above():
    rows = np.array([[1, 0, 0], [1, 0, 0], [0.6, 0.8, 0], [0, 0, 1], [0, 0.6, 0.8], [0, 1, 0]], np.float32)
    assert share_out(TWO, SCORES, PARTS, 4, diversity=0.0, rows=rows) == ([0, 3, 1, 4], [0, 1, 0, 1])
    chosen, tastes = share_out(TWO, SCORES, PARTS, 4, diversity=0.5, rows=rows)
    assert tastes == [0, 1, 0, 1]
    assert chosen[:3] == [0, 3, 5]


def test_the_most_varied_list_is_whole():
    rows = np.eye(6, dtype=np.float32)
    assert sorted(share_out(TWO, SCORES, PARTS, 6, diversity=1.0, rows=rows)[0]) == [0, 1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("shares", "turns"),
    [
        ([1.0], [0, 0, 0]),
        ([0.75, 0.25], [0, 0, 1, 0, 0, 0, 1, 0]),
        ([0.6, 0.4], [0, 1, 0, 1, 0]),
        ([1 / 3, 1 / 3, 1 / 3], [0, 1, 2, 0, 1, 2]),
        ([0.9, 0.1], [0, 0, 0, 0, 0, 1, 0, 0, 0, 0]),
    ],
)
def test_turns(shares: list[float], turns: list[int]):
    assert turns_of(np.array(shares), len(turns)) == turns


def test_every_beginning_is_shared_out_by_weight():
    for shares in ([0.5, 0.3, 0.2], [0.4, 0.3, 0.1, 0.1, 0.1], [0.97, 0.03]):
        turns = turns_of(np.array(shares), 200)
        for places in range(1, 201):
            for taste, share in enumerate(shares):
                assert abs(turns[:places].count(taste) - share * places) < 1.5
