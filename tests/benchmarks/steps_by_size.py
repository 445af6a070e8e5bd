"""How many training steps a data set is worth: parts of its users, each trained with several numbers of steps.

    python tests/benchmarks/steps_by_size.py --ratings watched.csv.gz --movies movies.dat --users 1250 2500 5000
    python tests/benchmarks/steps_by_size.py --source ml-32m.zip --steps 150 500 --json steps.json

The same users are held out for all of them; the number that ships counts them too. Prints Markdown: Recall@20 with 80%,
5 and 1 films liked, stratified by popularity at 5, maker@20 (see docs/evaluation.md), and the difference of Recall@20
at 5 to the number that ships, paired by user, with half the width of its 95% interval.
"""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import numpy as np
from given_data import dataset_of, drawn_out, parser_of

from engine.evaluation.intervals import bootstrap
from engine.evaluation.makers import MAKER, MAKER_LIKES, maker_cases, makers_of
from engine.evaluation.measurement import STRATIFIED, K, Measured, measure
from engine.evaluation.strong_generalization import make_cases
from engine.model.interactions import Interactions, interactions_of
from engine.model.training import train
from engine.model.training_options import TrainingOptions
from engine.model.user_split import UserSplit
from engine.training_size import usual_steps

COLUMNS = {
    "80%": ("80%", f"recall@{K}"),
    "5": ("5", f"recall@{K}"),
    "1": ("1", f"recall@{K}"),
    "5, stratified": ("5", f"{STRATIFIED}@{K}"),
    MAKER: (MAKER_LIKES, f"{MAKER}@{K}"),
}


def splits(data: Interactions, sizes: list[int], held: int) -> list[UserSplit]:
    """For each size, so many random users to train on (all that are left for 0) and the same `held` ones."""
    out = drawn_out(data, held, np.random.default_rng(100))
    others = np.random.default_rng(101).permutation(np.flatnonzero(~out))
    found = []
    for size in sizes:
        there = out.copy()
        there[others[: size or None]] = True
        found.append(UserSplit(data.rows(there), out[there]))
    return found


def main() -> None:
    parser = parser_of(__doc__)
    parser.add_argument("--users", type=int, nargs="+", default=[0], help="0: all that are not held out")
    parser.add_argument("--steps", type=int, nargs="+", default=[50, 100, 200], help="beside the number that ships")
    parser.add_argument("--held", type=int, default=500)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    dataset = dataset_of(given)
    rows: list[dict[str, Any]] = []
    print(f"| users | steps | seconds | {' | '.join(COLUMNS)} | at 5, to the steps that ship |")
    print("|---" * (len(COLUMNS) + 4) + "|")
    for split in splits(interactions_of(dataset), given.users, given.held):
        training = split.training
        makers = makers_of(dataset.movies, training)
        cases = [*make_cases(split.held_out, seed=0), *maker_cases(makers, len(training.movies), seed=0)]
        usual = usual_steps(len(split.data.users))
        shipped: np.ndarray | None = None
        for steps in [usual, *sorted(set(given.steps) - {usual})]:
            began = time.perf_counter()
            served = train(dataset, TrainingOptions(seed=given.seed, steps=steps), split=split).served
            took = time.perf_counter() - began
            found: dict[str, Measured] = {
                case.likes: measure(served.scores, case, training.counts, K) for case in cases
            }
            values = {name: found[likes].per_user[metric] for name, (likes, metric) in COLUMNS.items()}
            shipped = values["5"] if shipped is None else shipped
            gap = bootstrap(values["5"] - shipped)
            means = {name: float(np.nanmean(value)) for name, value in values.items()}
            rows.append({"users": len(training.users), "steps": steps, "usual": usual, "seconds": took, **means})
            cells = [f"{len(training.users):,}", f"{steps}{' (ships)' * (steps == usual)}", f"{took:.0f}"]
            cells += [f"{mean:.4f}" for mean in means.values()]
            cells.append("" if steps == usual else f"{gap.value:+.4f} ± {(gap.high - gap.low) / 2:.4f}")
            print(f"| {' | '.join(cells)} |", flush=True)
            if given.json:
                given.json.write_text(json.dumps(rows, indent=2) + "\n")


if __name__ == "__main__":
    main()
