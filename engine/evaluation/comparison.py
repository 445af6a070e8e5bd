"""Compares movierec with the baselines, on the same users and by the same metrics."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from engine.evaluation.baseline_grids import find_baselines
from engine.evaluation.baseline_tuning import BaselineGrid, choose, describe, measure_baseline, validation_of
from engine.evaluation.intervals import bootstrap
from engine.evaluation.makers import MAKER_PROTOCOL, TUNING_DRAWS, maker_cases, makers_of
from engine.evaluation.measurement import MEDIAN, K, Measured, Trial, measure
from engine.evaluation.strong_generalization import LIKES, PROTOCOL, make_cases
from engine.evaluation.version_report import report_rows
from engine.model.features import features_of
from engine.model.served_model import ServedModel
from engine.model.user_split import split_users
from engine.progress import Event, Progress, silent

if TYPE_CHECKING:
    from engine.datasets.dataset import Dataset

TUNED = (
    "Baselines with several settings use those that did best in each column of a trial within the training part, "
    "refitted to all of it. Of a method /w^.25 the scores are divided by (watchers + 20)^.25, likewise /w^.5. Rows "
    "called lead: movierec minus that model, paired by user."
)


def evaluate(
    dataset: Dataset,
    served: ServedModel,
    *,
    baselines: Sequence[str] = (),
    progress: Progress = silent,
    should_stop: Callable[[], bool] = lambda: False,
) -> dict[str, Any]:
    """{"protocol", "users", "rows"}: movierec beside `baselines` (by default all but the tutorial), which are fitted
    here to the users that the version was trained on.

    `served` must come from training on `dataset`, so that its held-out users are those measured. If `should_stop`
    returns true, evaluation ends early with the rows of the baselines done so far. Raises UsageError for an unknown
    baseline.
    """
    grids = find_baselines(baselines, features_of(dataset.movies))
    split = split_users(dataset)
    makers, movies = makers_of(dataset.movies, split.training), len(split.training.movies)
    trial = Trial(split.training, [*make_cases(split.held_out), *maker_cases(makers, movies)], K)
    validation = validation_of(trial, LIKES, maker_cases(makers, movies, draws=TUNING_DRAWS, seed=1))
    ours = served.aligned(split.data.movies)
    progress(Event(stage="evaluate", done=0, total=len(grids) + 1, unit="models", message="movierec"))
    measured = [measure(ours.scores, case, trial.training.counts, K) for case in trial.cases]
    rows, chosen = compare(measured, trial, validation, grids, progress, should_stop)
    return {
        "protocol": " ".join((PROTOCOL, MAKER_PROTOCOL, TUNED, *chosen)),
        "users": len(split.held_out.users),
        "rows": rows,
    }


def compare(
    ours: Sequence[Measured],
    trial: Trial,
    validation: Trial,
    grids: Sequence[BaselineGrid],
    progress: Progress,
    should_stop: Callable[[], bool],
) -> tuple[list[dict[str, Any]], list[str]]:
    """The rows of movierec (`ours`, one Measured per case) and of the baselines, and a sentence for each baseline
    whose settings were chosen."""
    total = len(grids) + 1
    rows = [row for case, one in zip(trial.cases, ours, strict=True) for row in report_rows("movierec", case, one)]
    chosen = []
    for number, grid in enumerate(grids, start=1):
        if should_stop():
            break
        progress(Event(stage="evaluate", done=number, total=total, unit="models", message=grid.name))
        choices = choose(grid, validation)
        for name, theirs in measure_baseline(grid, trial, choices).items():
            chosen += [f"{words}." for words in (describe(name, choices[name]),) if words]
            for case, mine, other in zip(trial.cases, ours, theirs, strict=True):
                rows += report_rows(name, case, other)
                rows += _leads(name, case.likes, mine, other)
    progress(Event(stage="evaluate", done=total, total=total, unit="models"))
    return rows, chosen


def _leads(model: str, likes: str, ours: Measured, theirs: Measured) -> Iterable[dict[str, Any]]:
    """movierec's lead over the model in each metric, paired by user."""
    for metric, values in ours.per_user.items():
        if len(values) and metric != MEDIAN:
            gap = bootstrap(values - theirs.per_user[metric])
            yield {
                "model": model,
                "metric": f"{metric} lead",
                "likes": likes,
                "value": round(gap.value, 6),
                "low": round(gap.low, 6),
                "high": round(gap.high, 6),
            }
