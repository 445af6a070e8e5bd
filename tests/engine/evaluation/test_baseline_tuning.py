from __future__ import annotations

import numpy as np
import pytest

from engine.evaluation.baseline_tuning import BaselineGrid, choose, describe, measure_baseline, validation_of
from engine.evaluation.baselines.baseline import Baseline
from engine.evaluation.baselines.item_knn import ItemKNN
from engine.evaluation.baselines.popularity import Popularity
from engine.evaluation.measurement import K, Trial
from engine.evaluation.strong_generalization import LIKES, make_cases
from engine.model.interactions import interactions_of


class Backwards(Popularity):
    """The least watched first."""

    def scores(self, liked):
        return -super().scores(liked)


@pytest.fixture
def trial(clusters) -> Trial:
    data = interactions_of(clusters)
    asked = np.arange(len(data.users)) % 10 == 0
    return Trial(data.rows(~asked), make_cases(data.rows(asked)), K)


def test_validation_users_are_training_users_that_the_setting_is_not_fitted_to(trial):
    validation = validation_of(trial, LIKES)
    asked = set(trial.training.users) - set(validation.training.users)
    assert len(asked) == len(trial.training.users) // 10
    assert set(validation.training.users) < set(trial.training.users)
    assert [case.likes for case in validation.cases] == ["80%", "5", "1"]


def test_the_setting_that_is_best_on_validation_is_measured(trial):
    fitted: list[int] = []

    class Counted(ItemKNN):
        def fit(self, watched):
            fitted.append(watched.shape[0])
            super().fit(watched)

    baseline = BaselineGrid("x", {"back": Backwards, "near": Counted})
    choice = choose(baseline, validation_of(trial, LIKES))
    assert {column: label for column, label in choice.items() if column[1] == ""} == {
        (likes, ""): "near" for likes in ("80%", "5", "1")
    }
    found = measure_baseline(baseline, trial, choice)
    alone = measure_baseline(BaselineGrid("y", {"near": ItemKNN}), trial, {})
    assert [one.per_user["recall@20"].tolist() for one in found] == [
        one.per_user["recall@20"].tolist() for one in alone
    ]
    assert fitted == [73, 81], "to the validation's training users, then to all"
    assert describe(baseline, choice).startswith("x: near for 80%")


def test_one_setting_needs_no_choice(trial):
    class Never(Baseline):
        name = "never"

        def fit(self, watched):
            raise AssertionError

        def scores(self, liked):
            raise AssertionError

    assert choose(BaselineGrid("x", {"": Never}), validation_of(trial, LIKES)) == {}
