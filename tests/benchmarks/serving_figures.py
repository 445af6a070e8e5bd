"""Serving a trained version, each figure beside a floor of the same run; with another home, as ratios to that one.

    python tests/benchmarks/serving_figures.py --home HOME [--small HOME] [--milvus URI] [--runs N] [--batch N]

Prints a JSON line for each measurement: what a key costs while a title is typed (`keystrokes`), a mark until its list
is there with each vector store (`lists`), `recommend --batch` of 100 likes a line (`batch`), and the size of each file
(`sizes`); with --small, also cold commands (`cold`) and the start of the app (`start`), by turns on both homes. Homes
are copied. Times are elapsed ones; `processor` are those of the processor, which a busy machine changes less.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import msgspec
import numpy as np
from bench_app import app
from bench_cli import by_turns
from pseudo_terminal import ROOT, PseudoTerminal

from engine.addresses import MilvusAddress
from engine.artifact import Artifact
from engine.jobs.publishing import Draft, publish
from engine.movies import MovieFilter
from engine.serving.recommender import Recommender
from engine.serving.store_connections import Opening
from engine.settings import Settings
from engine.stores.opening import open_server_vectors
from engine.stores.published_versions import read_published
from engine.stores.version_folders import folder_of
from engine.titles.index import TitleIndex

SHOWN = 50
KEPT_OUT = shutil.ignore_patterns("cache", "jobs", "logs", "lists", "marks.db*")
COLD = (
    ("search", "alien"),
    ("recommend", "id:{film}"),
    ("recommend", "id:{film}", "--genre", "{genre}", "--year", "1980-"),
    ("similar", "id:{film}"),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--small", type=Path, help="a home to compare the start and cold commands with")
    parser.add_argument("--milvus", default="", help="a server to publish the version to and to search it on")
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--batch", type=int, default=1_000, help="how many lines")
    parser.add_argument("--json", type=Path, help="write a list of the measurements here too")
    given = parser.parse_args()
    rows: list[dict[str, Any]] = []

    def show(row: dict[str, Any]) -> None:
        print(json.dumps(row), flush=True)
        rows.append(row)

    with tempfile.TemporaryDirectory(prefix="movierec-bench-") as folder:
        home = copied(given.home, Path(folder) / "home")
        show(sizes(home))
        show(keystrokes(home))
        show(batch(home, lines=given.batch))
        for opening in (Opening.SERVERS_ONLY, Opening.ON_USE):  # the version's files, then Milvus Lite
            for row in lists(Settings(home=home, profile="bench"), opening, runs=10 * given.runs):
                show(row)
        if given.milvus:
            with on_server(given.milvus, home, Path(folder) / "on-server") as settings:
                for row in lists(settings, Opening.ON_USE, runs=10 * given.runs):
                    show(row)
        if given.small is not None:
            small = copied(given.small, Path(folder) / "small")
            for row in cold(home, small, runs=given.runs):
                show(row)
            show(start(home, small, runs=given.runs))
    if given.json:
        given.json.write_text(json.dumps(rows, indent=2) + "\n")


def copied(home: Path, to: Path) -> Path:
    return Path(shutil.copytree(home, to, ignore=KEPT_OUT))


def current_version(home: Path, namespace: str = "movierec") -> Artifact:
    settings = Settings(home=home, profile="bench", namespace=namespace)
    published = read_published(settings)
    version = published.current()
    assert version is not None, f"{home} has no version"
    return Artifact(folder_of(settings, published, version))


def sizes(home: Path) -> dict[str, Any]:
    """The bytes of each file of the current version, of Milvus Lite's copy, and of all."""
    artifact = current_version(home)
    files = {file.name: file.stat().st_size for file in artifact.folder.iterdir() if file.is_file()}
    lite = sum(file.stat().st_size for file in artifact.folder.glob("milvus.db/**/*") if file.is_file())
    ordered = dict(sorted(files.items(), key=lambda one: -one[1]))
    whole = sum(files.values())
    return {"sizes": ordered, "films": len(artifact.array("ids")), "files": whole, "milvus_lite": lite}


