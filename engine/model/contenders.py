"""Who stands in the report beside movierec, and how their settings are chosen: on a validation part of the training
data, never on what is measured.

A contender with several settings gets the best one of each column (an amount liked; over all films, or beyond the
most watched), as if it were told which column it is measured in. That is more than movierec is allowed, and meant so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from engine.errors import UsageError
from engine.model.evaluation import BEYOND, Case, Measured, make_cases, measure
from engine.model.factors import IALS
from engine.model.features import Features
from engine.model.interactions import Interactions
from engine.model.peers import EASE, EDLAE, ItemKNN, Peer, Popularity
from engine.model.regression import SizedRegression
from engine.model.tutorial import Tutorial

Column = tuple[str, str]
"""Case.likes, and "" or BEYOND."""
Choice = Mapping[Column, str]
"""The label of a setting for each column."""


@dataclass(frozen=True)
class Trial:
    """What models are fitted to, and what they are asked then. `k` is the length of the lists."""

    training: Interactions
    cases: list[Case]
    k: int


@dataclass(frozen=True)
class Contender:
    """A kind of model, by the name that the report calls it. `settings` are makers of unfitted models by what each
    is called."""

    name: str
    settings: Mapping[str, Callable[[], Peer]]


def validation_of(trial: Trial, likes: Sequence[float | int]) -> Trial:
    """A trial within the training users: a twentieth of them (50 to 500, at most a tenth) are asked, the others
    fitted to."""
    training = trial.training
    able = np.flatnonzero(training.lengths >= 2)
    asked = np.random.default_rng(0).permutation(able)[: min(max(50, len(able) // 20), 500, len(able) // 10)]
    out = np.zeros(len(training.users), bool)
    out[asked] = True
    return Trial(training.rows(~out), make_cases(training.rows(out), likes=likes), trial.k)


def choose(contender: Contender, validation: Trial) -> Choice:
    """The setting of the best recall in each column of `validation`; the first one where nothing decides."""
    if len(contender.settings) == 1:
        return {}
    best: dict[Column, tuple[float, str]] = {}
    for label, make in contender.settings.items():
        if not validation.cases:
            break
        peer = make()
        peer.fit(validation.training.matrix)
        for case in validation.cases:
            found = measure(peer.scores, case, validation.training.counts, validation.k)
            for suffix in ("", BEYOND):
                values = found.per_user.get(f"recall@{validation.k}{suffix}", np.zeros(0))
                figure = float(values.mean()) if len(values) else 0.0
                column = (case.likes, suffix)
                if column not in best or figure > best[column][0]:
                    best[column] = (figure, label)
    return {column: label for column, (_, label) in best.items()}


def contend(contender: Contender, trial: Trial, choice: Choice) -> list[Measured]:
    """The contender's figures in each case of `trial`, with the settings of `choice`: figures beyond the most watched
    films from the setting chosen for them, all others from the one chosen for all films."""
    first = next(iter(contender.settings))
    wanted = {(c.likes, suffix): choice.get((c.likes, suffix), first) for c in trial.cases for suffix in ("", BEYOND)}
    found: dict[Column, Measured] = {}
    for label, make in contender.settings.items():
        if label not in wanted.values():
            continue
        peer = make()
        peer.fit(trial.training.matrix)
        for case in trial.cases:
            columns = [(case.likes, suffix) for suffix in ("", BEYOND) if wanted[case.likes, suffix] == label]
            if columns:
                found |= dict.fromkeys(columns, measure(peer.scores, case, trial.training.counts, trial.k))
    return [found[case.likes, ""].with_beyond(found[case.likes, BEYOND]) for case in trial.cases]


def describe(contender: Contender, choice: Choice) -> str:
    """ "EDLAE: .67 at 80%, .98 at 5 and beyond 100"; empty where there was nothing to choose."""
    if not choice:
        return ""
    columns: dict[str, list[str]] = {}
    for (likes, suffix), label in choice.items():
        columns.setdefault(label, []).append(likes + suffix)
    return f"{contender.name}: " + "; ".join(f"{label} for {', '.join(where)}" for label, where in columns.items())


def _one(make: Callable[[], Peer]) -> Contender:
    name = make().name
    return Contender(name, {name: make})


def _tuned(name: str, settings: Mapping[str, Callable[[], Peer]]) -> Contender:
    return Contender(name, settings)


CONTENDERS: Mapping[str, tuple[Contender, ...]] = {
    "popularity": (_one(Popularity),),
    "item-knn": (_one(partial(ItemKNN, 200)), _one(partial(ItemKNN, 1_000))),
    "ease": (
        _tuned("EASE", {f"ridge {ridge}": partial(EASE, ridge) for ridge in (500, 100, 200, 1_000, 2_000, 5_000)}),
    ),
    "edlae": (
        _tuned(
            "EDLAE",
            {f"p {p:g}": partial(EDLAE, p, ridge) for p, ridge in ((0.67, 100), (0.9, 30), (0.98, 10), (0.99, 10))},
        ),
    ),
    "ials": (
        _tuned(
            "iALS",
            {
                f"alpha {alpha}, ridge {ridge}": partial(IALS, 256, alpha, ridge)
                for alpha, ridge in ((5, 50), (8, 60), (1, 5), (2, 20), (5, 100), (1, 50), (10, 200), (5, 200))
            },
        ),
    ),
    "regression": (_one(SizedRegression),),
}
"""By the name that a person gives: every peer that is fitted to the matrix alone."""
TUTORIAL = "tutorial"


def find_contenders(names: Sequence[str], features: Features) -> list[Contender]:
    """The contenders of these names; for none all but the tutorial, which takes minutes. `features` are the films'.

    Raises UsageError for a name that there is not."""
    for name in names:
        if name not in (*CONTENDERS, TUTORIAL):
            raise UsageError(f"there is no peer '{name}'", f"choose from {', '.join((*CONTENDERS, TUTORIAL))}")
    found = [contender for name, some in CONTENDERS.items() if not names or name in names for contender in some]
    if TUTORIAL in names:
        found.append(_one(lambda: Tutorial(features)))
    return found
