"""The report stored with a version: movierec beside popularity, on the users not seen in training."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.evaluation.baselines.popularity import Popularity
from engine.evaluation.intervals import bootstrap
from engine.evaluation.measurement import Case, K, Measured, measure
from engine.evaluation.strong_generalization import PROTOCOL, make_cases
from engine.model.served_model import ServedModel
from engine.model.user_split import UserSplit
from engine.progress import Portion, untold

MONITORED_USERS = 100


def report_of(served: ServedModel, split: UserSplit, told: Portion = untold) -> dict[str, Any]:
    """{"protocol", "users", "rows"} of a version that was trained on `split.training`. `told` hears how much of the
    users' lists is measured."""
    training, held_out = split.training, split.held_out
    popularity = Popularity()
    popularity.fit(training.matrix)
    rows = []
    cases = make_cases(held_out)
    for number, case in enumerate(cases):
        told(number / len(cases))
        rows += report_rows("movierec", case, measure(served.scores, case, training.counts))
        told((number + 0.5) / len(cases))
        rows += report_rows(popularity.name, case, measure(popularity.scores, case, training.counts))
    return {"protocol": PROTOCOL, "users": len(held_out.users), "rows": rows}


def report_rows(model: str, case: Case, measured: Measured) -> list[dict[str, Any]]:
    """The rows of a report: one per metric, with its interval; films and watchers are counts and have none."""
    rows = []
    for metric, values in measured.per_user.items():
        if len(values):
            mean = bootstrap(values)
            rows.append((metric, mean.value, mean.low, mean.high))
    rows += [
        (name, value, value, value) for name, value in (("films", measured.films), ("watchers", measured.n_ratings))
    ]
    return [
        {
            "model": model,
            "metric": metric,
            "likes": case.likes,
            "value": round(v, 6),
            "low": round(a, 6),
            "high": round(b, 6),
        }
        for metric, v, a, b in rows
    ]


class HeldOutMonitor:
    """The quality that training shows with its progress: Recall@20 of the first held-out users at 80% liked, as text.

    The cases are the same at every call, so the figures of one training are comparable.
    """

    def __init__(self, split: UserSplit) -> None:
        some = split.held_out.rows(np.arange(min(len(split.held_out.users), MONITORED_USERS)))
        self._cases = make_cases(some, likes=(0.8,))
        self._counts = split.training.counts

    def __call__(self, served: ServedModel) -> str:
        """ "held-out R@20 0.431"; empty if no user is held out."""
        if not self._cases:
            return ""
        found = measure(served.scores, self._cases[0], self._counts)
        return f"held-out R@{K} {found.per_user[f'recall@{K}'].mean():.3f}"
