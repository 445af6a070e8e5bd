"""What the convolutions earn: movierec trained with two, one and none, on all users and on a tenth of them.

    python tests/benchmarks/convolutions.py --source ml-latest-small.zip --users 100
    python tests/benchmarks/convolutions.py --ratings watched.csv.gz --movies movies.dat --users 1000 --draws 2

Everything else (features, start, teacher, steps) is the same. Each draw holds the same users out for all; the tenth is
a random tenth of the others. Prints Markdown: Recall@20 at 80%, 5 and 1 films liked over all films and by popularity
band (head, middle, tail: each a third of the training interactions), with none; then the paired 95% interval of what
two and one add to it, over all users of all draws.
"""

from __future__ import annotations

import sys

import numpy as np
from given_data import dataset_of, drawn_out, parser_of

from engine.evaluation.intervals import bootstrap
from engine.evaluation.measurement import BANDS, BEYOND, K, measure
from engine.evaluation.strong_generalization import make_cases
from engine.model.interactions import interactions_of
from engine.model.training import train
from engine.model.training_options import TrainingOptions
from engine.model.user_split import UserSplit

SUFFIXES = ("", BEYOND, *(f" {band}" for band in BANDS))
THIN = 0.1
Figures = dict[tuple[str, str], list[np.ndarray]]
"""By what is liked and the part of the catalogue: one array of users a draw."""


def one_draw(dataset, draw: int, users: int, share: float, layers: int, found: Figures) -> None:
    """Adds the figures of one training, on `share` of the users that are not held out, to `found`."""
    data = interactions_of(dataset)
    rng = np.random.default_rng(100 + draw)
    out = drawn_out(data, users, rng)
    left = np.flatnonzero(~out)
    unused = out.copy()
    unused[rng.choice(left, round(len(left) * (1 - share)), replace=False)] = True
    trained = train(dataset, TrainingOptions(seed=draw, layers=layers), split=UserSplit(data, unused))
    counts = data.rows(~unused).counts
    for case in make_cases(data.rows(out), seed=draw):
        per_user = measure(trained.served.scores, case, counts).per_user
        for suffix in SUFFIXES:
            found.setdefault((case.likes, suffix), []).append(per_user[f"recall@{K}{suffix}"])


def table(found: dict[int, Figures]) -> str:
    lines = ["| liked | part | none | one adds | two add |", "|---|---|---|---|---|"]
    for (likes, suffix), figures in found[0].items():
        base = np.concatenate(figures)
        cells = []
        for layers in (1, 2):
            gain = bootstrap(np.concatenate(found[layers][likes, suffix]) - base)
            cells.append(f"{gain.value:+.4f} [{gain.low:+.4f}, {gain.high:+.4f}]")
        lines.append(f"| {likes} | {suffix.strip() or 'all'} | {base.mean():.4f} | {cells[0]} | {cells[1]} |")
    return "\n".join(lines)


def main() -> None:
    parser = parser_of(__doc__)
    parser.add_argument("--users", type=int, default=1_000)
    parser.add_argument("--draws", type=int, default=2)
    given = parser.parse_args()
    dataset = dataset_of(given)
    for share, name in ((THIN, "a tenth of the users"), (1.0, "all users")):
        found: dict[int, Figures] = {0: {}, 1: {}, 2: {}}
        for draw in range(given.draws):
            for layers, figures in found.items():
                one_draw(dataset, draw, given.users, share, layers, figures)
                print(f"{name}, draw {draw}, layers {layers}", file=sys.stderr, flush=True)
        print(f"Trained on {name}:\n\n{table(found)}\n", flush=True)


if __name__ == "__main__":
    main()
