"""Cold starts of the command line, as ratios to Python importing libraries, by turns in the same run.

    python tests/benchmarks/bench_cli.py [--home HOME] [--runs N]      (or MOVIEREC_HOME=HOME make bench)

HOME has a trained version and is copied. Without one, a version of MovieLens 1M's size (3,883 films, 257 numbers each)
is made up and published. Both the elapsed time and the processor time are compared, each by its minimum: of a busy
machine only the latter tells anything. Each figure stands beside its goal.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np
from bench_titles import made_up_films
from pseudo_terminal import ROOT

from engine.artifact import DatasetInfo, Manifest
from engine.jobs.publishing import Draft, publish
from engine.settings import Settings
from engine.titles.index_building import build_title_index
from tests.toy_query import sum_of_likes

FILMS, DIMENSIONS = 3_883, 256
TYPER, LIBRARIES = "import typer", "import typer, rich, numpy"
COMMANDS: tuple[tuple[Sequence[str], str, float], ...] = (
    (["--help"], TYPER, 1.2),
    (["--version"], TYPER, 1.2),
    (["search", "matrix"], LIBRARIES, 1.5),
    (["recommend", "id:1"], LIBRARIES, 2.0),
    (["recommend", "--genre", "Drama", "--varied", "0.5"], LIBRARIES, 2.0),
    (["similar", "id:1"], LIBRARIES, 2.0),
    (["marks"], LIBRARIES, 2.0),
    (["mark", "id:1", "--like"], LIBRARIES, 2.0),
    (["models"], LIBRARIES, 2.0),
    (["status"], LIBRARIES, 2.0),
    (["setup"], LIBRARIES, 2.0),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, default=os.environ.get("MOVIEREC_HOME"))
    parser.add_argument("--runs", type=int, default=9)
    given = parser.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory(prefix="movierec-bench-") as folder:
        home = Path(folder) / "home"
        if given.home is None:
            make_up(home)
        else:
            shutil.copytree(given.home, home, ignore=shutil.ignore_patterns("cache", "jobs", "logs", "lists"))
        for arguments, baseline, goal in COMMANDS:
            command = ["-m", "tui", *(["--home", str(home)] if arguments[0][:2] != "--" else []), *arguments]
            ours, theirs = by_turns(command, ["-c", baseline], given.runs)
            ratios = [mine / other for mine, other in zip(ours, theirs, strict=True)]
            print(
                f"{' '.join(arguments):40} {ours[0] * 1000:5.0f} ms elapsed, {ratios[0]:.2f} x;"
                f" {ours[1] * 1000:5.0f} ms of processor, {ratios[1]:.2f} x `{baseline}` (goal: at most {goal})",
                flush=True,
            )


def make_up(home: Path) -> None:
    films = [
        msgspec.structs.replace(film, genres=("Drama",) if film.id % 2 else ("Comedy",))
        for film in made_up_films(FILMS + 1)
        if film.id
    ]
    info = DatasetInfo(
        name="made up", source="", catalogue="bench", digest="", movies=FILMS, users=6_040, interactions=1_000_000
    )
    manifest = Manifest(version="", trained="", dataset=info, seed=0, parameters={}, report={}, libraries={}, files={})
    rng = np.random.default_rng(0)
    vectors = rng.standard_normal((FILMS, DIMENSIONS + 1), np.float32)
    likeness = vectors[:, :DIMENSIONS] / np.linalg.norm(vectors[:, :DIMENSIONS], axis=1, keepdims=True)
    arrays = {
        "ids": np.array([film.id for film in films]),
        "vectors": vectors,
        "likeness": likeness,
        "log_weights": np.zeros(FILMS, np.float32),
        **build_title_index(films),
    }
    tensors = {"query": sum_of_likes(DIMENSIONS).to_tensors(), "network": {}}
    publish(Settings(home=home, profile="bench"), Draft(manifest, films, arrays, tensors))


def by_turns(ours: Sequence[str], theirs: Sequence[str], runs: int) -> tuple[tuple[float, float], tuple[float, float]]:
    """The least elapsed and the least processor time of each, in seconds; the first run of each is not counted."""
    taken: tuple[list[tuple[float, float]], list[tuple[float, float]]] = ([], [])
    for _ in range(runs + 1):
        for times, arguments in zip(taken, (ours, theirs), strict=True):
            times.append(seconds(arguments))
    mine, other = ([min(part) for part in zip(*times[1:], strict=True)] for times in taken)
    return (mine[0], mine[1]), (other[0], other[1])


def seconds(arguments: Sequence[str]) -> tuple[float, float]:
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, _, used = os.wait4(process.pid, 0)
    elapsed = time.perf_counter() - started
    process.returncode = 0
    return elapsed, used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
