"""The conformance suite of the vector stores: in memory, Milvus Lite and a Milvus server."""

from __future__ import annotations

import itertools
import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from engine.addresses import MilvusAddress
from engine.artifact import DatasetInfo, Manifest, write_artifact
from engine.errors import StoreError, UsageError
from engine.movies import Movie, MovieFilter
from engine.secret import Secret
from engine.stores.interfaces import StoreInUse, VectorStore
from engine.stores.memory import MemoryVectors
from engine.stores.milvus_lite import open_lite
from engine.stores.milvus_server import open_server

_namespaces = itertools.count()

MOVIES = [
    Movie(id=10, title="Stalker", year=1979, genres=("Sci-Fi", "Drama")),
    Movie(id=20, title="Solaris", year=1972, genres=("Sci-Fi",)),
    Movie(id=30, title="Mirror", year=1975, genres=("Drama",)),
    Movie(id=40, title="Untitled", year=None, genres=()),
    Movie(id=1_000_000_000, title="Amélie", year=2001, genres=("Film-Noir", "Children's")),
]
VECTORS = np.array([[1, 0, 0], [0.8, 0.1, 0], [0.5, 0, 0.5], [0.5, 0, 0.5], [-1, 0, 1]], np.float32)
_SKEWED = np.arange(55, 0, -1) / (55 * 28)
"""The probabilities of 55 genres: some frequent, some rare."""
ALONG_X = np.array([1, 0, 0], np.float32)


_BACKENDS = ["memory", "lite", pytest.param("server", marks=pytest.mark.servers)]


@pytest.fixture(params=_BACKENDS)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[VectorStore]:
    yield from _opened(request, tmp_path)


@pytest.fixture(scope="module", params=_BACKENDS)
def kept(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[VectorStore]:
    """A store with the films in it for all tests that only read: a server takes seconds to make a collection."""
    for opened in _opened(request, tmp_path_factory.mktemp("kept")):
        opened.create("v1", "taste", MOVIES, VECTORS)
        yield opened


def _opened(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[VectorStore]:
    opened = _open(request, tmp_path)
    yield opened
    for version in opened.versions():
        opened.drop(version)
    opened.close()


def _open(request: pytest.FixtureRequest, tmp_path: Path) -> VectorStore:
    if request.param == "memory":
        return MemoryVectors()
    if request.param == "lite":
        return open_lite(tmp_path / "milvus.db", namespace="test", timeout=10)
    uri = request.getfixturevalue("milvus_uri")
    return open_server(MilvusAddress(uri), Secret(), "", namespace=f"test{next(_namespaces)}", timeout=10)


@pytest.fixture
def filled(store: VectorStore) -> VectorStore:
    store.create("v1", "taste", MOVIES, VECTORS)
    return store


def ids(hits: list[tuple[int, float]]) -> list[int]:
    return [movie for movie, _ in hits]


def test_the_best_by_inner_product_come_first_with_their_scores(kept: VectorStore) -> None:
    hits = kept.search("v1", "taste", ALONG_X, 2)
    assert ids(hits) == [10, 20]
    assert [score for _, score in hits] == pytest.approx([1.0, 0.8], abs=1e-6)


def test_equal_scores_are_told_apart_by_id(kept: VectorStore) -> None:
    assert ids(kept.search("v1", "taste", ALONG_X, 5)) == [10, 20, 30, 40, 1_000_000_000]
    assert ids(kept.search("v1", "taste", ALONG_X, 3)) == [10, 20, 30]


def test_asking_for_more_than_there_are_gives_all(kept: VectorStore) -> None:
    assert len(kept.search("v1", "taste", ALONG_X, 100)) == 5


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (MovieFilter(genres=("Sci-Fi",)), [10, 20]),
        (MovieFilter(genres=("Sci-Fi", "Drama")), [10, 20, 30]),
        (MovieFilter(genres=("Sci-Fi", "Drama"), every_genre=True), [10]),
        (MovieFilter(genres=("Sci-Fi", "Musical"), every_genre=True), []),
        (MovieFilter(genres=("Children's",)), [1_000_000_000]),
        (MovieFilter(genres=("Musical",)), []),
        (MovieFilter(genres=("Musical", "Drama")), [10, 30]),
        (MovieFilter(without_genres=("Drama",)), [20, 40, 1_000_000_000]),
        (MovieFilter(without_genres=("Musical",)), [10, 20, 30, 40, 1_000_000_000]),
        (MovieFilter(year_from=1975), [10, 30, 1_000_000_000]),
        (MovieFilter(year_to=1975), [20, 30]),
        (MovieFilter(year_from=1972, year_to=1975, genres=("Drama",)), [30]),
        (MovieFilter(exclude=frozenset({10, 30, 99})), [20, 40, 1_000_000_000]),
        (MovieFilter(exclude=frozenset(range(10_000))), [1_000_000_000]),
        (MovieFilter(only=frozenset({30, 10, 99})), [10, 30]),
        (MovieFilter(only=frozenset({10, 30}), genres=("Sci-Fi",), exclude=frozenset({20})), [10]),
        (MovieFilter(only=frozenset({10, 30}), exclude=frozenset({10})), [30]),
        (MovieFilter(new=False, genres=("Sci-Fi",)), [10, 20]),
        (MovieFilter(new=False), [10, 20, 30, 40, 1_000_000_000]),
        (MovieFilter(new=True), []),
        (MovieFilter(only=frozenset({99})), []),
        (MovieFilter(only=frozenset()), []),
        (MovieFilter(genres=('x" or id > 0 or "',)), []),
    ],
)
def test_a_filter_lets_through_what_it_says(kept: VectorStore, where: MovieFilter, expected: list[int]) -> None:
    assert ids(kept.search("v1", "taste", ALONG_X, 5, where)) == expected
    assert [movie.id for movie in MOVIES if where.admits(movie)] == expected


