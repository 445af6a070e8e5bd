"""Chooses a baseline's settings on a validation part of the training data, never on the test data.

A baseline with several settings uses the best one for each column (an amount liked; over all films, beyond the most
watched, or stratified by popularity), as if it knew in which column it is measured. movierec has no such advantage; the
bias is deliberate.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from engine.evaluation.baselines.baseline import Baseline
from engine.evaluation.damping import damped_name
from engine.evaluation.measurement import COLUMNS, Case, Measured, Trial, column_of, measure_damped
from engine.evaluation.strong_generalization import make_cases

Column = tuple[str, str]
"""Case.likes, and one of measurement.COLUMNS."""
Choice = Mapping[Column, str]
"""The label of the setting chosen for each column."""


@dataclass(frozen=True)
class BaselineGrid:
    """A method, under its name in the report, and the settings to choose from: factories of unfitted models, by the
    setting's label. It is measured as it is, or with its scores damped by each of `exponents`, as if it were as many
    methods (`names`)."""

    name: str
    settings: Mapping[str, Callable[[], Baseline]]
    exponents: tuple[float, ...] = (0.0,)

    @property
    def names(self) -> list[str]:
        """The name of the method with each exponent."""
        return [damped_name(self.name, exponent) for exponent in self.exponents]

    def undamped(self) -> BaselineGrid:
        """Only the method as it is."""
        return replace(self, exponents=(0.0,))


def validation_of(trial: Trial, likes: Sequence[float | int], others: Sequence[Case] = ()) -> Trial:
    """A trial within the training users: a twentieth of them (50 to 500, at most a tenth) are measured on, models are
    fitted to the others. `others` are cases of no users of the data, measured on as they are."""
    training = trial.training
    able = np.flatnonzero(training.lengths >= 2)
    asked = np.random.default_rng(0).permutation(able)[: min(max(50, len(able) // 20), 500, len(able) // 10)]
    out = np.zeros(len(training.users), bool)
    out[asked] = True
    return Trial(training.rows(~out), [*make_cases(training.rows(out), likes=likes), *others], trial.k)


def choose(baseline: BaselineGrid, validation: Trial) -> dict[str, Choice]:
    """The setting with the best recall (or stratified recall) in each column of `validation`, the first on a tie, for
    each of the baseline's names; nothing is chosen from one setting."""
    if len(baseline.settings) == 1:
        return {name: {} for name in baseline.names}
    best: dict[str, dict[Column, tuple[float, str]]] = {name: {} for name in baseline.names}
    for label, make in baseline.settings.items():
        if not validation.cases:
            break
        model = make()
        model.fit(validation.training.matrix)
        for case in validation.cases:
            all_found = measure_damped(
                model.scores, case, validation.training.counts, baseline.exponents, validation.k, brief=True
            )
            for name, found in zip(baseline.names, all_found, strict=True):
                for metric, values in found.per_user.items():
                    figure = float(values.mean()) if len(values) else 0.0
                    column = (case.likes, column_of(metric))
                    if column not in best[name] or figure > best[name][column][0]:
                        best[name][column] = (figure, label)
    return {name: {column: label for column, (_, label) in found.items()} for name, found in best.items()}


def measure_baseline(baseline: BaselineGrid, trial: Trial, choices: Mapping[str, Choice]) -> dict[str, list[Measured]]:
    """The baseline's figures in each case of `trial` for each of its names, with the settings of `choices`: the figures
    of a column use the setting chosen for it, or the first."""
    first = next(iter(baseline.settings))
    found: dict[str, dict[Column, Measured]] = {name: {} for name in baseline.names}
    for label, make in baseline.settings.items():
        wanted = {
            name: {
                (case.likes, column)
                for case in trial.cases
                for column in COLUMNS
                if _chosen(choices.get(name, {}), case, column, first) == label
            }
            for name in baseline.names
        }
        if not any(wanted.values()):
            continue
        model = make()
        model.fit(trial.training.matrix)
        for case in trial.cases:
            asked = [
                (name, exponent, [column for column in COLUMNS if (case.likes, column) in wanted[name]])
                for name, exponent in zip(baseline.names, baseline.exponents, strict=True)
            ]
            asked = [one for one in asked if one[2]]
            if not asked:
                continue
            exponents = [exponent for _, exponent, _ in asked]
            all_measured = measure_damped(model.scores, case, trial.training.counts, exponents, trial.k)
            for (name, _, columns), measured in zip(asked, all_measured, strict=True):
                found[name] |= {(case.likes, column): measured for column in columns}
    return {name: [_assembled(found[name], case) for case in trial.cases] for name in baseline.names}


def _chosen(choice: Choice, case: Case, column: str, first: str) -> str:
    """The label chosen for a column; for one that validation did not have, the label over all films."""
    return choice.get((case.likes, column)) or choice.get((case.likes, COLUMNS[0]), first)


def _assembled(found: Mapping[Column, Measured], case: Case) -> Measured:
    """The case's figures, each column's as measured with the setting chosen for it."""
    all_films, *others = COLUMNS
    measured = found[case.likes, all_films]
    for column in others:
        measured = measured.with_column(column, found[case.likes, column])
    return measured


def describe(name: str, choice: Choice) -> str:
    """ "EDLAE: p 0.67 for 80%; p 0.98 for 5, 5 beyond 100"; empty if there was nothing to choose."""
    if not choice:
        return ""
    columns: dict[str, list[str]] = {}
    for (likes, suffix), label in choice.items():
        columns.setdefault(label, []).append(likes + suffix)
    return f"{name}: " + "; ".join(f"{label} for {', '.join(where)}" for label, where in columns.items())
