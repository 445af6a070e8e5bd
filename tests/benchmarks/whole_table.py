"""All figures of speed and memory in one table: reading, the walks, training, serving, each beside a floor of its run.

    python tests/benchmarks/whole_table.py --json table.json
    python tests/benchmarks/whole_table.py --pairs watched.csv.gz movies.dat --source ml-32m.zip --home H --small H
    python tests/benchmarks/whole_table.py --toy --json table.json

Runs bench_reading.py (the last data set given), bench_samplers.py (the first), bench_training.py (all) and, on the
trained version in the home H, serving_figures.py; without data they make their own. With --toy all of it is small, and
a version is trained to be served: it shows that everything runs, not how fast. Prints Markdown; the JSON has the
machine too.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from bench_reading import write_synthetic

from engine.estimates.machine import measure_machine
from engine.jobs.data_source import DataSource
from engine.jobs.setup import run_setup
from engine.settings import load_settings

HERE = Path(__file__).parent
TOY_USERS, TOY_FILMS = 150, 200


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--source", type=Path, action="append", default=[])
    parser.add_argument("--pairs", type=Path, nargs=2, action="append", default=[], metavar=("RATINGS", "MOVIES"))
    parser.add_argument("--home", type=Path, help="a home with a trained version")
    parser.add_argument("--small", type=Path, help="another home, to compare the start and cold commands with")
    parser.add_argument("--milvus", default="", help="a server to search the version on too")
    parser.add_argument("--toy", action="store_true")
    parser.add_argument("--plot", type=Path, help="an SVG of how training grows with the data")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="movierec-bench-") as folder:
        if given.toy:
            make_toy(given, Path(folder))
        table = measured(given, Path(folder))
    if given.json:
        given.json.write_text(json.dumps(table, indent=2) + "\n")


def make_toy(given: argparse.Namespace, folder: Path) -> None:
    """A small data set and a version trained on it, in the place of what was given."""
    given.source, given.pairs, given.home = [folder / "toy"], [], folder / "home"
    write_synthetic(folder / "toy", TOY_USERS, TOY_FILMS)
    run_setup(load_settings(home=given.home), DataSource.of(source=folder / "toy"))


def measured(given: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """What each benchmark found, by its name."""
    pairs = [word for ratings, movies in given.pairs for word in ("--pairs", ratings, movies)]
    sources = [word for source in given.source for word in ("--source", source)]
    every = [
        *(("--ratings", ratings, "--movies", movies) for ratings, movies in given.pairs),
        *(("--source", source) for source in given.source),
    ]
    steps = ("--steps", "3") if given.toy else ()
    plot = ("--plot", given.plot.absolute()) if given.plot is not None else ()
    first, last = (every[0], every[-1]) if every else ((), ())
    table = {
        "machine": machine(),
        "reading": run("bench_reading", folder, *last),
        "walks": run("bench_samplers", folder, *first),
        "training": run("bench_training", folder, *pairs, *sources, *steps, *plot),
    }
    if given.home is not None:
        small = ("--small", given.small) if given.small is not None else ()
        server = ("--milvus", given.milvus) if given.milvus else ()
        brief = ("--runs", "1", "--batch", "3") if given.toy else ()
        table["serving"] = run("serving_figures", folder, "--home", given.home, *small, *server, *brief)
    return table


def run(name: str, folder: Path, *options: str | Path) -> Any:
    """What the benchmark writes as JSON; its Markdown goes to the standard output."""
    print(f"\n## {name}\n", flush=True)
    found = folder / f"{name}.json"
    command: Sequence[str | Path] = (sys.executable, HERE / f"{name}.py", *options, "--json", found)
    subprocess.run(command, check=True, cwd=HERE.parents[1], env=os.environ | {"PYTHONPATH": str(HERE.parents[1])})
    return json.loads(found.read_bytes())


def machine() -> dict[str, Any]:
    """What the figures are of."""
    here = measure_machine(Path.cwd())
    card = torch.cuda.get_device_name() if torch.cuda.is_available() else None
    return {
        "system": platform.platform(),
        "processor": processor(),
        "cores": here.cores,
        "speed": round(here.speed, 2),
        "memory_gb": here.memory and round(here.memory / 1e9, 1),
        "card": card,
        "python": platform.python_version(),
        "torch": torch.__version__,
    }


def processor() -> str:
    """The processor's name, as far as the system tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2] for line in lines if line.startswith("model name")]
    return names[0].strip() if names else platform.processor()


if __name__ == "__main__":
    main()