def test_many_queries_at_once_answer_as_one_by_one(kept: VectorStore) -> None:
    queries = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1]], np.float32)
    wheres = [MovieFilter(exclude=frozenset({10})), MovieFilter(), MovieFilter(genres=("Drama",))]
    together = kept.search_many("v1", "taste", queries, 3, wheres)
    assert together == [kept.search("v1", "taste", q, 3, w) for q, w in zip(queries, wheres, strict=True)]


def test_fetch_keeps_the_order_asked_and_leaves_out_the_unknown(kept: VectorStore) -> None:
    found, rows = kept.fetch("v1", "taste", [30, 7, 1_000_000_000, 10])
    assert found == [30, 1_000_000_000, 10]
    np.testing.assert_allclose(rows, VECTORS[[2, 4, 0]])
    assert kept.fetch("v1", "taste", [])[0] == []


def test_results_are_complete_with_five_thousand_exclusions(store: VectorStore) -> None:
    movies = [Movie(id=i, title=str(i), year=1900 + i % 100) for i in range(1, 6001)]
    vectors = np.random.default_rng(0).normal(size=(6000, 4)).astype(np.float32)
    store.create("v1", "taste", movies, vectors)
    hits = store.search("v1", "taste", vectors[0], 1000, MovieFilter(exclude=frozenset(range(1, 5001))))
    scores = vectors[5000:] @ vectors[0]
    assert ids(hits) == [5001 + int(row) for row in np.argsort(-scores, kind="stable")]


def test_more_genres_than_fields_can_all_be_filtered(store: VectorStore) -> None:
    movies = [Movie(id=i, title=str(i), genres=(f"genre {i % 70}",)) for i in range(140)]
    store.create("v1", "taste", movies, np.ones((140, 2), np.float32))
    assert ids(store.search("v1", "taste", np.ones(2, np.float32), 9, MovieFilter(genres=("genre 69",)))) == [69, 139]
    left = store.search("v1", "taste", np.ones(2, np.float32), 140, MovieFilter(without_genres=("genre 69",)))
    assert len(left) == 138


