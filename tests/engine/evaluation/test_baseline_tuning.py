from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from engine.evaluation.baseline_tuning import BaselineGrid, choose, describe, measure_baseline, validation_of
from engine.evaluation.baselines.baseline import Baseline
from engine.evaluation.baselines.item_knn import ItemKNN
from engine.evaluation.baselines.popularity import Popularity
from engine.evaluation.makers import Maker, maker_cases
from engine.evaluation.measurement import Case, K, Trial
from engine.evaluation.strong_generalization import LIKES, make_cases
from engine.model.interactions import Interactions, interactions_of


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
    choices = choose(baseline, validation_of(trial, LIKES))
    choice = choices["x"]
    assert {column: label for column, label in choice.items() if column[1] == ""} == {
        (likes, ""): "near" for likes in ("80%", "5", "1")
    }
    found = measure_baseline(baseline, trial, choices)["x"]
    alone = measure_baseline(BaselineGrid("y", {"near": ItemKNN}), trial, {})["y"]
    assert [one.per_user["recall@20"].tolist() for one in found] == [
        one.per_user["recall@20"].tolist() for one in alone
    ]
    assert fitted == [73, 81], "to the validation's training users, then to all"
    assert describe("x", choice).startswith("x: near for 80%")


def test_one_setting_needs_no_choice(trial):
    class Never(Baseline):
        name = "never"

        def fit(self, watched):
            raise AssertionError

        def scores(self, liked):
            raise AssertionError

    assert choose(BaselineGrid("x", {"": Never}), validation_of(trial, LIKES)) == {"x": {}}


class Fixed(Baseline):
    """Scores that do not depend on what is liked."""

    def __init__(self, scores):
        self.name, self._scores = "fixed", np.array(scores, np.float64)

    def fit(self, watched):
        pass

    def scores(self, liked):
        return np.tile(self._scores, (liked.shape[0], 1))


def test_each_exponent_has_settings_of_its_own_and_each_column_too():
    matrix = sparse.csr_array(np.arange(1_000)[:, None] < np.array([1, 980, 80, 5]), dtype=np.float32)
    training = Interactions(np.arange(1_000), np.arange(4), matrix)
    liked, targets = sparse.csr_array(np.array([[1.0, 0, 0, 0]])), sparse.csr_array(np.array([[0, 1.0, 0, 1]]))
    trial = Trial(training, [Case("1", liked, targets)], 1)
    grid = BaselineGrid("x", {"a": lambda: Fixed([0, 3, 2, 0.1]), "b": lambda: Fixed([0, 1, 2, 3])}, (0.0, 0.5))
    choices = choose(grid, trial)
    assert choices["x"] == {("1", ""): "a", ("1", " stratified"): "b"}, "both find one: the first, but b's is rarer"
    assert choices["x /w^.5"] == {("1", ""): "b", ("1", " stratified"): "b"}, "2 / 10 is more than 3 / 32"
    found = measure_baseline(grid, trial, choices)
    assert list(found) == ["x", "x /w^.5"]
    assert found["x"][0].per_user["median watchers"].tolist() == [980]
    assert found["x"][0].per_user["stratified@1"].tolist() == [1]
    assert found["x /w^.5"][0].per_user["median watchers"].tolist() == [5]
    assert grid.undamped().names == ["x"]


def test_cases_of_no_users_are_measured_on_as_they_are(trial):
    cases = maker_cases([Maker("x", np.arange(6))], len(trial.training.movies))
    assert validation_of(trial, LIKES, cases).cases[-1] is cases[0]
