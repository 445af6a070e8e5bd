"""Leave-last-out: every user's last film is hidden, movierec is trained again without them, and all models have to
find them. The figures describe this separate training, not the published vectors, which have seen those films.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from engine.errors import DataError, TrainingError
from engine.evaluation.baseline_grids import find_baselines
from engine.evaluation.comparison import TUNED, compare
from engine.evaluation.measurement import BEYOND, Case, Trial, measure
from engine.model.features import features_of
from engine.model.interactions import Interactions, interactions_of
from engine.model.training import train
from engine.model.training_options import TrainingOptions
from engine.model.user_split import UserSplit
from engine.progress import Progress, silent

if TYPE_CHECKING:
    from engine.datasets.dataset import Dataset

Ints = NDArray[np.int64]

K = 10
SAMPLED = 99
MOST_USERS = 10_000
"""This many users settle the third digit; a data set of 200,000 would take hours."""
LIKES = "all but last"

PROTOCOL = (
    "Leave last out: the film that each user with two films or more watched last by time (of equal times, one by lot) "
    "is hidden, and every model is fitted to all the other interactions, movierec by a training of its own with the "
    "same options (the published vectors have seen the hidden films). All other films of the user are liked, the "
    f"hidden one is the target, every film competes but the liked ones: HR@{K}, NDCG@{K}. Beside it, for comparison "
    f"with papers only, the same among the target and {SAMPLED} films drawn evenly from those that the user never "
    f"watched; of equal scores half count as better. Of more than {MOST_USERS:,} users so many are asked, "
    "by lot. Validation hides the last film but one in the same way."
)


def hide_last(dataset: Dataset) -> tuple[Dataset, pd.DataFrame]:
    """The data without each user's last film, and the hidden films (columns user, movie). Users with one film or
    without timestamps keep all. Raises DataError if the data have no timestamps."""
    ratings = dataset.ratings
    times = ratings["timestamp"].to_numpy(np.float64, na_value=-np.inf)
    if not np.isfinite(times).any():
        raise DataError(
            f"{dataset.name} has no timestamps, so each user's last film is unknown", "use --protocol strong"
        )
    users = ratings["user"].to_numpy(np.int64)
    lot = np.random.default_rng(0).random(len(users))
    order = np.lexsort((lot, times, users))
    sorted_users = users[order]
    ends = np.flatnonzero(np.append(sorted_users[1:] != sorted_users[:-1], True))
    starts = np.append(0, ends[:-1] + 1)
    hidden = order[ends[(ends > starts) & np.isfinite(times[order[ends]])]]
    kept = np.ones(len(users), bool)
    kept[hidden] = False
    return (
        replace(
            dataset,
            digest=f"{dataset.digest} but the last",
            ratings=ratings[kept].reset_index(drop=True),
        ),
        ratings.iloc[np.sort(hidden)][["user", "movie"]].reset_index(drop=True),
    )


def last_trial(dataset: Dataset, hidden: pd.DataFrame) -> Trial:
    """The trial on `dataset`, from which `hidden` was removed; at most MOST_USERS users are measured on."""
    training = interactions_of(dataset)
    if len(hidden) > MOST_USERS:
        hidden = hidden.iloc[np.sort(np.random.default_rng(2).choice(len(hidden), MOST_USERS, replace=False))]
    rows = np.searchsorted(training.users, hidden["user"].to_numpy(np.int64))
    columns = np.searchsorted(training.movies, hidden["movie"].to_numpy(np.int64))
    targets = sparse.csr_array(
        (np.ones(len(rows), np.float32), columns, np.arange(len(rows) + 1)), shape=(len(rows), len(training.movies))
    )
    liked = training.matrix[rows]
    case = Case(LIKES, liked, targets, rows=rows, sampled=_sample(training, rows, columns))
    return Trial(training, [case], K)


def evaluate_leave_last_out(
    dataset: Dataset,
    options: TrainingOptions,
    *,
    baselines: Sequence[str] = (),
    progress: Progress = silent,
    should_stop: Callable[[], bool] = lambda: False,
) -> dict[str, Any]:
    """{"protocol", "users", "rows"} of movierec, trained here with `options`, beside the baselines.

    Raises DataError if there are no timestamps or too few data are left, UsageError for an unknown baseline, and
    TrainingInterrupted if `should_stop` returns true during the training; after it, evaluation ends early with the
    rows of the baselines done so far.
    """
    grids = [grid.undamped() for grid in find_baselines(baselines, features_of(dataset.movies))]
    without, hidden = hide_last(dataset)
    try:
        trial = last_trial(without, hidden)
    except TrainingError as cause:
        raise DataError(f"without each user's last film, {cause.message}", "use --protocol strong") from cause
    everybody = UserSplit.nobody_held_out(trial.training)
    trained = train(without, options, split=everybody, progress=progress, should_stop=should_stop)
    ours = [measure(trained.served.scores, case, trial.training.counts, K) for case in trial.cases]
    rows, chosen = compare(ours, trial, validation_of(without, trial), grids, progress, should_stop)
    # With one target per user, recall is the hit rate.
    twice = (f"recall@{K}", f"recall@{K}{BEYOND}")
    rows = [row for row in rows if row["metric"].removesuffix(" lead") not in twice]
    users = len(trial.cases[0].targets.indptr) - 1
    return {"protocol": " ".join((PROTOCOL, TUNED, *chosen)), "users": users, "rows": rows}


def validation_of(dataset: Dataset, trial: Trial) -> Trial:
    """The same trial again within `dataset`, the training part of `trial`; without cases if too few data are left."""
    try:
        return last_trial(*hide_last(dataset))
    except (DataError, TrainingError):
        return Trial(trial.training, [], trial.k)


def _sample(training: Interactions, rows: Ints, targets: Ints) -> Ints:
    """(rows, SAMPLED) films drawn uniformly from those that the user neither watched nor had hidden; padded with -1 if
    there are fewer."""
    random = np.random.default_rng(1)
    movies = len(training.movies)
    found = np.full((len(rows), SAMPLED), -1, np.int64)
    for place, (row, target) in enumerate(zip(rows, targets, strict=True)):
        known = np.append(training.films(int(row)), target)
        others = np.setdiff1d(np.arange(movies), known, assume_unique=True)
        some = random.choice(others, min(SAMPLED, len(others)), replace=False)
        found[place, : len(some)] = some
    return found
