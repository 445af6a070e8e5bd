"""What each constant of the model is worth: the value that ships beside others, on validation users.

    python tests/benchmarks/choose_model_constants.py --source ml-100k.zip
    python tests/benchmarks/choose_model_constants.py --source ml-latest-small.zip --constant gamma-shares

A fifth of the users is held out for validation, in another draw than those of hold_out.py, and the model is trained
anew on the others for each value. Prints Markdown, a table for each constant: Recall@20 with 80%, 5 and 1 films
liked, beyond the 100 most watched films at 5 likes, how many films the lists at 5 likes use, and the difference of
Recall@20 at 5 likes to the value that ships, paired by user, with its 95% interval. Constants of `similar` are
measured by the share of films that have a sequel or sibling among their five nearest, as in siblings.py.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import replace
from functools import partial
from typing import Any
from unittest.mock import patch

import numpy as np
from given_data import dataset_of, drawn_out, parser_of
from siblings import families, share_found

from engine.datasets.dataset import Dataset
from engine.evaluation.intervals import bootstrap
from engine.evaluation.measurement import BEYOND, K, Measured, measure
from engine.evaluation.strong_generalization import make_cases
from engine.model import item_similarity, objective, pinsage, svd_init, training_start
from engine.model.interactions import interactions_of
from engine.model.query_splits import QueryMix
from engine.model.teacher import labels
from engine.model.training import train
from engine.model.training_options import TrainingOptions
from engine.model.user_split import UserSplit

Change = Callable[[], AbstractContextManager[Any]]
SHIPPED = "as shipped"
VALIDATION_SEED = 7_000


def setting(module: Any, **values: Any) -> Change:
    """Module constants replaced while a model is trained."""
    return lambda: patch.multiple(module, **values)


def option(**values: Any) -> Change:
    """Training options replaced."""

    @contextmanager
    def change() -> Iterator[Mapping[str, Any]]:
        yield values

    return change


def lessons(**factors: float) -> Change:
    changed = tuple(
        replace(lesson, **{name: getattr(lesson, name) * factor for name, factor in factors.items()})
        for lesson in labels.LESSONS
    )
    return setting(training_start, fit_teacher=partial(labels.fit_teacher, lessons=changed))


def dropout(factor: float) -> Change:
    usual = pinsage.Rates()
    rates = pinsage.Rates(factor * usual.convolution, factor * usual.contribution, factor * usual.query)
    return setting(training_start, Rates=lambda: rates)


LISTS: dict[str, dict[str, Change]] = {
    "gamma-shares": {
        "1 throughout": setting(pinsage, GAMMA_SHARES=(1.0,) * 6),
        "1 .85 .75 .75 .9 1": setting(pinsage, GAMMA_SHARES=(1.0, 0.85, 0.75, 0.75, 0.9, 1.0)),
        "1 .4 .3 .3 .6 1": setting(pinsage, GAMMA_SHARES=(1.0, 0.4, 0.3, 0.3, 0.6, 1.0)),
    },
    "lesson-ridges": {"a third": lessons(ridge=1 / 3), "three times": lessons(ridge=3.0)},
    "lesson-sharpness": {"0.7 times": lessons(sharpness=0.7), "1.4 times": lessons(sharpness=1.4)},
    "edlae-share": {
        "0": setting(labels, EDLAE_SHARE=0.0),
        "0.5": setting(labels, EDLAE_SHARE=0.5),
        "1": setting(labels, EDLAE_SHARE=1.0),
    },
    "teacher-shares": {
        "no teacher": option(teacher=False),
        "0.3 / 0.3": setting(objective, SHARE_LONG=0.3, SHARE_SHORT=0.3),
        "0.6 / 0.6": setting(objective, SHARE_LONG=0.6, SHARE_SHORT=0.6),
        "0.3 / 0.8": setting(objective, SHARE_LONG=0.3, SHARE_SHORT=0.8),
    },
    "dropout": {"none": dropout(0.0), "half": dropout(0.5), "twice": dropout(2.0)},
    "svd-softness": {"500": setting(svd_init, _SOFTNESS=500.0), "50,000": setting(svd_init, _SOFTNESS=50_000.0)},
    "identity-rate": {"0.1": option(identity_rate=0.1), "1": option(identity_rate=1.0)},
    "steps": {"40": option(steps=40), "160": option(steps=160), "300": option(steps=300)},
    "batch": {"256": option(batch=256), "512": option(batch=512)},
    "learning-rate": {
        "4e-4": option(learning_rate=4e-4),
        "1e-3": option(learning_rate=1e-3),
        "1.6e-3": option(learning_rate=1.6e-3),
    },
    "query-mix": {
        "55/15/30%": setting(
            sys.modules["engine.model.training_options"], QueryMix=lambda *_: QueryMix(0.55, 0.15, 0.3)
        )
    },
    "walks": {"25": option(walks=25), "200": option(walks=200)},
    "hidden": {"256": option(hidden=256), "1,536": option(hidden=1_536)},
}
SIMILAR: dict[str, dict[str, Change]] = {
    "similar-ridge": {"50": setting(item_similarity, _RIDGE=50.0), "450": setting(item_similarity, _RIDGE=450.0)},
    "similar-sharpness": {
        "55": setting(item_similarity, _SHARPNESS=55.0),
        "220": setting(item_similarity, _SHARPNESS=220.0),
    },
    "similar-temperature": {
        "0.025": setting(item_similarity, _TEMPERATURE=0.025),
        "0.1": setting(item_similarity, _TEMPERATURE=0.1),
    },
    "title-share": {
        "0": setting(item_similarity, TITLE_SHARE=0.0),
        "0.2": setting(item_similarity, TITLE_SHARE=0.2),
        "0.6": setting(item_similarity, TITLE_SHARE=0.6),
    },
    "similar-content": {"0": setting(item_similarity, _CONTENT=0.0), "0.1": setting(item_similarity, _CONTENT=0.1)},
    "similar-shrinkage": {
        "3": setting(item_similarity, _SHRINKAGE=3.0),
        "30": setting(item_similarity, _SHRINKAGE=30.0),
    },
}


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


class Validation:
    """Models trained on the users outside a validation draw, measured on those inside."""

    def __init__(self, dataset: Dataset, draws: int) -> None:
        self.dataset = dataset
        self.draws = draws
        self._shipped: list[dict[str, Measured]] | None = None
        self._shipped_near: tuple[tuple[float, int], ...] | None = None

    def lists(self, change: Change | None = None) -> list[dict[str, Measured]]:
        """For each draw, by how much is liked."""
        if change is None and self._shipped is not None:
            return self._shipped
        found = []
        for draw in range(self.draws):
            data = interactions_of(self.dataset)
            out = drawn_out(data, len(data.users) // 5, np.random.default_rng(VALIDATION_SEED + draw))
            with ExitStack() as changed:
                options = changed.enter_context(change()) if change else {}
                options = options if options and set(options) <= set(TrainingOptions.__dataclass_fields__) else {}
                served = train(
                    self.dataset, TrainingOptions(**{"seed": draw, **options}), split=UserSplit(data, out)
                ).served
            cases = make_cases(data.rows(out), seed=VALIDATION_SEED + draw)
            counts = data.rows(~out).counts
            found.append({case.likes: measure(served.scores, case, counts, K) for case in cases})
        if change is None:
            self._shipped = found
        return found

    def similar(self, change: Change | None = None) -> tuple[tuple[float, int], ...]:
        """The share of films with a sibling among their five nearest, of all and where no word is shared."""
        if change is None and self._shipped_near is not None:
            return self._shipped_near
        with ExitStack() as changed:
            if change:
                changed.enter_context(change())
            trained = train(self.dataset, TrainingOptions())
        rows = {f"{movie.title} ({movie.year})": row for row, movie in enumerate(trained.movies)}
        likeness = trained.arrays["likeness"]
        near = likeness @ likeness.T
        found = tuple(share_found(near, families(rows), strangers=strangers) for strangers in (False, True))
        if change is None:
            self._shipped_near = found
        return found


def users_of(draws: Sequence[Mapping[str, Measured]], likes: str, metric: str) -> np.ndarray:
    return np.concatenate([draw[likes].per_user.get(metric, np.zeros(0)) for draw in draws])


def table_of_lists(name: str, values: Mapping[str, Change], validation: Validation) -> Iterator[str]:
    yield f"| {name} | 80% | 5 | 1 | 5{BEYOND} | films | at 5, paired |"
    yield "|---" * 7 + "|"
    shipped = validation.lists()
    for label, change in {SHIPPED: None, **values}.items():
        draws = validation.lists(change)
        recalls = [users_of(draws, likes, f"recall@{K}").mean() for likes in ("80%", "5", "1")]
        recalls.append(users_of(draws, "5", f"recall@{K}{BEYOND}").mean())
        films = np.mean([draw["5"].films for draw in draws])
        gap = bootstrap(users_of(draws, "5", f"recall@{K}") - users_of(shipped, "5", f"recall@{K}"))
        paired = f"{gap.value:+.4f} [{gap.low:+.4f}, {gap.high:+.4f}]" if change else ""
        yield f"| {label} | {' | '.join(f'{recall:.4f}' for recall in recalls)} | {films:.0f} | {paired} |"


def table_of_similar(name: str, values: Mapping[str, Change], validation: Validation) -> Iterator[str]:
    (_, films), (_, strangers) = validation.similar()
    yield f"| {name} | a sibling in the top 5, {films} films | no word shared, {strangers} films |"
    yield "|---|---|---|"
    for label, change in {SHIPPED: None, **values}.items():
        (share, _), (without, _) = validation.similar(change)
        yield f"| {label} | {share:.3f} | {without:.3f} |"


def main() -> None:
    parser = parser_of(__doc__)
    parser.add_argument("--constant", action="append", choices=[*LISTS, *SIMILAR], help="repeatable; all by default")
    parser.add_argument("--draws", type=int, default=2)
    given = parser.parse_args()
    validation = Validation(dataset_of(given), given.draws)
    for name in given.constant or [*LISTS, *SIMILAR]:
        say(name)
        table = table_of_lists if name in LISTS else table_of_similar
        for line in table(name, {**LISTS, **SIMILAR}[name], validation):
            print(line, flush=True)
        print(flush=True)


if __name__ == "__main__":
    main()
