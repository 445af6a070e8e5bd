"""The vectors in Milvus, a server or Lite: two collections per version, addressed by name and searched exactly (IP).

Falling back to a search in memory is decided in engine.serving.failover, never here.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from typing import Any, get_args

import msgspec
import numpy as np

from engine.errors import StoreError
from engine.movies import Movie, MovieFilter
from engine.progress import Portion, untold
from engine.stores.interfaces import Floats, Space, VectorStore
from engine.stores.milvus_calls import WRITE_TIMEOUT, MilvusCalls, NoCollection
from engine.stores.milvus_filters import NO_YEAR, expression, genre_fields

# Import after .milvus_calls, which silences the logging of this package.
from pymilvus import DataType, MilvusClient  # isort: skip

_LIMIT = 16_384
"""The most hits that a server returns in one call."""
_SPARE = 16
"""Hits requested beyond k, to detect ties at the k-th place."""
_TIES = 2_048
"""If more films than this share one score (as for a query of zeros), ties are no longer broken by the lowest id."""
_FEW = 256
"""Up to this many exclusions, over-fetching is cheaper than writing them into each query's filter."""
_QUERIES = 64
"""Queries per call."""
_ROWS = 2_000
"""Rows per insert: 2 MB of vectors."""


class MilvusVectors(VectorStore):
    """The collections of one namespace, through an open client; `milvus_server` and `milvus_lite` create it.

    `index` is the type of index that new collections get, None for none.
    """

    def __init__(
        self,
        client: MilvusClient,
        *,
        kind: str,
        where: str,
        namespace: str,
        index: str | None,
        timeout: float,
        release: Callable[[], None],
    ) -> None:
        self.kind = kind
        self._calls = MilvusCalls(client, where, timeout)
        self._prefix = f"movierec_{namespace}_"
        self._index = index
        self._release = release
        self._fields: dict[str, _Fields] = {}

    def where(self) -> str:
        return self._calls.where

    def create(
        self, version: str, space: Space, movies: Sequence[Movie], vectors: Floats, told: Portion = untold
    ) -> None:
        if len(movies) != len(vectors):
            raise ValueError(f"{len(movies)} films, {len(vectors)} vectors")
        name = self._name(version, space)
        self._forget(name)
        frequent, rare = genre_fields(movies)
        schema = MilvusClient.create_schema(auto_id=False, enable_dynamic_field=bool(rare))
        schema.add_field("id", DataType.INT64, is_primary=True)
        schema.add_field("vector", DataType.FLOAT_VECTOR, dim=vectors.shape[1])
        schema.add_field("year", DataType.INT64)
        for field in frequent.values():
            schema.add_field(field, DataType.BOOL)
        self._calls.write("create_collection", name, schema=schema, consistency_level="Bounded")
        genres = frequent | rare
        for start in range(0, len(movies), _ROWS):
            rows = [_row(movie, vectors[start + i], genres) for i, movie in enumerate(movies[start : start + _ROWS])]
            self._calls.write("insert", name, rows)
            told((start + len(rows)) / len(movies))
        self._calls.write("flush", name)
        if self._index is not None:
            index = MilvusClient.prepare_index_params()
            index.add_index("vector", index_type=self._index, metric_type="IP")
            self._calls.write("create_index", name, index)
        self._calls.write("load_collection", name)
        self._await(version, space, len(movies))

    def count(self, version: str, space: Space) -> int:
        try:
            rows = self._calls.read("query", self._name(version, space), filter="", output_fields=["count(*)"])
        except NoCollection:
            return 0
        return int(rows[0]["count(*)"])

    def fetch(self, version: str, space: Space, ids: Sequence[int]) -> tuple[list[int], Floats]:
        name = self._name(version, space)
        rows: dict[int, Any] = {}
        asked = [int(i) for i in ids]
        for start in range(0, len(asked), _ROWS):
            chunk = asked[start : start + _ROWS]
            for row in self._calls.read("get", name, ids=chunk, output_fields=["id", "vector"]):
                rows[int(row["id"])] = row["vector"]
        found = [i for i in asked if i in rows]
        if not found:
            return [], np.zeros((0, self._fields_of(name).dimensions), np.float32)
        return found, np.array([rows[i] for i in found], np.float32)

    def search(
        self, version: str, space: Space, query: Floats, k: int, movie_filter: MovieFilter = MovieFilter()
    ) -> list[tuple[int, float]]:
        name = self._name(version, space)
        hits: list[tuple[int, float]] = []
        limit = k + _SPARE
        while k > 0:
            admitted = self._expression(name, movie_filter, [movie for movie, _ in hits])
            if admitted is None:
                break
            limit = min(limit, _LIMIT)
            page = self._page(name, np.asarray(query)[None, :], limit, admitted)[0]
            hits += page
            if len(page) < limit or _settled(hits, k) or len(hits) > k + _TIES:
                break
            limit *= 2
        return _best(hits, k)

    def search_many(
        self, version: str, space: Space, queries: Floats, k: int, filters: Sequence[MovieFilter]
    ) -> list[list[tuple[int, float]]]:
        # Queries that exclude few films are batched into one call that ignores the exclusions and over-fetches
        # slightly. A query that still gets too few hits is searched again on its own.
        name = self._name(version, space)
        answers: dict[int, list[tuple[int, float]]] = {}
        together: dict[MovieFilter, list[int]] = {}
        for place, movie_filter in enumerate(filters):
            if len(movie_filter.exclude) <= _FEW and k > 0:
                together.setdefault(msgspec.structs.replace(movie_filter, exclude=frozenset()), []).append(place)
        for common, places in together.items():
            admitted = self._expression(name, common)
            for start in range(0, len(places) if admitted is not None else 0, _QUERIES):
                group = places[start : start + _QUERIES]
                limit = min(k + max(len(filters[place].exclude) for place in group) + _SPARE, _LIMIT)
                pages = self._page(name, np.asarray(queries)[group], limit, admitted or "")
                for place, page in zip(group, pages, strict=True):
                    hits = [hit for hit in page if hit[0] not in filters[place].exclude]
                    if len(page) < limit or _settled(hits, k):
                        answers[place] = _best(hits, k)
        return [
            answers[place] if place in answers else self.search(version, space, queries[place], k, movie_filter)
            for place, movie_filter in enumerate(filters)
        ]

    def drop(self, version: str) -> None:
        for space in get_args(Space):
            self._forget(self._name(version, space))

    def versions(self) -> list[str]:
        names = self._calls.ask("list_collections")
        pattern = re.compile(re.escape(self._prefix) + r"(v[0-9]+)(_likeness)?")
        found = {match[1] for match in map(pattern.fullmatch, names) if match}
        return sorted(found, key=lambda version: int(version[1:]))

    def close(self) -> None:
        self._calls.close()
        self._release()

    def _name(self, version: str, space: Space) -> str:
        return f"{self._prefix}{version}" + ("" if space == "taste" else f"_{space}")

    def _forget(self, name: str) -> None:
        self._fields.pop(name, None)
        if self._calls.ask("has_collection", name):
            self._calls.write("drop_collection", name)

    def _await(self, version: str, space: Space, expected: int) -> None:
        """Wait until every row is visible: reads have bounded staleness, so this may take seconds."""
        deadline = time.monotonic() + WRITE_TIMEOUT
        while (found := self.count(version, space)) != expected:
            if time.monotonic() > deadline:
                raise StoreError(f"Milvus at {self._calls.where} has only {found} of {expected} vectors", "try again")
            time.sleep(0.1)

    def _page(self, name: str, queries: Floats, limit: int, admitted: str) -> list[list[tuple[int, float]]]:
        """The top `limit` hits of each query: (movie id, score), best first."""
        dimensions = self._fields_of(name).dimensions
        if queries.shape[1] != dimensions:
            raise ValueError(f"{name} has {dimensions} dimensions, the query has {queries.shape[1]}")
        pages = self._calls.read(
            "search",
            name,
            data=list(np.asarray(queries, np.float32)),
            anns_field="vector",
            filter=admitted,
            limit=limit,
            output_fields=["id"],  # none would mean all fields on Milvus Lite, and a fifth of the speed
            search_params={"metric_type": "IP"},
        )
        # Iterating over a page would build a dictionary for each hit.
        return [list(zip(map(int, page.ids), map(float, page.distances), strict=True)) for page in pages]

    def _expression(self, name: str, movie_filter: MovieFilter, exclude: Sequence[int] = ()) -> str | None:
        fields = self._fields_of(name)
        return expression(movie_filter, lambda field: self._has_field(name, fields, field), exclude)

    def _fields_of(self, name: str) -> _Fields:
        if name not in self._fields:
            described = self._calls.read("describe_collection", name)
            vector = next(field for field in described["fields"] if field["name"] == "vector")
            self._fields[name] = _Fields(
                int(vector["params"]["dim"]),
                {field["name"]: True for field in described["fields"]},
                bool(described["enable_dynamic_field"]),
            )
        return self._fields[name]

    def _has_field(self, name: str, fields: _Fields, field: str) -> bool:
        if field not in fields.known:
            fields.known[field] = fields.dynamic and bool(
                self._calls.read("query", name, filter=f"{field} == true", output_fields=["id"], limit=1)
            )
        return fields.known[field]


def _settled(hits: list[tuple[int, float]], k: int) -> bool:
    """Whether the top k are final: the k-th cannot tie with a film that was not returned."""
    return len(hits) > k and hits[k - 1][1] > hits[-1][1]


def _best(hits: list[tuple[int, float]], k: int) -> list[tuple[int, float]]:
    return sorted(hits, key=lambda hit: (-hit[1], hit[0]))[: max(k, 0)]


class _Fields:
    """A collection's schema: vector dimensions, and which genre fields exist (`known` caches the lookups)."""

    def __init__(self, dimensions: int, known: dict[str, bool], dynamic: bool) -> None:
        self.dimensions = dimensions
        self.known = known
        self.dynamic = dynamic


def _row(movie: Movie, vector: Floats, genres: dict[str, str]) -> dict[str, Any]:
    return {
        "id": movie.id,
        "vector": vector,
        "year": NO_YEAR if movie.year is None else movie.year,
        **{field: genre in movie.genres for genre, field in genres.items()},
    }
