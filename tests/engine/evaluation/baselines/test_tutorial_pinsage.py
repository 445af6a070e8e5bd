from __future__ import annotations

import numpy as np
from scipy import sparse

from engine.evaluation.baselines.tutorial_pinsage import MOST_SECONDS, Tutorial
from engine.model.features import features_of
from engine.model.interactions import interactions_of


def test_films_watched_by_one_user_come_near_each_other(clusters, kind_of):
    data = interactions_of(clusters)
    peer = Tutorial(features_of(clusters.movies), steps=250)
    peer.fit(data.matrix)
    best = data.movies[peer._answers[:, :5]]
    same = [kind_of(other) == kind_of(movie) for movie, row in zip(data.movies, best, strict=True) for other in row]
    assert np.mean(same) > 0.8


def test_each_liked_film_is_searched_by_itself_and_the_answers_are_put_together(clusters):
    peer = Tutorial(features_of(clusters.movies), steps=1)
    peer.fit(interactions_of(clusters).matrix)
    peer._answers = np.array([[1, 2, 3], [0, 4, 2], [5, 4, 3], [5, 4, 0], [0, 1, 2], [0, 1, 2]])
    scores = peer.scores(sparse.csr_array(np.array([[0.0, 1, 1, 0, 0, 0]])))
    assert np.argsort(-scores[0], kind="stable").tolist()[:5] == [0, 5, 4, 2, 3]


def test_training_ends_when_its_time_is_over(clusters):
    times = iter([0.0, 0.0, MOST_SECONDS + 1])
    peer = Tutorial(features_of(clusters.movies), steps=10**9, clock=lambda: next(times))
    peer.fit(interactions_of(clusters).matrix)
    assert peer._answers.shape == (36, 35)