def keystrokes(home: Path, titles: int = 200) -> dict[str, Any]:
    """Milliseconds for the hits at each key, of well-known titles typed letter by letter: elapsed, and the
    processor's."""
    index = TitleIndex(current_version(home))
    rng = np.random.default_rng(2)
    films = index.popular(5_000)
    chosen = [films[place].title.lower() for place in rng.choice(len(films), min(titles, len(films)), replace=False)]
    index.find("warm")
    texts = [title[:end] for title in chosen for end in range(1, min(len(title), 16) + 1)]
    taken, used = [], []
    for text in texts:
        before = time.process_time()
        taken.append(seconds_of(partial(index.find, text)))
        used.append(time.process_time() - before)
    processor = round(float(np.percentile(used, 99)) * 1000, 2)
    return {"keystrokes": len(texts), **spread(taken), "processor_p99_ms": processor}


def lists(settings: Settings, opening: Opening, *, runs: int) -> Iterator[dict[str, Any]]:
    """Milliseconds from a mark to its list of 50, one like after the other from 1 to 40, without and with filters.

    `floor_ms` is one product of all vectors with a query.
    """
    settings = msgspec.structs.replace(settings, store_timeout=60.0)
    vectors = np.array(current_version(settings.home, settings.namespace).array("vectors"))
    floor = three_figures(statistics.median(seconds_of(lambda: vectors @ vectors[0]) for _ in range(20)) * 1000)
    rng = np.random.default_rng(3)
    with Recommender.open(settings, opening) as opened:
        films = [film.id for film in opened.titles.popular(2_000)]
        genre = opened.genres()[:1]
        filters = {
            "none": MovieFilter(),
            "genre and years": MovieFilter(genres=genre, year_from=1980, year_to=2005),
            "without a genre": MovieFilter(without_genres=genre),
        }
        kind = "files" if opening is Opening.SERVERS_ONLY and not settings.milvus_uri else opened.health()[0].kind
        for what, movie_filter in filters.items():
            opened.recommend([films[0]], k=SHOWN, movie_filter=movie_filter)
            taken, used = [], []
            likes: list[int] = []
            for _ in range(runs):
                if len(likes) == 40:
                    likes = []
                likes.append(int(rng.choice([film for film in films if film not in likes])))
                before = time.process_time()
                taken.append(seconds_of(partial(opened.recommend, tuple(likes), SHOWN, movie_filter=movie_filter)))
                used.append(time.process_time() - before)
            processor = round(float(np.percentile(used, 95)) * 1000, 1)
            yield {"lists": kind, "filter": what, **spread(taken), "processor_p95_ms": processor, "floor_ms": floor}


def batch(home: Path, *, lines: int, likes: int = 100) -> dict[str, Any]:
    """Seconds of `recommend --batch` for so many lines; the floor is numpy's product of their queries with all films,
    64 at a time."""
    artifact = current_version(home)
    ids, watchers = np.asarray(artifact.array("ids")), np.asarray(artifact.array("watchers"), np.float64)
    rng = np.random.default_rng(4)
    probable = watchers / watchers.sum()
    queries = [{"id": n, "liked": rng.choice(ids, likes, replace=False, p=probable).tolist()} for n in range(lines)]
    text = "".join(f"{json.dumps(query)}\n" for query in queries)
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "tui", "--home", str(home), "recommend", "--batch", "-"],
        input=text,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    taken = time.perf_counter() - began
    assert done.returncode == 0, done.stderr
    vectors = np.array(artifact.array("vectors"))
    block = vectors[rng.integers(len(vectors), size=64)]
    product = min(seconds_of(lambda: block @ vectors.T) for _ in range(5))
    return {"batch": lines, "likes": likes, "seconds": round(taken, 1), "floor_s": three_figures(product * lines / 64)}


