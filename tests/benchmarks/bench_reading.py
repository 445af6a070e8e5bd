"""How long a data set takes to read, from its files to the split that training begins with, and how much memory.

    python tests/benchmarks/bench_reading.py --source ml-32m.zip --json reading.json
    python tests/benchmarks/bench_reading.py --users 500

Without data it reads a synthetic set that it writes, of `--users` users (20,000 by default) with 100 films each. The
floor, in the same run: pandas parses the columns of the same rows, in blocks, and checks and keeps nothing. One in
10,000 rows is then spoiled, and the whole read again: what bad rows cost. Each is read in a process of its own, whose
CPU seconds count (other work on the machine lengthens them least) and whose peak of resident memory. Prints Markdown.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

import numpy as np
import pandas as pd
from given_data import dataset_of, parser_of

from engine.model.user_split import split_users

T = TypeVar("T")
FILMS = 5_000
EVERY = 10_000
BYTES = 1024 if sys.platform == "linux" else 1
"""What ru_maxrss counts in: macOS counts single bytes."""


def measured(work: Callable[[], tuple[int, int]]) -> dict[str, float]:
    """Rows taken and skipped, seconds that passed, CPU seconds, and the peak of memory in MB."""
    began, cpu = time.perf_counter(), time.process_time()
    rows, skipped = work()
    return {
        "rows": rows,
        "skipped": skipped,
        "seconds": round(time.perf_counter() - began, 2),
        "cpu": round(time.process_time() - cpu, 2),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * BYTES / 1e6),
    }


def whole(given: argparse.Namespace) -> dict[str, float]:
    def work() -> tuple[int, int]:
        dataset = dataset_of(given)
        split_users(dataset)
        return len(dataset.ratings), dataset.skipped.count

    return measured(work)


def floor(ratings: Path) -> dict[str, float]:
    kinds = {"user": np.int64, "movie": np.int64, "rating": np.float32, "timestamp": np.float64}

    def work() -> tuple[int, int]:
        blocks = pd.read_csv(ratings, names=list(kinds), dtype=kinds, chunksize=300_000)
        return sum(len(block) for block in blocks), 0

    return measured(work)


def apart(work: Callable[..., T], *given: object) -> T:
    """What `work` returns, run in a fresh process."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, *given).result()


def write_synthetic(folder: Path, users: int, films: int = FILMS) -> None:
    """`users` of 100 films each in MovieLens' layout, some films watched far more than others."""
    folder.mkdir()
    rng = np.random.default_rng(0)
    watched = (films * rng.random((users, 100)) ** 2).astype(np.int64) + 1
    frame = pd.DataFrame({"userId": np.repeat(np.arange(1, users + 1), 100), "movieId": watched.ravel()})
    frame["rating"] = rng.integers(1, 11, len(frame)) / 2
    frame["timestamp"] = rng.integers(820_000_000, 1_690_000_000, len(frame))
    frame.drop_duplicates(["userId", "movieId"]).to_csv(folder / "ratings.csv", index=False)
    lines = "".join(f"{film},Film {film} ({1950 + film % 70}),Drama|War\n" for film in range(1, films + 1))
    (folder / "movies.csv").write_text(f"movieId,title,genres\n{lines}")


def write_plain(given: argparse.Namespace, folder: Path) -> None:
    """The data as read, in MovieLens' layout again, and the rows alone for the floor; one row in EVERY spoiled."""
    folder.mkdir()
    dataset = dataset_of(given)
    dataset.ratings.to_csv(folder / "rows.csv", index=False, header=False)
    films = "".join(f"{film},Film (2000),Drama\n" for film in dataset.movies["movie"].tolist())
    (folder / "movies.csv").write_text(f"movieId,title,genres\n{films}")
    with (folder / "rows.csv").open() as rows, (folder / "ratings.csv").open("w") as spoiled:
        spoiled.write("userId,movieId,rating,timestamp\n")
        for number, row in enumerate(rows, 1):
            spoiled.write(row if number % EVERY else f"x{row}")


def main() -> None:
    parser = parser_of(__doc__)
    parser.add_argument("--users", type=int, default=20_000)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        if not (given.source or given.ratings):
            given.source = Path(made, "synthetic")
            write_synthetic(given.source, given.users)
        plain = Path(made, "plain")
        write_plain(given, plain)
        table = {
            "floor": apart(floor, plain / "rows.csv"),
            "read and split": apart(whole, given),
            "with bad rows": apart(whole, argparse.Namespace(source=plain)),
        }
    print(
        "| | rows | bad rows | seconds | CPU seconds | ratio to the floor | peak, MB |\n|---|---|---|---|---|---|---|"
    )
    for name, row in table.items():
        row["ratio"] = round(row["cpu"] / max(table["floor"]["cpu"], 0.01), 1)
        print(
            f"| {name} | {row['rows']:,} | {row['skipped']:,} | {row['seconds']:.1f} | {row['cpu']:.1f} |"
            f" {row['ratio']:.1f} | {row['peak_mb']:,} |"
        )
    if given.json:
        given.json.write_text(json.dumps(table, indent=2) + "\n")


if __name__ == "__main__":
    main()
