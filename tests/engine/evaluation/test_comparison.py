from __future__ import annotations

from engine.evaluation import makers
from engine.evaluation.comparison import evaluate
from engine.evaluation.makers import MAKER_LIKES
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
    damped = {f"{name}{power}" for name in ("EASE", "EDLAE", "iALS") for power in ("", " /w^.25", " /w^.5")}
    others = {"popularity", "item-kNN k=200", "item-kNN k=1000", "regression, not low-rank", *damped}
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
    assert {row["model"] for row in report["rows"]} == {"movierec", "EASE", "EASE /w^.25", "EASE /w^.5"}


def test_a_makers_films_are_asked_for_where_the_data_have_them(clusters, monkeypatch):
    trained = train(clusters, TrainingOptions(dim=8, steps=2, walks=5))
    rows = evaluate(clusters, trained.served, baselines=["ease"])["rows"]
    assert not [row for row in rows if row["likes"] == MAKER_LIKES], "no group has six films of this set"
    titles, years = clusters.movies["title"], clusters.movies["year"]
    group = tuple(f"{title} ({year})" for title, year in zip(titles[:7], years[:7], strict=True))
    monkeypatch.setattr(makers, "read_makers", lambda: {"x": group})
    rows = evaluate(clusters, trained.served, baselines=["ease"])["rows"]
    found = {row["model"]: row for row in rows if row["metric"] == "maker@20"}
    assert set(found) == {"movierec", "EASE", "EASE /w^.25", "EASE /w^.5"}
    assert all(row["likes"] == "4 by a maker" for row in found.values())
    assert {row["model"] for row in rows if row["metric"] == "maker@20 lead"} == set(found) - {"movierec"}
    assert not [row for row in rows if row["metric"] == "median watchers lead"]
