"""movierec beside its peers, on the same users and with the same arithmetic of figures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from engine.model.contenders import Contender, Trial, choose, contend, describe, find_contenders, validation_of
from engine.model.evaluation import LIKES, PROTOCOL, K, Measured, Served, make_cases, measure, report_rows
from engine.model.features import features_of
from engine.model.interactions import held_out, interactions_of
from engine.model.metrics import bootstrap
from engine.progress import Event, Progress, silent

if TYPE_CHECKING:
    from engine.datasets.dataset import Dataset

TUNED = (
    "Peers with settings to choose have those that were best in each column in a trial within the training part, and "
    "are fitted anew to all of it then. Rows called lead: movierec minus that model, paired by user."
)


def evaluate(
    dataset: Dataset,
    served: Served,
    *,
    peers: Sequence[str] = (),
    progress: Progress = silent,
    stop: Callable[[], bool] = lambda: False,
) -> dict[str, Any]:
    """{"protocol", "users", "rows"}: movierec beside `peers` (all by default), which are fitted here to the users that
    the version was trained on.

    `served` must come from training on `dataset`: then its held-out users are those measured. `stop` ends early with
    the rows of the peers done so far. Raises UsageError for a peer that there is not.
    """
    contenders = find_contenders(peers, features_of(dataset.movies))
    data = interactions_of(dataset)
    out = held_out(data)
    trial = Trial(data.rows(~out), make_cases(data.rows(out)), K)
    ours = served.aligned(data.movies)
    progress(Event(stage="evaluate", done=0, total=len(contenders) + 1, unit="models", message="movierec"))
    measured = [measure(ours.scores, case, trial.training.counts, K) for case in trial.cases]
    rows, chosen = compare(measured, trial, validation_of(trial, LIKES), contenders, progress, stop)
    return {"protocol": " ".join((PROTOCOL, TUNED, *chosen)), "users": int(out.sum()), "rows": rows}


def compare(
    ours: Sequence[Measured],
    trial: Trial,
    validation: Trial,
    contenders: Sequence[Contender],
    progress: Progress,
    stop: Callable[[], bool],
) -> tuple[list[dict[str, Any]], list[str]]:
    """The rows of movierec (`ours`, a Measured for each case) and of each contender, and the settings that these
    got, in words."""
    total = len(contenders) + 1
    rows = [row for case, one in zip(trial.cases, ours, strict=True) for row in report_rows("movierec", case, one)]
    chosen = []
    for number, contender in enumerate(contenders, start=1):
        if stop():
            break
        progress(Event(stage="evaluate", done=number, total=total, unit="models", message=contender.name))
        choice = choose(contender, validation)
        theirs = contend(contender, trial, choice)
        chosen += [f"{words}." for words in (describe(contender, choice),) if words]
        for case, mine, other in zip(trial.cases, ours, theirs, strict=True):
            rows += report_rows(contender.name, case, other)
            rows += _leads(contender.name, case.likes, mine, other)
    progress(Event(stage="evaluate", done=total, total=total, unit="models"))
    return rows, chosen


def _leads(model: str, likes: str, ours: Measured, theirs: Measured) -> Iterable[dict[str, Any]]:
    """How far movierec is ahead of the model in each metric, paired over users."""
    for metric, values in ours.per_user.items():
        if len(values):
            gap = bootstrap(values - theirs.per_user[metric])
            yield {
                "model": model,
                "metric": f"{metric} lead",
                "likes": likes,
                "value": round(gap.value, 6),
                "low": round(gap.low, 6),
                "high": round(gap.high, 6),
            }
