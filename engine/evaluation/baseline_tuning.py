"""Chooses a baseline's settings on a validation part of the training data, never on the test data.

A baseline with several settings uses the best one for each column (an amount liked; over all films, or beyond the most
watched), as if it knew in which column it is measured. movierec has no such advantage; the bias is deliberate.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from engine.evaluation.baselines.baseline import Baseline
from engine.evaluation.measurement import BEYOND, Measured, Trial, measure
from engine.evaluation.strong_generalization import make_cases

Column = tuple[str, str]
"""Case.likes, and "" (over all films) or BEYOND."""
Choice = Mapping[Column, str]
"""The label of the setting chosen for each column."""


@dataclass(frozen=True)
class BaselineGrid:
    """A method, under its name in the report, and the settings to choose from: factories of unfitted models, by the
    setting's label."""

    name: str
    settings: Mapping[str, Callable[[], Baseline]]


def validation_of(trial: Trial, likes: Sequence[float | int]) -> Trial:
    """A trial within the training users: a twentieth of them (50 to 500, at most a tenth) are measured on, models are
    fitted to the others."""
    training = trial.training
    able = np.flatnonzero(training.lengths >= 2)
    asked = np.random.default_rng(0).permutation(able)[: min(max(50, len(able) // 20), 500, len(able) // 10)]
    out = np.zeros(len(training.users), bool)
    out[asked] = True
    return Trial(training.rows(~out), make_cases(training.rows(out), likes=likes), trial.k)


def choose(baseline: BaselineGrid, validation: Trial) -> Choice:
    """The setting with the best recall in each column of `validation`, the first on a tie; empty for one setting."""
    if len(baseline.settings) == 1:
        return {}
    best: dict[Column, tuple[float, str]] = {}
    for label, make in baseline.settings.items():
        if not validation.cases:
            break
        model = make()
        model.fit(validation.training.matrix)
        for case in validation.cases:
            found = measure(model.scores, case, validation.training.counts, validation.k)
            for suffix in ("", BEYOND):
                values = found.per_user.get(f"recall@{validation.k}{suffix}", np.zeros(0))
                figure = float(values.mean()) if len(values) else 0.0
                column = (case.likes, suffix)
                if column not in best or figure > best[column][0]:
                    best[column] = (figure, label)
    return {column: label for column, (_, label) in best.items()}


def measure_baseline(baseline: BaselineGrid, trial: Trial, choice: Choice) -> list[Measured]:
    """The baseline's figures in each case of `trial`, with the settings of `choice`: figures beyond the most watched
    films use the setting chosen for those, all other figures the one chosen over all films."""
    first = next(iter(baseline.settings))
    wanted = {(c.likes, suffix): choice.get((c.likes, suffix), first) for c in trial.cases for suffix in ("", BEYOND)}
    found: dict[Column, Measured] = {}
    for label, make in baseline.settings.items():
        if label not in wanted.values():
            continue
        model = make()
        model.fit(trial.training.matrix)
        for case in trial.cases:
            columns = [(case.likes, suffix) for suffix in ("", BEYOND) if wanted[case.likes, suffix] == label]
            if columns:
                found |= dict.fromkeys(columns, measure(model.scores, case, trial.training.counts, trial.k))
    return [found[case.likes, ""].with_beyond(found[case.likes, BEYOND]) for case in trial.cases]


def describe(baseline: BaselineGrid, choice: Choice) -> str:
    """ "EDLAE: p 0.67 for 80%; p 0.98 for 5, 5 beyond 100"; empty if there was nothing to choose."""
    if not choice:
        return ""
    columns: dict[str, list[str]] = {}
    for (likes, suffix), label in choice.items():
        columns.setdefault(label, []).append(likes + suffix)
    return f"{baseline.name}: " + "; ".join(f"{label} for {', '.join(where)}" for label, where in columns.items())
