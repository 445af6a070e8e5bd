from __future__ import annotations

from engine.model.comparison import evaluate
from engine.model.evaluation import Served
from engine.model.options import TrainingOptions
from engine.model.training import train


def test_movierec_is_measured_beside_its_peers_on_clusters(clusters):
    trained = train(clusters, TrainingOptions(dim=16, steps=40, walks=20))
    served = Served.of(trained.arrays, trained.tensors)
    events = []
    report = evaluate(clusters, served, progress=events.append)
    recall = {
        row["model"]: row["value"] for row in report["rows"] if row["metric"] == "ndcg@20" and row["likes"] == "80%"
    }
    peers = {"popularity", "item-kNN k=200", "item-kNN k=1000", "EASE", "EDLAE", "iALS", "regression, not low-rank"}
    assert set(recall) == {"movierec", *peers}
    assert recall["movierec"] > recall["popularity"]
    assert report["users"] == 9
    assert events[-1].done == events[-1].total == 8
    again = {(row["likes"], row["metric"]): row["value"] for row in report["rows"] if row["model"] == "movierec"}
    own = {(row["likes"], row["metric"]): row["value"] for row in trained.report["rows"] if row["model"] == "movierec"}
    assert again == own
    lead = {row["model"]: row for row in report["rows"] if row["metric"] == "ndcg@20 lead" and row["likes"] == "80%"}
    assert set(lead) == peers
    gap = recall["movierec"] - recall["popularity"]
    assert abs(lead["popularity"]["value"] - gap) < 1e-5
    assert lead["popularity"]["low"] <= gap <= lead["popularity"]["high"]
    assert "EDLAE: p " in report["protocol"]


def test_peers_are_chosen_by_name(clusters):
    trained = train(clusters, TrainingOptions(dim=8, steps=2, walks=5))
    report = evaluate(clusters, Served.of(trained.arrays, trained.tensors), peers=["ease"])
    assert {row["model"] for row in report["rows"]} == {"movierec", "EASE"}
