from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy import sparse

from engine.model.training import train
from engine.model.training_options import TrainingOptions


def test_films_that_a_version_lacks_are_never_recommended_before_those_it_knows(clusters):
    trained = train(clusters, TrainingOptions(dim=16, steps=5, walks=10))
    served = trained.served.aligned(np.array([10, 20, 999]))
    scores = served.scores(sparse.csr_array(np.array([[1.0, 0, 0]])))
    assert scores[0].argmin() == 2


def test_the_dial_turns_from_rare_films_to_popular_ones(clusters):
    trained = train(clusters, TrainingOptions(dim=16, steps=5, walks=10)).served
    served = replace(trained, ranking=replace(trained.ranking, pairs=None))
    liked = sparse.csr_array(np.eye(1, len(served.ids)))
    gems, default, charts = (served.scores(liked, popularity=stop)[0] for stop in (0.0, 1.0, 4.0))
    np.testing.assert_array_equal(default, served.scores(liked)[0])
    gained = (charts - gems)[1:]
    assert np.corrcoef(gained, served.ranking.log_watchers[1:])[0, 1] > 0.99


def test_in_another_order_every_film_keeps_its_score(clusters):
    served = train(clusters, TrainingOptions(dim=16, steps=5, walks=10)).served
    assert served.ranking.pairs is not None
    turned = served.aligned(served.ids[::-1].copy())
    last = len(served.ids) - 1
    scores = served.opinion_scores({0: 1.0, 3: 1.0, 14: -1.0})
    np.testing.assert_allclose(
        turned.opinion_scores({last: 1.0, last - 3: 1.0, last - 14: -1.0})[::-1], scores, atol=1e-4
    )
    liked = sparse.csr_array(np.eye(1, len(served.ids)))
    np.testing.assert_allclose(served.opinion_scores({0: 1.0}), served.scores(liked)[0], atol=1e-5)
    assert served.opinion_scores({0: 1.0, 14: -1.0})[15] != served.opinion_scores({0: 1.0})[15]