def test_any_mix_of_filters_leaves_every_film_that_fits_and_no_other(store: VectorStore) -> None:
    dice = np.random.default_rng(1)
    names = [f"genre {n}" for n in range(55)]  # more than there are fields for
    movies = [
        Movie(
            id=i,
            title=str(i),
            year=None if i % 11 == 0 else int(dice.integers(1920, 2020)),
            genres=tuple(dice.choice(names, int(dice.integers(0, 5)), replace=False, p=_SKEWED)),
        )
        for i in range(1, 401)
    ]
    store.create("v1", "taste", movies, dice.normal(size=(400, 4)).astype(np.float32))
    for _ in range(25):
        some, none = dice.choice(names, 5, replace=False, p=_SKEWED), dice.choice(names, 6, replace=False, p=_SKEWED)
        first, last = sorted(int(year) for year in dice.integers(1920, 2020, 2))
        where = MovieFilter(
            genres=tuple(some) if dice.random() < 0.7 else (),
            without_genres=tuple(none) if dice.random() < 0.7 else (),
            year_from=first if dice.random() < 0.5 else None,
            year_to=last if dice.random() < 0.5 else None,
            exclude=frozenset(int(i) for i in dice.integers(1, 401, 50)),
            only=frozenset(int(i) for i in dice.integers(1, 401, 150)) if dice.random() < 0.3 else None,
        )
        fitting = {movie.id for movie in movies if where.admits(movie)}
        assert set(ids(store.search("v1", "taste", np.ones(4, np.float32), 400, where))) == fitting


def test_versions_and_spaces_are_apart(filled: VectorStore) -> None:
    filled.create("v1", "likeness", MOVIES[:2], VECTORS[:2, :2])
    filled.create("v2", "taste", MOVIES[:3], VECTORS[:3])
    assert [filled.count("v1", "taste"), filled.count("v1", "likeness"), filled.count("v2", "taste")] == [5, 2, 3]
    assert filled.versions() == ["v1", "v2"]
    filled.drop("v1")
    assert filled.versions() == ["v2"]
    assert filled.count("v1", "taste") == 0


def test_creating_again_replaces(filled: VectorStore) -> None:
    filled.create("v1", "taste", MOVIES[:2], VECTORS[:2])
    assert filled.count("v1", "taste") == 2
    assert ids(filled.search("v1", "taste", ALONG_X, 5)) == [10, 20]


def test_dropping_what_is_not_there_does_nothing(store: VectorStore) -> None:
    store.drop("v99")


def test_a_version_that_is_not_there_is_an_error_in_words(store: VectorStore) -> None:
    with pytest.raises(StoreError):
        store.search("v7", "taste", ALONG_X, 3)


def test_memory_searches_a_version_by_its_files(tmp_path: Path) -> None:
    info = DatasetInfo(name="toy", source="", catalogue="toy", digest="", movies=5, users=1, interactions=1)
    manifest = Manifest(
        version="v3", trained="", dataset=info, seed=0, parameters={}, report={}, libraries={}, files={}
    )
    arrays = {"ids": np.array([movie.id for movie in MOVIES]), "vectors": VECTORS, "likeness": VECTORS[::-1]}
    write_artifact(tmp_path / "v3", manifest, MOVIES, arrays, {})
    store = MemoryVectors(tmp_path / "v3")
    assert ids(store.search("v3", "taste", ALONG_X, 2)) == [10, 20]
    assert ids(store.search("v3", "likeness", ALONG_X, 2)) == [1_000_000_000, 40]
    assert ids(store.search("v3", "taste", ALONG_X, 2, MovieFilter(genres=("Drama",)))) == [10, 30]
    assert store.count("v4", "taste") == 0


