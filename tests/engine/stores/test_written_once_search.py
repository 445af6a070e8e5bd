"""Searching collections that are written once gives what Milvus Lite's own search gives, and leaves it the others."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from milvus_lite.engine import collection
from milvus_lite.search.executor_indexed import execute_search_with_index

from engine.movies import Movie, MovieFilter
from engine.stores import written_once_search
from engine.stores.milvus import MilvusVectors
from engine.stores.milvus_lite import open_lite

FILMS = [Movie(id=3 * i, title=f"film {i}", year=1950 + i, genres=("Drama",) if i % 3 else ()) for i in range(60)]
VECTORS = np.random.default_rng(0).normal(size=(60, 4)).astype(np.float32)
VECTORS[10:14] = VECTORS[10]
QUERIES = np.stack([VECTORS[10], VECTORS[3], -VECTORS[7]])
FILTERS = [
    MovieFilter(),
    MovieFilter(genres=("Drama",), year_from=1960, year_to=1999),
    MovieFilter(exclude=frozenset({30, 33, 9})),
]
COLLECTION = "movierec_test_v1"


@pytest.fixture
def lite(tmp_path: Path) -> Iterator[MilvusVectors]:
    with closing(open_lite(tmp_path / "milvus.db", namespace="test", timeout=10)) as store:
        store.create("v1", "taste", FILMS, VECTORS)
        yield store


@pytest.fixture
def left_to_lite(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The fields of the searches that were left to Milvus Lite."""
    searched: list[str] = []

    def search(**asked: Any) -> Any:
        searched.append(asked["vector_field"])
        return execute_search_with_index(**asked)

    monkeypatch.setattr(written_once_search, "execute_search_with_index", search)
    return searched


def answers(store: MilvusVectors) -> list[list[int]]:
    found = [store.search("v1", "taste", query, 7, one) for query in QUERIES for one in FILTERS]
    return [[movie for movie, _ in hits] for hits in found]


def test_the_answers_are_those_of_milvus_lite_itself(
    lite: MilvusVectors, left_to_lite: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = lite.search_many("v1", "taste", QUERIES, 7, FILTERS), answers(lite)
    assert left_to_lite == []
    monkeypatch.setattr(collection, "execute_search_with_index", execute_search_with_index)
    theirs = lite.search_many("v1", "taste", QUERIES, 7, FILTERS), answers(lite)
    assert ours[1] == theirs[1]
    for mine, other in zip(ours[0], theirs[0], strict=True):
        assert [movie for movie, _ in mine] == [movie for movie, _ in other]
        assert [score for _, score in mine] == pytest.approx([score for _, score in other], abs=1e-6)


def test_a_collection_in_which_rows_were_deleted_or_replaced_is_left_to_milvus_lite(
    lite: MilvusVectors, left_to_lite: list[str]
) -> None:
    best = lite.search("v1", "taste", QUERIES[1], 1)[0][0]
    lite._calls.write("delete", COLLECTION, ids=[best])
    assert lite.search("v1", "taste", QUERIES[1], 1)[0][0] != best
    assert left_to_lite == ["vector"]


def test_a_collection_that_was_written_anew_is_searched_as_it_is_now(lite: MilvusVectors) -> None:
    before = lite.search("v1", "taste", QUERIES[1], 1)[0]
    lite.create("v1", "taste", FILMS, -VECTORS)
    assert lite.search("v1", "taste", -QUERIES[1], 1)[0] == before


def test_searches_of_another_kind_are_left_to_milvus_lite(lite: MilvusVectors, left_to_lite: list[str]) -> None:
    (page,) = lite._calls.read("search", COLLECTION, data=[QUERIES[0]], limit=3, output_fields=["year"])
    assert [hit.entity["year"] for hit in page][:1] == [1960]
    assert left_to_lite == ["vector"]


def test_no_index_is_kept_beside_the_rows(lite: MilvusVectors, tmp_path: Path) -> None:
    assert list(tmp_path.glob("milvus.db/**/*.parquet"))
    assert not list(tmp_path.glob("milvus.db/**/indexes/*"))
