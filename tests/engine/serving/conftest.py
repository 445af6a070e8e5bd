"""A handmade version of films for which the right answers can be worked out on paper.

The vectors have two axes, space and crime, and the query is the plain sum of the likes, so that
score = <sum of w_i v_i, v_m> + bias_m.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from engine.artifact import DatasetInfo, Manifest, write_artifact
from engine.errors import StoreError
from engine.movies import Movie
from engine.serving.recommender import Recommender
from engine.settings import Settings
from engine.stores import opening
from engine.stores.memory import MemoryVectors
from engine.titles.index import TitleIndex
from engine.titles.index_building import build_title_index
from tests.toy_query import sum_of_likes

ALIEN, ALIENS, SOLARIS, HEAT, GODFATHER, RONIN, QUIET = 10, 20, 30, 40, 50, 60, 70

FILMS = [
    Movie(id=ALIEN, title="Alien", year=1979, genres=("Sci-Fi", "Horror"), n_ratings=900, imdb="tt0078748"),
    Movie(id=ALIENS, title="Aliens", year=1986, genres=("Sci-Fi", "Action"), n_ratings=800, imdb="tt0090605"),
    Movie(id=SOLARIS, title="Solaris", year=1972, genres=("Sci-Fi", "Drama"), n_ratings=90, imdb="tt0069293"),
    Movie(id=HEAT, title="Heat", year=1995, genres=("Crime", "Action"), n_ratings=700, imdb="tt0113277"),
    Movie(id=GODFATHER, title="The Godfather", year=1972, genres=("Crime", "Drama"), n_ratings=1000, imdb="tt0068646"),
    Movie(id=RONIN, title="Ronin", year=1998, genres=("Crime", "Action"), n_ratings=300, imdb="tt0122690"),
    Movie(id=QUIET, title="A Quiet Film", year=None, genres=(), n_ratings=1),
]
VECTORS = np.array(
    [
        [2.0, 0.0, 0.75],
        [1.5, 0.0, 0.5],
        [1.0, 0.0, -0.5],
        [0.0, 1.5, 0.25],
        [0.0, 2.0, 1.0],
        [0.0, 1.0, 0.0],
        [0.0, 0.0, -2.0],
    ],
    np.float32,
)
LIKENESS = np.array([[1, 0], [0.8, 0.6], [0.6, 0.8], [0, 1], [-0.6, 0.8], [-0.8, 0.6], [-1, 0]], np.float32)


PAIRS = {
    "pair_films": np.array([[1, 2], [0, 2], [0, 1], [5, 4], [3, 5], [3, 4], [-1, -1]], np.int32),
    "pair_weights": np.array([[0.5, 0.25], [0.5, 0.25], [0.5, 0.25], [0.5, 0.25], [0.5, 0.25], [0.5, 0.25], [0, 0]]),
    "pair_shares": np.array([[160, 40], [180, 10], [176, 80], [60, 100], [70, 42], [140, 130], [0, 0]], np.uint8),
}
"""Of 100 who watched Alien, 80 watched Aliens and 20 Solaris; of 100 who watched Heat, 30 Ronin, 50 The Godfather."""


def write_version(
    home: Path,
    version: str,
    films: Sequence[Movie] = FILMS,
    vectors: np.ndarray = VECTORS,
    pairs: Mapping[str, np.ndarray] | None = None,
) -> Path:
    """A version's files, as training leaves them; without `pairs`, as earlier releases did."""
    info = DatasetInfo(
        name="toy",
        source="by hand",
        catalogue="movielens",
        digest="0",
        movies=len(films),
        users=2_000,
        interactions=3_791,
        newest_year=1998,
    )
    manifest = Manifest(
        version=version,
        trained="2024-05-01T00:00:00+00:00",
        dataset=info,
        seed=0,
        parameters={},
        report={},
        libraries={},
        files={},
    )
    arrays = {
        "ids": np.array([film.id for film in films], np.int64),
        "vectors": vectors,
        "likeness": LIKENESS[: len(films)],
        "log_weights": np.zeros(len(films), np.float32),
        **build_title_index(films),
        **(pairs or {}),
    }
    folder = home / "versions" / version
    write_artifact(folder, manifest, list(films), arrays, {"query": sum_of_likes(2).to_tensors(), "network": {}})
    return folder


def publish(
    settings: Settings,
    films: Sequence[Movie] = FILMS,
    vectors: np.ndarray = VECTORS,
    pairs: Mapping[str, np.ndarray] | None = None,
) -> str:
    """Write a version and make it current, without the vector store."""
    settings.files.ensure()
    catalog = opening.create_catalog(settings)
    version = catalog.reserve("test")
    write_version(settings.home, version, films, vectors, pairs)
    catalog.put_movies(version, films)
    catalog.activate(version, {})
    catalog.close()
    return version


@pytest.fixture(scope="session")
def toy() -> SimpleNamespace:
    """The ids of the films by name, the films, and how to publish them."""
    return SimpleNamespace(
        ALIEN=ALIEN,
        ALIENS=ALIENS,
        SOLARIS=SOLARIS,
        HEAT=HEAT,
        GODFATHER=GODFATHER,
        RONIN=RONIN,
        QUIET=QUIET,
        films=FILMS,
        vectors=VECTORS,
        pairs=PAIRS,
        publish=publish,
        write_version=write_version,
    )


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", profile="anna")


class Vectors(MemoryVectors):
    """A vector store that can be made to fail and that records its calls."""

    kind = "toy"

    def __init__(self) -> None:
        super().__init__()
        self.failing = False
        self.calls: list[str] = []
        self.closed = threading.Event()

    def where(self) -> str:
        return "here"

    def fetch(self, *args):
        self._asked("fetch")
        return super().fetch(*args)

    def search(self, *args):
        self._asked("search")
        return super().search(*args)

    def close(self) -> None:
        self.closed.set()

    def _asked(self, what: str) -> None:
        self.calls.append(what)
        if self.failing:
            raise StoreError("Milvus does not answer", "start it")


@pytest.fixture
def vectors(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Vectors:
    """A vector store with the toy films, which is opened in place of Milvus."""
    store = Vectors()

    def open_vectors(settings: Settings, version: str, folder: Path) -> Vectors:
        store.create(version, "taste", FILMS, VECTORS)
        store.create(version, "likeness", FILMS, LIKENESS)
        return store

    monkeypatch.setattr(opening, "open_vectors", open_vectors)
    return store


@pytest.fixture
def recommender(settings: Settings, vectors: Vectors) -> Iterator[Recommender]:
    publish(settings)
    with Recommender.open(settings) as recommender:
        yield recommender


@pytest.fixture
def titles() -> TitleIndex:
    return TitleIndex.of(FILMS)


@pytest.fixture
def eventually() -> Iterator[Callable[[Callable[[], bool]], None]]:
    """Waits for a condition that another thread brings about."""

    def wait(condition: Callable[[], bool]) -> None:
        pause = threading.Event()
        for _ in range(500):
            if condition():
                return
            pause.wait(0.01)
        raise AssertionError("the condition never became true")

    yield wait
