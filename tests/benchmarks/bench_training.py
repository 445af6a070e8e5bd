"""How long training takes by the size of the data, from the frame of ratings to the published arrays; its memory.

    python tests/benchmarks/bench_training.py --source ml-100k.zip --source ml-32m.zip --json training.json
    python tests/benchmarks/bench_training.py --pairs watched.csv.gz movies.dat
    python tests/benchmarks/bench_training.py --steps 5

Without data it trains on a small synthetic set. Each set is trained in a process of its own: the seconds of each stage
as they pass, the CPU seconds of the whole, and the peak of resident memory. Two floors stand in the same process's
run: EASE's fit to the same data (a Gram matrix and its inverse; of the 12,000 most watched films if there are more),
and a matrix product that keeps all cores busy, in GFLOP/s. `per n log n` is the time by ratings times their logarithm,
relative to the first set's: above 1, the time grows faster. `--plot FILE.svg` draws both (with matplotlib). Prints
Markdown.
"""

from __future__ import annotations

import argparse
import json
import math
import resource
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from bench_reading import BYTES, apart, write_synthetic

from engine.cuda import choose_device
from engine.datasets.sources import read_files, read_source
from engine.evaluation.baselines.ease import EASE
from engine.model.interactions import Interactions
from engine.model.training import train
from engine.model.training_options import TrainingOptions
from engine.model.user_split import split_users
from engine.progress import Event

PRODUCT = 2_048
SHOWN = ("read", "graph", "train", "evaluate")
Row = dict[str, Any]


def measure(source: Path | tuple[Path, Path], steps: int | None, device: str, seed: int = 0) -> Row:
    """Read, train and compare with the floors: figures of this process."""
    stages: dict[str, float] = {}
    began = last = time.perf_counter()
    dataset = read_source(source) if isinstance(source, Path) else read_files(*source)
    split = split_users(dataset)
    stages["read"] = time.perf_counter() - began
    current = ""

    def progress(event: Event) -> None:
        nonlocal current, last
        now = time.perf_counter()
        if current:
            stages[current] = stages.get(current, 0.0) + now - last
        current, last = event.stage, now

    began, cpu = time.perf_counter(), time.process_time()
    options = TrainingOptions(seed=seed, steps=steps, device=device)
    trained = train(dataset, options, split=split, progress=progress)
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    stages[current] += time.perf_counter() - last
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * BYTES / 1e6
    return {
        "films": len(dataset.movies),
        "users": len(split.data.users),
        "ratings": split.data.matrix.nnz,
        "device": choose_device(device),
        "threads": torch.get_num_threads(),
        "steps": int(trained.parameters["steps"]),
        "stages": {name: round(took, 2) for name, took in stages.items()},
        "seconds": round(seconds, 2),
        "cpu": round(cpu, 2),
        "peak_mb": round(peak),
        "floors": {"ease": float(f"{ease_seconds(split.training):.3g}"), "gflops": round(gflops(device), 1)},
    }


def ease_seconds(data: Interactions) -> float:
    """The seconds of EASE's fit to `data`."""
    began = time.perf_counter()
    EASE().fit(data.matrix)
    return time.perf_counter() - began


def gflops(device: str) -> float:
    """What the device multiplies, in 10^9 operations a second: the best of five products."""
    matrix = torch.ones(PRODUCT, PRODUCT, device=choose_device(device))
    best = math.inf
    for _ in range(5):
        began = time.perf_counter()
        float((matrix @ matrix)[0, 0])
        best = min(best, time.perf_counter() - began)
    return 2 * PRODUCT**3 / best / 1e9


def growth(rows: Sequence[Row]) -> list[float]:
    """Each row's seconds by n log n of its ratings, relative to the first row's."""
    per = [row["seconds"] / (row["ratings"] * math.log(row["ratings"])) for row in rows]
    return [one / per[0] for one in per]


def print_table(table: dict[str, Row]) -> None:
    heads = ["", "ratings", "films", "users", *SHOWN, "frame to arrays", "CPU s", "times EASE's fit", "per n log n"]
    print(f"| {' | '.join([*heads, 'peak, MB'])} |\n|{'---|' * (len(heads) + 1)}")
    for (name, row), per in zip(table.items(), growth(list(table.values())), strict=True):
        cells = [name, *(f"{row[key]:,}" for key in ("ratings", "films", "users"))]
        cells += [f"{row['stages'].get(stage, 0):.1f}" for stage in SHOWN]
        cells += [f"{row['seconds']:.1f}", f"{row['cpu']:.0f}", f"{row['seconds'] / row['floors']['ease']:.1f}"]
        cells += [f"{per:.2f}", f"{row['peak_mb']:,}"]
        print(f"| {' | '.join(cells)} |")


def plot(table: dict[str, Row], file: Path) -> None:
    """Time and memory by ratings, on logarithmic axes, each beside a line that grows like n log n."""
    from matplotlib import pyplot

    pyplot.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "movierec"})
    names, rows = zip(*sorted(table.items(), key=lambda item: item[1]["ratings"]), strict=True)
    ratings = np.array([row["ratings"] for row in rows], float)
    figure, axes = pyplot.subplots(1, 2, figsize=(10, 3.8), layout="constrained")
    for axis, key, label in zip(
        axes, ("seconds", "peak_mb"), ("seconds, frame to arrays", "peak of memory, MB"), strict=True
    ):
        values = np.array([row[key] for row in rows], float)
        line = ratings * np.log(ratings)
        axis.loglog(ratings, line * values[0] / line[0], "--", color="gray", label="n log n")
        axis.loglog(ratings, values, "o-", label="measured")
        for name, rated, value in zip(names, ratings, values, strict=True):
            axis.annotate(f"{name}: {value:,.0f}", (rated, value), (6, -13), textcoords="offset points")
        axis.set(xlabel="ratings", ylabel=label)
        axis.margins(x=0.45, y=0.2)
        axis.legend(loc="upper left")
    figure.savefig(file, metadata={"Date": None} if file.suffix == ".svg" else None)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--source", type=Path, action="append", default=[])
    parser.add_argument("--pairs", type=Path, nargs=2, action="append", default=[], metavar=("RATINGS", "MOVIES"))
    parser.add_argument("--users", type=int, default=2_000)
    parser.add_argument("--films", type=int, default=1_000)
    parser.add_argument("--steps", type=int)
    parser.add_argument("--device", default="auto")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--plot", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        sources: list[Path | tuple[Path, Path]] = [*map(tuple, given.pairs), *given.source]
        if not sources:
            sources = [Path(made, "synthetic")]
            write_synthetic(Path(made, "synthetic"), given.users, given.films)
        table: dict[str, Row] = {}
        for source in sources:
            name = source.stem if isinstance(source, Path) else source[0].parent.name
            table[name] = apart(measure, source, given.steps, given.device)
    print_table(table)
    if given.json:
        given.json.write_text(json.dumps(table, indent=2) + "\n")
    if given.plot:
        plot(table, given.plot)


if __name__ == "__main__":
    main()
