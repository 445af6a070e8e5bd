"""A home with one handmade version, actually published, and the command line run inside the test process.

Two axes, space and crime; score = <sum of w_i v_i, v_m> + bias_m, so expected answers can be computed by hand.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.artifact import DatasetInfo, Manifest
from engine.jobs.publishing import Draft, publish
from engine.movies import Movie
from engine.settings import Settings
from engine.titles.index_building import build_title_index
from tests.toy_query import sum_of_likes
from tests.tui.cli.documented_shapes import assert_documented
from tui.cli import run

ROOT = Path(__file__).parents[3]
HOSTILE = "[bold]REC[/] [@click=app.quit]x[/] \x1b]0;owned\x07\x9b31m\u202egpj"

FILMS = [
    Movie(id=10, title="Alien", year=1979, genres=("Sci-Fi", "Horror"), n_ratings=900),
    Movie(id=20, title="Aliens", year=1986, genres=("Sci-Fi", "Action"), n_ratings=800),
    Movie(id=30, title="Solaris", year=1972, genres=("Sci-Fi", "Drama"), n_ratings=90),
    Movie(id=31, title="Solaris", year=2002, genres=("Sci-Fi", "Drama"), n_ratings=80),
    Movie(id=40, title="Heat", year=1995, genres=("Crime", "Action"), n_ratings=700),
    Movie(id=50, title="The Godfather", year=1972, genres=("Crime", "Drama"), n_ratings=1000),
    Movie(id=60, title="Ronin", year=1998, genres=("Crime", "Action"), n_ratings=300),
    Movie(id=70, title=HOSTILE, year=None, genres=(), n_ratings=1),
    Movie(id=80, title="10", year=1979, genres=("Comedy",), n_ratings=20),
]
VECTORS = np.array(
    [
        [2.0, 0.0, 0.75],
        [1.5, 0.0, 0.5],
        [1.0, 0.0, -0.5],
        [0.75, 0.0, -0.75],
        [0.0, 1.5, 0.25],
        [0.0, 2.0, 1.0],
        [0.0, 1.0, 0.0],
        [0.0, 0.0, -2.0],
        [0.0, 0.0, -1.0],
    ],
    np.float32,
)
ANGLES = np.deg2rad([0, 10, 30, 40, 90, 100, 120, 180, 170])
LIKENESS = np.stack([np.cos(ANGLES), np.sin(ANGLES)], axis=1).astype(np.float32)


def draft(seed: int = 0) -> Draft:
    weights = sum_of_likes(2)
    info = DatasetInfo(
        name="toy", source="by hand", catalogue="toy", digest="d", movies=9, users=5, interactions=50, newest_year=2002
    )
    manifest = Manifest(
        version="",
        trained="2026-01-01T00:00:00Z",
        dataset=info,
        seed=seed,
        parameters={},
        report={
            "protocol": "by hand",
            "rows": [
                {"model": "movierec", "metric": "recall@20", "likes": "5", "value": 0.5, "low": 0.4, "high": 0.6},
                {"model": "popularity", "metric": "recall@20", "likes": "5", "value": 0.25, "low": 0.2, "high": 0.3},
            ],
        },
        libraries={},
        files={},
    )
    arrays = {
        "ids": np.array([film.id for film in FILMS]),
        "vectors": VECTORS,
        "likeness": LIKENESS,
        "log_weights": np.zeros(len(FILMS), np.float32),
        **build_title_index(FILMS),
    }
    return Draft(manifest, FILMS, arrays, {"query": weights.to_tensors(), "network": weights.to_tensors()})


def publish_toy(home: Path, seed: int = 0) -> str:
    return publish(Settings(home=home, profile="me"), draft(seed))


@dataclass(frozen=True)
class Done:
    code: int
    out: str
    err: str
    arguments: tuple[str, ...] = ()

    @property
    def json(self) -> Any:
        assert self.out.count("\n") == 1, "one document on stdout, nothing else"
        document = json.loads(self.out)
        assert_documented(self.arguments, document)
        return document


Cli = Callable[..., Done]


@pytest.fixture(scope="session")
def toy_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Shared by all tests: each marks films under a profile of its own and changes nothing else."""
    home = tmp_path_factory.mktemp("cli") / "home"
    publish_toy(home)
    return home


@pytest.fixture
def bare_home(tmp_path: Path) -> Path:
    return tmp_path / "bare"


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Cli:
    for name in [name for name in os.environ if name.startswith("MOVIEREC_")]:
        monkeypatch.delenv(name)

    def command(*arguments: object) -> Done:
        capsys.readouterr()
        words = tuple(str(argument) for argument in arguments)
        code = run(words)
        captured = capsys.readouterr()
        return Done(code, captured.out, captured.err, words)

    return command


@pytest.fixture
def cli(call: Cli, toy_home: Path) -> Cli:
    return lambda *arguments: call("--home", toy_home, *arguments)


def process(*arguments: object, **options: Any) -> subprocess.CompletedProcess[str]:
    """Run the command line in a subprocess."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MOVIEREC_")}
    environment |= {"PYTHONPATH": str(ROOT), **options.pop("env", {})}
    command = [sys.executable, "-m", "tui.cli", *(str(argument) for argument in arguments)]
    return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=300, **options)


@pytest.fixture(name="process")
def process_fixture() -> Callable[..., subprocess.CompletedProcess[str]]:
    return process


Background = Callable[..., subprocess.Popen[Any]]


@pytest.fixture
def background() -> Iterator[Background]:
    """Starts the command line beside the test; what still runs at the end of the test, passed or not, is killed."""
    started: list[subprocess.Popen[Any]] = []

    def start(*arguments: object, env: dict[str, str] | None = None, **options: Any) -> subprocess.Popen[Any]:
        command = [sys.executable, "-m", "tui.cli", *(str(argument) for argument in arguments)]
        environment = {**os.environ, "PYTHONPATH": str(ROOT), **(env or {})}
        started.append(subprocess.Popen(command, env=environment, **options))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout, process.stderr):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()


@pytest.fixture(name="publish")
def publish_fixture() -> Callable[..., str]:
    return publish_toy
