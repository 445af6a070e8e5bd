"""How movierec stands beside its peers on users whom no training saw: several draws, paired ratios.

    python tests/benchmarks/hold_out.py --source ../shared/data/ml-100k --users 100
    python tests/benchmarks/hold_out.py --ratings watched.csv.gz --movies movies.dat --users 1000 --draws 3

Everything is fitted anew for each draw. Prints Recall@20 with 80 %, 5 and 1 films liked, over all films and beyond
the 100 most watched, and how many films the lists at 5 likes use; then, for each column, the mean ratio to the best
peer of that column with the interval of the paired difference over all users of all draws.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from scipy import sparse

from engine.datasets.sources import read_files, read_source
from engine.model.evaluation import Served, make_cases, measure
from engine.model.interactions import interactions_of
from engine.model.metrics import bootstrap
from engine.model.options import TrainingOptions
from engine.model.peers import EASE, EDLAE, ItemKNN, Popularity
from engine.model.training import train

COLUMNS = [(likes, f"recall@20{beyond}") for likes in ("80%", "5", "1") for beyond in ("", " beyond 100")]
Figures = dict[str, dict[tuple[str, str], np.ndarray]]


def one_draw(dataset, draw: int, users: int, options: dict[str, object]) -> tuple[Figures, dict[str, int]]:
    data = interactions_of(dataset)
    able = np.flatnonzero(data.lengths >= 2)
    out = np.zeros(len(data.users), bool)
    out[np.random.default_rng(100 + draw).choice(able, users, replace=False)] = True
    began = time.perf_counter()
    trained = train(dataset, TrainingOptions(seed=draw, **options), without=out)
    print(f"draw {draw}: trained in {time.perf_counter() - began:.0f} s", flush=True)
    training, cases = data.rows(~out), make_cases(data.rows(out), seed=draw)
    scorers: dict[str, Callable[[sparse.csr_array], np.ndarray]] = {
        "movierec": Served.of(trained.arrays, trained.tensors).scores
    }
    for peer in (
        Popularity(),
        ItemKNN(200),
        ItemKNN(1_000),
        EASE(500),
        EDLAE(0.67, 100),
        EDLAE(0.9, 30),
        EDLAE(0.98, 10),
        EDLAE(0.99, 10),
    ):
        peer.fit(training.matrix)
        scorers[peer.name] = peer.scores
    figures: Figures = {}
    films = {}
    for name, scorer in scorers.items():
        measured = {case.likes: measure(scorer, case, training.counts) for case in cases}
        figures[name] = {
            (likes, metric): measured[likes].per_user.get(metric, np.zeros(0)) for likes, metric in COLUMNS
        }
        films[name] = measured["5"].films
    return figures, films


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--source", type=Path)
    parser.add_argument("--ratings", type=Path)
    parser.add_argument("--movies", type=Path)
    parser.add_argument("--users", type=int, default=1_000)
    parser.add_argument("--draws", type=int, default=3)
    parser.add_argument("--steps", type=int)
    parser.add_argument("--hidden", type=int)
    parser.add_argument("--layers", type=int, default=2)
    given = parser.parse_args()
    dataset = read_source(given.source) if given.source else read_files(given.ratings, given.movies)
    options = {"steps": given.steps, "hidden": given.hidden, "layers": given.layers}
    draws = [one_draw(dataset, draw, given.users, options) for draw in range(given.draws)]
    names = list(draws[0][0])
    print(f"{'':18}" + "".join(f"{likes + (' >100' if 'beyond' in metric else ''):>11}" for likes, metric in COLUMNS))
    whole = {name: {c: np.concatenate([figures[name][c] for figures, _ in draws]) for c in COLUMNS} for name in names}
    for name in names:
        films = np.mean([films[name] for _, films in draws])
        print(f"{name:18}" + "".join(f"{whole[name][c].mean():11.4f}" for c in COLUMNS) + f"  {films:.0f} films")
    for column in COLUMNS:
        best = max(names[1:], key=lambda name, column=column: whole[name][column].mean())
        ours, theirs = whole["movierec"][column], whole[best][column]
        gap = bootstrap(ours - theirs)
        ratio = ours.mean() / theirs.mean()
        print(
            f"{' '.join(column)}: {ratio:.3f} x {best}, difference {gap.value:+.4f} [{gap.low:+.4f}, {gap.high:+.4f}]"
        )


if __name__ == "__main__":
    main()