def cold(home: Path, small: Path, *, runs: int) -> Iterator[dict[str, Any]]:
    """A command from the start of Python to its end, by turns on both homes; ratios of the least times."""
    words = []
    for one in (home, small):
        artifact = current_version(one)
        popular = TitleIndex(artifact).popular(1)[0]
        words.append({"film": popular.id, "genre": popular.genres[0]})
    for command in COLD:
        large, other = (
            ["-m", "tui", "--home", str(one), "--profile", "bench", *(part.format(**known) for part in command)]
            for one, known in zip((home, small), words, strict=True)
        )
        ours, theirs = by_turns(large, other, runs)
        yield {
            "cold": " ".join(command),
            "ms": round(ours[0] * 1000),
            "small_ms": round(theirs[0] * 1000),
            "ratio": round(ours[0] / theirs[0], 2),
            "processor_ratio": round(ours[1] / theirs[1], 2),
        }


def start(home: Path, small: Path, *, runs: int) -> dict[str, Any]:
    """From the start of the app to its first paint and to its first fresh list, by turns on both homes; the floor is a
    Python that imports Textual."""
    paint: dict[Path, list[float]] = {home: [], small: []}
    listed: dict[Path, list[float]] = {home: [], small: []}
    for one in (home, small):
        with app(one) as first:  # a list to be remembered
            first.until(b"POPULAR")
            first.settled()
            first.settled(b"the\r")
            first.settled(b"\x1b")
            first.quit()
    bare = []
    for _ in range(runs):
        bare.append(seconds_of(lambda: subprocess.run([sys.executable, "-c", "import textual.app"], check=True)))
        for one in (home, small):
            with app(one) as terminal:
                paint[one].append(terminal.until(b"movierec"))
                listed[one].append(until_ranked(terminal))
                terminal.quit()

    def ratio(taken: dict[Path, list[float]]) -> float:
        return round(statistics.median(a / b for a, b in zip(taken[home], taken[small], strict=True)), 2)

    return {
        "start": runs,
        "floor_ms": round(statistics.median(bare) * 1000),
        "first_paint_ms": round(statistics.median(paint[home]) * 1000),
        "first_paint_ratio": ratio(paint),
        "fresh_list_ms": round(statistics.median(listed[home]) * 1000),
        "fresh_list_ratio": ratio(listed),
    }


def until_ranked(terminal: PseudoTerminal) -> float:
    """Seconds from the start until the list is a fresh one, or the popular films of a person without likes."""
    return terminal.until(b"ranked in", b"POPULAR")


@contextmanager
def on_server(uri: str, home: Path, to: Path) -> Iterator[Settings]:
    """The settings of a new home in `to`, whose version is that of `home`, published to the Milvus server at `uri`;
    it is removed from there at the end."""
    settings = Settings(home=to, profile="bench", milvus_uri=MilvusAddress(uri), namespace="bench", store_timeout=60.0)
    artifact = current_version(home)
    arrays = {name[:-4]: artifact.array(name[:-4]) for name in artifact.manifest.files if name.endswith(".npy")}
    tensors = {name: artifact.tensors(name) for name in ("query", "network")}
    draft = Draft(msgspec.structs.replace(artifact.manifest, version=""), artifact.movies(), arrays, tensors)
    version = publish(settings, draft)
    try:
        yield settings
    finally:
        with closing(open_server_vectors(settings)) as server:
            server.drop(version)


def seconds_of(action: Callable[[], object]) -> float:
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def spread(taken: Sequence[float]) -> dict[str, float]:
    """The median and the 95th and 99th of a hundred, in milliseconds."""
    names = (("p50_ms", 50), ("p95_ms", 95), ("p99_ms", 99))
    return {name: round(float(np.percentile(taken, share)) * 1000, 2) for name, share in names}


def three_figures(value: float) -> float:
    """`value` with three significant digits, so that no true one becomes 0."""
    return float(f"{value:.3g}")


if __name__ == "__main__":
    main()