def test_memory_searches_vectors_in_half_precision(tmp_path: Path) -> None:
    info = DatasetInfo(name="toy", source="", catalogue="toy", digest="", movies=2_500, users=1, interactions=1)
    manifest = Manifest(
        version="v3", trained="", dataset=info, seed=0, parameters={}, report={}, libraries={}, files={}
    )
    films = [Movie(id=i, title=str(i)) for i in range(2_500)]
    vectors = np.random.default_rng(0).normal(size=(2_500, 4)).astype(np.float16)
    arrays = {"ids": np.arange(2_500), "vectors": VECTORS, "likeness": vectors}
    write_artifact(tmp_path / "v3", manifest, films, arrays, {})
    halves, whole = MemoryVectors(tmp_path / "v3"), MemoryVectors()
    whole.create("v3", "likeness", films, vectors.astype(np.float32))
    queries = vectors[[3, 2_400]].astype(np.float32)
    filters = [MovieFilter(), MovieFilter(exclude=frozenset({2_400}))]
    found = halves.search_many("v3", "likeness", queries, 20, filters)
    expected = whole.search_many("v3", "likeness", queries, 20, filters)
    assert [ids(hits) for hits in found] == [ids(hits) for hits in expected]
    assert halves.fetch("v3", "likeness", [7])[1].dtype == np.float32


def test_an_answer_of_memory_does_not_depend_on_what_is_asked_beside_it() -> None:
    random = np.random.default_rng(0)
    films = [Movie(id=i, title=str(i)) for i in range(3_000)]
    store = MemoryVectors()
    store.create("v1", "taste", films, random.normal(size=(3_000, 33)).astype(np.float32))
    queries = random.normal(size=(70, 33)).astype(np.float32)
    together = store.search_many("v1", "taste", queries, 5, [MovieFilter()] * 70)
    assert store.search("v1", "taste", queries[3], 5) == together[3]
    for start, end in ((0, 1), (1, 4), (60, 70)):
        assert (
            store.search_many("v1", "taste", queries[start:end], 5, [MovieFilter()] * (end - start))
            == together[start:end]
        )


def test_memory_refuses_a_version_whose_files_do_not_fit_together(tmp_path: Path) -> None:
    info = DatasetInfo(name="toy", source="", catalogue="toy", digest="", movies=5, users=1, interactions=1)
    manifest = Manifest(
        version="v3", trained="", dataset=info, seed=0, parameters={}, report={}, libraries={}, files={}
    )
    write_artifact(tmp_path / "v3", manifest, MOVIES, {"ids": np.arange(4), "vectors": VECTORS}, {})
    with pytest.raises(StoreError, match="do not fit together"):
        MemoryVectors(tmp_path / "v3").search("v3", "taste", ALONG_X, 2)


@pytest.fixture
def reopen(tmp_path: Path) -> Callable[[], VectorStore]:
    return lambda: open_lite(tmp_path / "milvus.db", namespace="test", timeout=10)


def test_lite_keeps_its_vectors_and_says_when_another_has_them(reopen: Callable[[], VectorStore]) -> None:
    first = reopen()
    first.create("v1", "taste", MOVIES, VECTORS)
    with pytest.raises(StoreInUse, match="another movierec"):
        reopen()
    first.close()
    second = reopen()
    assert ids(second.search("v1", "taste", ALONG_X, 2)) == [10, 20]
    second.close()


def test_lite_listens_on_no_port_and_leaves_no_socket_behind(
    reopen: Callable[[], VectorStore], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sockets = tmp_path / "sockets"
    sockets.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(sockets))
    store = reopen()
    store.create("v1", "taste", MOVIES, VECTORS)
    (path,) = sockets.glob("*/s")
    assert path.is_socket()
    assert path.stat().st_mode & 0o077 == 0
    assert path.parent.stat().st_mode & 0o077 == 0
    store.close()
    assert list(sockets.iterdir()) == []


