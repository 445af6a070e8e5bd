"""The report that `evaluate` prints for people."""

from __future__ import annotations

from typing import Any

import pytest

from tui.cli.evaluation_report import show_report
from tui.cli.scatter_plot import scatter

MODELS = {"movierec": 0.5, "popularity": 0.25, "regression, not low-rank": 0.5105}
METRICS = ("recall@20", "recall@20 beyond 100", "stratified@20", "ndcg@20", "hr@20", "recall@20 tail")


def row(model: str, metric: str, likes: str, value: float, width: float = 0.02) -> dict[str, Any]:
    return {
        "model": model,
        "metric": metric,
        "likes": likes,
        "value": value,
        "low": value - width,
        "high": value + width,
    }


def report() -> dict[str, Any]:
    rows = []
    for model, level in MODELS.items():
        for likes in ("80%", "5", "1"):
            rows += [row(model, metric, likes, level) for metric in METRICS]
            rows += [row(model, "films", likes, 1_200 * level, 0), row(model, "watchers", likes, 900 * level, 0)]
            rows.append(row(model, "median watchers", likes, 800 * level, 5))
            if model != "movierec":
                rows.append(row(model, "recall@20 lead", likes, 0.5 - level))
        rows += [row(model, "maker@20", "4 by a maker", level / 2), row(model, "films", "4 by a maker", 300, 0)]
        if model != "movierec":
            rows.append(row(model, "maker@20 lead", "4 by a maker", 0.25 - level / 2))
        rows += [row(model, metric, "all but last", level / 5) for metric in ("hr@10", "ndcg@10", "hr@10 sampled")]
        if model != "movierec":
            rows.append(row(model, "hr@10 lead", "all but last", (0.5 - level) / 5))
    return {"protocol": "Strong generalisation: so. " * 20 + "\n\n" + "Leave last out: so.", "rows": rows}


def test_all_fits_80_columns(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    show_report(report(), plain=False)
    shown = capsys.readouterr()
    assert max(map(len, (shown.out + shown.err).splitlines())) <= 80
    assert "…" not in shown.out
    lines = [line.split() for line in shown.out.splitlines()]
    assert ["movierec", ".500", "±.020", ".500", "±.020", ".500", "±.020"] in lines
    assert ["popularity", *(["+.250", "±.020", "*"] * 3)] in lines
    assert [*["regression,", "not", "low-rank"], *(["-.010", "±.020"] * 3)] in lines, "includes zero: no star"
    assert ["popularity", ".250", ".250", ".250", "300", "225", "200"] in lines
    assert ["popularity", ".125", "±.020"] in lines, "the films of one maker"
    assert ["popularity", "+.125", "±.020", "*"] in lines
    assert ["popularity", ".050", ".050", ".050"] in lines
    assert "Leave last out" in shown.err


def test_one_protocol_shows_its_own_tables_only(capsys: pytest.CaptureFixture[str]) -> None:
    both = report()
    show_report({**both, "rows": [one for one in both["rows"] if one["likes"] != "all but last"]}, plain=False)
    assert "last film" not in capsys.readouterr().out
    show_report({**both, "rows": [one for one in both["rows"] if one["likes"] == "all but last"]}, plain=False)
    shown = capsys.readouterr().out
    assert "held out of training" not in shown
    assert "last film" in shown


def test_points_stand_where_their_figures_are() -> None:
    lines = scatter(
        [("x", 0, 0.2), ("y", 100, 0.7), ("z", 50, 0.4)], "films", "Recall", width=21, height=7
    ).splitlines()
    assert lines[0] == "Recall"
    assert lines[1] == f"  .700 |{'b':>21}"
    assert lines[4] == f"       |{'c':>11}"
    assert lines[6] == "       |a"
    assert lines[7] == "  .100 |"
    assert lines[-3:] == ["       a  x", "       b  y", "       c  z"]


def test_points_on_one_cell_stand_side_by_side() -> None:
    lines = scatter([("x", 10, 0.5), ("y", 10, 0.5), ("z", 10, 0.5)], "", "", width=10, height=3).splitlines()
    assert lines[1].endswith("cba")


def test_a_single_model_is_plotted_too() -> None:
    assert "a" in scatter([("x", 0, 0.0)], "", "")
