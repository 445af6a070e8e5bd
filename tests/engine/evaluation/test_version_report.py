from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from engine.evaluation.measurement import Case, measure
from engine.evaluation.version_report import HeldOutMonitor, report_of, report_rows
from engine.model.interactions import interactions_of
from engine.model.training import train
from engine.model.training_options import TrainingOptions
from engine.model.user_split import UserSplit, split_users


@pytest.fixture
def trained(clusters):
    return train(clusters, TrainingOptions(dim=16, steps=40, walks=20))


def test_a_version_stands_beside_popularity_on_users_that_it_was_not_trained_on(trained):
    report = report_of(trained.served, trained.split)
    assert report["users"] == 9
    assert {row["model"] for row in report["rows"]} == {"movierec", "popularity"}
    ndcg = {row["model"]: row["value"] for row in report["rows"] if (row["metric"], row["likes"]) == ("ndcg@20", "80%")}
    assert ndcg["movierec"] > ndcg["popularity"]


def test_without_held_out_users_there_are_no_figures(trained, clusters):
    nobody = UserSplit.nobody_held_out(interactions_of(clusters))
    assert report_of(trained.served, nobody)["rows"] == []
    assert HeldOutMonitor(nobody)(trained.served) == ""


def test_the_monitor_tells_the_recall_of_held_out_users(trained, clusters):
    assert HeldOutMonitor(split_users(clusters))(trained.served).startswith("held-out R@20 ")


def test_rows_carry_the_contracts_keys():
    case = Case("5", sparse.csr_array(np.eye(1, 3)), sparse.csr_array(np.array([[0, 1.0, 0]])))
    rows = report_rows("x", case, measure(lambda liked: np.array([[0.0, 2, 1]]), case, np.array([1, 1, 1])))
    assert all(set(row) == {"model", "metric", "likes", "value", "low", "high"} for row in rows)
    assert {row["metric"]: row["value"] for row in rows}["recall@20"] == 1
