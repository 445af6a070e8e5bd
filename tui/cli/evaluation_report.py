"""Prints an evaluation report: tables that fit 80 columns, a plot, and the protocol."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from tui.cli.output import say, write
from tui.cli.scatter_plot import scatter
from tui.cli.text_tables import write_table

OURS = "movierec"
Figures: TypeAlias = Mapping[tuple[str, str, str], Mapping[str, Any]]
"""The report's rows by their model, metric and likes."""

_WIDTH = 80
_LAST = "all but last"
_MAKER = "4 by a maker"
_PLOTTED = "5"
_SHORT = {
    "ndcg@20": "NDCG",
    "hr@20": "HR",
    "recall@20 head": "head",
    "recall@20 middle": "middle",
    "recall@20 tail": "tail",
    "films": "films",
    "watchers": "watchers",
    "median watchers": "median",
}
_SHORT_LAST = {
    "hr@10": "HR@10",
    "ndcg@10": "NDCG",
    "hr@10 beyond 100": "beyond",
    "films": "films",
    "watchers": "watchers",
    "hr@10 sampled": "HR of 99",
    "ndcg@10 sampled": "NDCG",
}

_COUNTS = ("films", "watchers", "median watchers")


def show_report(report: Mapping[str, Any], *, plain: bool) -> None:
    """Write the tables of the protocols that were run, and their descriptions."""
    rows = report["rows"]
    tables = _Tables(
        figures={(row["model"], row["metric"], row["likes"]): row for row in rows},
        models=list(dict.fromkeys(row["model"] for row in rows)),
        plain=plain,
    )
    likes = [one for one in dict.fromkeys(row["likes"] for row in rows) if one not in (_LAST, _MAKER)]
    if likes:
        tables.strong(likes)
    if any(row["likes"] == _LAST for row in rows):
        tables.last()
    for paragraph in report["protocol"].split("\n\n"):
        say(textwrap.fill(paragraph, _WIDTH))


@dataclass(frozen=True)
class _Tables:
    figures: Figures
    models: Sequence[str]
    plain: bool

    def strong(self, likes: Sequence[str]) -> None:
        shown = {n: f"{n} liked" for n in likes}
        for title, metric, columns in (
            ("Recall@20 for users held out of training", "recall@20", shown),
            ("Recall@20 without the 100 most watched films", "recall@20 beyond 100", shown),
            ("Recall@20 with the less watched films counting more", "stratified@20", shown),
            ("Other films of one director, series or kind, top 20", "maker@20", {_MAKER: "4 liked"}),
        ):
            if any((OURS, metric, n) in self.figures for n in columns):
                write(f"{title}\n")
                body = {m: [self._interval(m, metric, n) for n in columns] for m in self.models}
                self._table(("", *columns.values()), body)
                self._leads(metric, columns)
        asked = _PLOTTED if _PLOTTED in likes else likes[0]
        self._detail(asked, f"{asked} liked, top 20", _SHORT)
        self._plot(asked)

    def last(self) -> None:
        write("Every user's last film, top 10 (of 99: ranked among 99 random films)\n")
        self._detail(_LAST, "", _SHORT_LAST)
        self._leads("hr@10", {_LAST: "HR@10"})

    def _leads(self, metric: str, likes: Mapping[str, str]) -> None:
        """Write movierec's lead over each other model; `likes` maps each amount of likes to its column title. A star:
        the paired interval excludes zero."""
        others = [model for model in self.models if model != OURS]
        if not others:
            return
        columns = ("movierec's lead over (paired)", *likes.values())
        body = [(model, *(_gap(self.figures.get((model, f"{metric} lead", n))) for n in likes)) for model in others]
        write_table(columns, body, right=columns[1:], plain=self.plain)
        write("\n")

    def _detail(self, likes: str, title: str, names: Mapping[str, str]) -> None:
        shown = {metric: name for metric, name in names.items() if (OURS, metric, likes) in self.figures}
        if title:
            write(f"{title}\n")
        columns = ("", *shown.values())
        found = self.figures
        self._table(columns, {m: [_value(found.get((m, metric, likes))) for metric in shown] for m in self.models})

    def _table(self, columns: Sequence[str], figures: Mapping[str, Sequence[str]]) -> None:
        """Write a row for each model: its name and its cells."""
        body = [(model, *cells) for model, cells in figures.items()]
        write_table(columns, body, right=columns[1:], plain=self.plain)
        write("\n")

    def _interval(self, model: str, metric: str, likes: str) -> str:
        row = self.figures.get((model, metric, likes))
        return "" if row is None else f"{_bare(row['value'])} ±{_bare((row['high'] - row['low']) / 2)}"

    def _plot(self, likes: str) -> None:
        found = self.figures
        points = [
            (model, found[model, "films", likes]["value"], found[model, "recall@20", likes]["value"])
            for model in self.models
            if (model, "films", likes) in found and (model, "recall@20", likes) in found
        ]
        write(scatter(points, f"different films recommended, {likes} liked", "Recall@20") + "\n")


def _value(row: Mapping[str, Any] | None) -> str:
    if row is None:
        return ""
    return f"{row['value']:,.0f}" if row["metric"] in _COUNTS else _bare(row["value"])


def _gap(row: Mapping[str, Any] | None) -> str:
    """ "+.012 ±.009 *" """
    if row is None:
        return ""
    star = " " if row["low"] <= 0 <= row["high"] else "*"
    return (
        f"{'-' if row['value'] < 0 else '+'}{_bare(abs(row['value']))} ±{_bare((row['high'] - row['low']) / 2)} {star}"
    )


def _bare(value: float) -> str:
    return f"{value:.3f}".replace("0.", ".", 1) if abs(value) < 1 else f"{value:.3f}"
