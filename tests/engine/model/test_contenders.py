from __future__ import annotations

import numpy as np
import pytest

from engine.errors import UsageError
from engine.jobs.evaluate import PEERS
from engine.model.contenders import (
    CONTENDERS,
    TUTORIAL,
    Contender,
    Trial,
    choose,
    contend,
    describe,
    find_contenders,
    validation_of,
)
from engine.model.evaluation import LIKES, K, make_cases
from engine.model.features import features_of
from engine.model.interactions import interactions_of
from engine.model.peers import ItemKNN, Peer, Popularity


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

    contender = Contender("x", {"back": Backwards, "near": Counted})
    choice = choose(contender, validation_of(trial, LIKES))
    assert {column: label for column, label in choice.items() if column[1] == ""} == {
        (likes, ""): "near" for likes in ("80%", "5", "1")
    }
    found = contend(contender, trial, choice)
    alone = contend(Contender("y", {"near": ItemKNN}), trial, {})
    assert [one.per_user["recall@20"].tolist() for one in found] == [
        one.per_user["recall@20"].tolist() for one in alone
    ]
    assert fitted == [73, 81], "to the validation's training users, then to all"
    assert describe(contender, choice).startswith("x: near for 80%")


def test_one_setting_needs_no_choice(trial):
    class Never(Peer):
        name = "never"

        def fit(self, watched):
            raise AssertionError

        def scores(self, liked):
            raise AssertionError

    assert choose(Contender("x", {"": Never}), validation_of(trial, LIKES)) == {}


def test_peers_are_found_by_name_and_the_tutorial_only_when_named(clusters):
    features = features_of(clusters.movies)
    assert [one.name for one in find_contenders(["ials", "popularity"], features)] == ["popularity", "iALS"]
    assert [one.name for one in find_contenders(["tutorial"], features)] == ["tutorial"]
    assert "tutorial" not in [one.name for one in find_contenders([], features)]
    with pytest.raises(UsageError, match="no peer 'svd'"):
        find_contenders(["svd"], features)


def test_the_command_offers_the_peers_that_there_are():
    assert (*CONTENDERS, TUTORIAL) == PEERS
