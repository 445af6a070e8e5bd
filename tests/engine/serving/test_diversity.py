import numpy as np

from engine.serving.diversity import mmr_order
from engine.serving.recommender import Recommender

SCORES = np.array([1.0, 0.9, 0.8, 0.0], np.float32)
# The first two films are alike, the third has nothing in common with them.
ROWS = np.array([[1, 0], [1, 0], [0, 1], [0.6, 0.8]], np.float32)


def test_safe_is_the_order_of_the_scores():
    assert mmr_order(SCORES, ROWS, 4, 0.0) == [0, 1, 2, 3]


def test_varied_passes_over_a_film_like_the_one_above():
    assert mmr_order(SCORES, ROWS, 3, 0.5) == [0, 2, 1]


def test_the_best_film_stays_the_first_and_k_are_answered():
    for varied in (0.1, 0.5, 0.9, 1.0):
        order = mmr_order(SCORES, ROWS, 2, varied)
        assert order[0] == 0 and len(order) == 2
    assert sorted(mmr_order(SCORES, ROWS, 9, 0.7)) == [0, 1, 2, 3]


def test_nothing_and_equal_scores_are_no_trouble():
    assert mmr_order(np.zeros(0, np.float32), np.zeros((0, 2), np.float32), 5, 0.5) == []
    assert mmr_order(np.ones(3, np.float32), ROWS[:3], 3, 0.5) == [0, 2, 1]


def test_a_varied_list_shows_each_film_with_its_own_score(recommender: Recommender, toy):
    safe = {r.movie.id: (r.score, r.bar) for r in recommender.recommend([toy.ALIEN])}
    varied = recommender.recommend([toy.ALIEN], diversity=0.8)
    assert {r.movie.id: (r.score, r.bar) for r in varied} == safe
    assert [r.movie.id for r in varied] != list(safe)
    assert [r.movie.id for r in recommender.recommend([toy.ALIEN], k=2, diversity=0.8)] == [r.movie.id for r in varied][
        :2
    ]
    assert recommender.recommend([toy.ALIEN], k=0, diversity=0.8) == []
