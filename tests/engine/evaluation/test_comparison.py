from __future__ import annotations

from engine.evaluation.comparison import evaluate
from engine.evaluation.version_report import report_of
from engine.model.training import train
from engine.model.training_options import TrainingOptions


def test_movierec_is_measured_beside_the_baselines_on_clusters(clusters):
    trained = train(clusters, TrainingOptions(dim=16, steps=40, walks=20))
    events = []
    report = evaluate(clusters, trained.served, progress=events.append)
    recall = {
        row["model"]: row["value"] for row in report["rows"] if row["metric"] == "ndcg@20" and row["likes"] == "80%"
    }
    others = {"popularity", "item-kNN k=200", "item-kNN k=1000", "EASE", "EDLAE", "iALS", "regression, not low-rank"}
    assert set(recall) == {"movierec", *others}
    assert recall["movierec"] > recall["popularity"]
    assert report["users"] == 9
    assert events[-1].done == events[-1].total == 8
    again = {(row["likes"], row["metric"]): row["value"] for row in report["rows"] if row["model"] == "movierec"}
    rows = report_of(trained.served, trained.split)["rows"]
    own = {(row["likes"], row["metric"]): row["value"] for row in rows if row["model"] == "movierec"}
    assert again == own
    lead = {row["model"]: row for row in report["rows"] if row["metric"] == "ndcg@20 lead" and row["likes"] == "80%"}
    assert set(lead) == others
    gap = recall["movierec"] - recall["popularity"]
    assert abs(lead["popularity"]["value"] - gap) < 1e-5
    assert lead["popularity"]["low"] <= gap <= lead["popularity"]["high"]
    assert "EDLAE: p " in report["protocol"]


def test_baselines_are_chosen_by_name(clusters):
    trained = train(clusters, TrainingOptions(dim=8, steps=2, walks=5))
    report = evaluate(clusters, trained.served, baselines=["ease"])
    assert {row["model"] for row in report["rows"]} == {"movierec", "EASE"}
