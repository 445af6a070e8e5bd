"""The baselines by their names on the command line, each with the settings to try."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from engine.evaluation.baseline_tuning import BaselineGrid
from engine.evaluation.baselines.baseline import Baseline
from engine.evaluation.baselines.ease import EASE, EDLAE
from engine.evaluation.baselines.ials import IALS
from engine.evaluation.baselines.item_knn import ItemKNN
from engine.evaluation.baselines.length_matched_regression import LengthMatchedRegression
from engine.evaluation.baselines.popularity import Popularity
from engine.evaluation.baselines.tutorial_pinsage import Tutorial
from engine.evaluation.damping import EXPONENTS
from engine.evaluation.evaluation_options import TUTORIAL, check_baselines
from engine.model.features import Features


def _one(make: Callable[[], Baseline]) -> BaselineGrid:
    name = make().name
    return BaselineGrid(name, {name: make})


GRIDS: Mapping[str, tuple[BaselineGrid, ...]] = {
    "popularity": (_one(Popularity),),
    "item-knn": (_one(partial(ItemKNN, 200)), _one(partial(ItemKNN, 1_000))),
    "ease": (
        BaselineGrid(
            "EASE",
            {f"ridge {ridge}": partial(EASE, ridge) for ridge in (500, 100, 200, 1_000, 2_000, 5_000)},
            EXPONENTS,
        ),
    ),
    "edlae": (
        BaselineGrid(
            "EDLAE",
            {f"p {p:g}": partial(EDLAE, p, ridge) for p, ridge in ((0.67, 100), (0.9, 30), (0.98, 10), (0.99, 10))},
            EXPONENTS,
        ),
    ),
    "ials": (
        BaselineGrid(
            "iALS",
            {
                f"alpha {alpha}, ridge {ridge}": partial(IALS, 256, alpha, ridge)
                for alpha, ridge in ((5, 50), (8, 60), (1, 5), (2, 20), (5, 100), (1, 50), (10, 200), (5, 200))
            },
            EXPONENTS,
        ),
    ),
    "regression": (_one(LengthMatchedRegression),),
}
"""Every baseline that is fitted to the matrix alone, by its name on the command line."""


def find_baselines(names: Sequence[str], features: Features) -> list[BaselineGrid]:
    """The baselines with these names; if none, all but the tutorial, which takes minutes. `features` are the films'.

    Raises UsageError for an unknown name."""
    check_baselines(names)
    found = [baseline for name, some in GRIDS.items() if not names or name in names for baseline in some]
    if TUTORIAL in names:
        found.append(_one(lambda: Tutorial(features)))
    return found