@pytest.mark.parametrize("name", ["a%41b", "a b", "a?b#c", "\udcff", "not/there"])
def test_a_folder_for_temporary_files_that_no_socket_can_be_in_is_passed_over(
    reopen: Callable[[], VectorStore], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    odd = tmp_path / name
    if name != "not/there":
        odd.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(odd))
    store = reopen()
    store.create("v1", "taste", MOVIES, VECTORS)
    assert ids(store.search("v1", "taste", ALONG_X, 2)) == [10, 20]
    store.close()


def test_a_lite_that_is_broken_is_told_from_one_in_use(tmp_path: Path) -> None:
    (tmp_path / "milvus.db").write_text("a file, and no database directory")
    with pytest.raises(StoreError, match="cannot be opened") as failure:
        open_lite(tmp_path / "milvus.db", namespace="test", timeout=10)
    assert not isinstance(failure.value, StoreInUse)


@pytest.mark.parametrize("age", [3_600, 0], ids=["an hour old", "just bound by a process that starts"])
def test_the_socket_of_a_killed_process_is_swept_away(
    reopen: Callable[[], VectorStore], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, age: float
) -> None:
    sockets = tmp_path / "sockets"
    other = sockets / "movierec-milvus-12345678"
    other.mkdir(parents=True)
    monkeypatch.setattr("tempfile.tempdir", str(sockets))
    silent = socket.socket(socket.AF_UNIX)
    silent.bind(str(other / "s"))
    silent.close()
    os.utime(other, (time.time() - age,) * 2)
    first = reopen()
    assert len(list(sockets.iterdir())) == (1 if age else 2)
    assert other.exists() == (not age)
    first.close()


def test_a_temporary_folder_with_a_long_path_is_passed_by(
    reopen: Callable[[], VectorStore], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = tmp_path / ("x" * 100)
    long.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(long))
    reopen().close()
    assert list(long.iterdir()) == []


@pytest.mark.parametrize("uri", ["milvus.db", "ftp://host", "http://", "http://host:port"])
def test_a_uri_of_another_kind_is_refused(uri: str) -> None:
    with pytest.raises(UsageError) as failure:
        open_server(MilvusAddress(uri), Secret(), "", namespace="test", timeout=2)
    assert "http://host:19530" in failure.value.remedy


def test_credentials_in_the_uri_are_not_repeated() -> None:
    with pytest.raises(StoreError) as failure:
        open_server(MilvusAddress("http://me:secret@127.0.0.1:1/films"), Secret(), "", namespace="test", timeout=2)
    said = f"{failure.value.message} {failure.value.remedy} {failure.value.__cause__}"
    assert "http://127.0.0.1:1/films" in said
    assert "secret" not in said and "me:" not in said


def test_a_server_that_never_answers_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(StoreError, match="does not answer"):
        open_server(
            MilvusAddress(f"http://127.0.0.1:{silent.getsockname()[1]}"), Secret(), "", namespace="test", timeout=1
        )


def test_a_dead_server_is_one_clear_error_without_the_token() -> None:
    with pytest.raises(StoreError) as failure:
        open_server(MilvusAddress("http://127.0.0.1:1"), Secret("root:secret"), "", namespace="test", timeout=2)
    assert "127.0.0.1:1" in failure.value.message
    assert "secret" not in failure.value.message
    assert "MOVIEREC_MILVUS_URI" in failure.value.remedy


def test_milvus_lite_works_in_a_folder_whose_name_is_not_utf_8(tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode(b"caf\xe9")
    folder.mkdir()
    for _ in range(2):
        with closing(open_lite(folder / "milvus.db", namespace="test", timeout=10)) as store:
            store.create("v1", "taste", MOVIES, VECTORS)
            assert ids(store.search("v1", "taste", ALONG_X, 2)) == [10, 20]
    assert [path.name for path in folder.iterdir()] == ["milvus.db"]
