"""The vectors in Milvus, a server or Lite: two collections per version, addressed by name and searched exactly (IP).

Every call has a time-out, and failures become a StoreError that names the server without its credentials; pymilvus
alone would retry a dead server for 210 s and print tracebacks over the screen. Falling back to a search in memory is
decided in engine.serving.failover, never here.
"""

from __future__ import annotations

import logging
import os
import re
import time
from collections.abc import Callable, Sequence
from typing import Any, get_args

import msgspec
import numpy as np

from engine.errors import StoreError
from engine.movies import Movie, MovieFilter
from engine.progress import Portion, untold
from engine.secret import hide
from engine.stores.interfaces import Floats, Space, VectorStore
from engine.stores.milvus_filters import NO_YEAR, expression, genre_fields

# gRPC's own messages on stderr would be drawn over a full-screen app.
os.environ.setdefault("GRPC_VERBOSITY", "NONE")

import grpc
from pymilvus import DataType, MilvusClient
from pymilvus.exceptions import MilvusException

for _name in ("pymilvus", "pymilvus.milvus_client", "pymilvus.bulk_writer", "milvus_lite"):
    logging.getLogger(_name).handlers[:] = [logging.NullHandler()]
    logging.getLogger(_name).propagate = False

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
_WRITE_TIMEOUT = 120.0
_MISSING, _NOT_LOADED, _NO_INDEX = 100, 101, 700


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
        self._client = client
        self._where = where
        self._prefix = f"movierec_{namespace}_"
        self._index = index
        self._timeout = timeout
        self._release = release
        self._fields: dict[str, _Fields] = {}

    def where(self) -> str:
        return self._where

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
        self._write("create_collection", name, schema=schema, consistency_level="Bounded")
        genres = frequent | rare
        for start in range(0, len(movies), _ROWS):
            rows = [_row(movie, vectors[start + i], genres) for i, movie in enumerate(movies[start : start + _ROWS])]
            self._write("insert", name, rows)
            told((start + len(rows)) / len(movies))
        self._write("flush", name)
        if self._index is not None:
            index = MilvusClient.prepare_index_params()
            index.add_index("vector", index_type=self._index, metric_type="IP")
            self._write("create_index", name, index)
        self._write("load_collection", name)
        self._await(version, space, len(movies))

    def count(self, version: str, space: Space) -> int:
        try:
            rows = self._ask("query", self._name(version, space), filter="", output_fields=["count(*)"])
        except _NoCollection:
            return 0
        return int(rows[0]["count(*)"])

    def fetch(self, version: str, space: Space, ids: Sequence[int]) -> tuple[list[int], Floats]:
        name = self._name(version, space)
        rows: dict[int, Any] = {}
        asked = [int(i) for i in ids]
        for start in range(0, len(asked), _ROWS):
            chunk = asked[start : start + _ROWS]
            for row in self._ask("get", name, ids=chunk, output_fields=["id", "vector"]):
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
        names = self._try("list_collections", timeout=self._timeout)
        pattern = re.compile(re.escape(self._prefix) + r"(v[0-9]+)(_likeness)?")
        found = {match[1] for match in map(pattern.fullmatch, names) if match}
        return sorted(found, key=lambda version: int(version[1:]))

    def close(self) -> None:
        try:
            self._client.close()
        except (MilvusException, grpc.RpcError, ValueError, RuntimeError):
            logging.getLogger(__name__).debug("closing %s", self._where, exc_info=True)
        self._release()

    def _name(self, version: str, space: Space) -> str:
        return f"{self._prefix}{version}" + ("" if space == "taste" else f"_{space}")

    def _forget(self, name: str) -> None:
        self._fields.pop(name, None)
        if self._try("has_collection", name, timeout=self._timeout):
            self._write("drop_collection", name)

    def _await(self, version: str, space: Space, expected: int) -> None:
        """Wait until every row is visible: reads have bounded staleness, so this may take seconds."""
        deadline = time.monotonic() + _WRITE_TIMEOUT
        while (found := self.count(version, space)) != expected:
            if time.monotonic() > deadline:
                raise StoreError(f"Milvus at {self._where} has only {found} of {expected} vectors", "try again")
            time.sleep(0.1)

    def _page(self, name: str, queries: Floats, limit: int, admitted: str) -> list[list[tuple[int, float]]]:
        """The top `limit` hits of each query: (movie id, score), best first."""
        dimensions = self._fields_of(name).dimensions
        if queries.shape[1] != dimensions:
            raise ValueError(f"{name} has {dimensions} dimensions, the query has {queries.shape[1]}")
        pages = self._ask(
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
            described = self._ask("describe_collection", name)
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
                self._ask("query", name, filter=f"{field} == true", output_fields=["id"], limit=1)
            )
        return fields.known[field]

    def _ask(self, method: str, name: str, **arguments: Any) -> Any:
        """Call a reading method; if the collection is not loaded, load it and try once more."""
        try:
            return self._try(method, name, timeout=self._timeout, **arguments)
        except _NotLoaded:
            self._write("load_collection", name)
            return self._try(method, name, timeout=self._timeout, **arguments)

    def _write(self, method: str, name: str, *arguments: Any, **named: Any) -> Any:
        return self._try(method, name, *arguments, timeout=max(_WRITE_TIMEOUT, self._timeout), **named)

    def _try(self, method: str, *arguments: Any, **named: Any) -> Any:
        try:
            return getattr(self._client, method)(*arguments, **named)
        except MilvusException as cause:
            if cause.code in (_MISSING, _NO_INDEX):
                raise _NoCollection(
                    f"Milvus at {self._where} does not have {arguments[0]}",
                    "another version may have replaced it; otherwise train with `movierec train`",
                ) from cause
            kind = _NotLoaded if cause.code == _NOT_LOADED else StoreError
            raise kind(*explain(self._where, cause)) from cause
        except (grpc.RpcError, ValueError, RuntimeError, OSError) as cause:
            # ValueError and RuntimeError: the channel was closed during the call.
            raise StoreError(*explain(self._where, cause)) from cause


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


class _NoCollection(StoreError):
    pass


class _NotLoaded(StoreError):
    pass


def explain(where: str, cause: Exception) -> tuple[str, str]:
    """Message and remedy for a Milvus error, on one line each and without credentials."""
    text = cause.message if isinstance(cause, MilvusException) else str(cause)
    text = hide(" ".join(str(text).split()))
    if re.search(r"auth|unauthenticated|permission|privilege", text, re.IGNORECASE):
        return f"Milvus at {where} rejects the token", "set MOVIEREC_MILVUS_TOKEN to user:password or an API key"
    if re.search(r"database not found", text, re.IGNORECASE):
        return f"Milvus at {where} has no such database", "create it there, or change MOVIEREC_MILVUS_DB"
    if re.search(r"connect|unavailable|deadline|timeout|timed out|closed channel", text, re.IGNORECASE):
        return f"Milvus at {where} does not answer", "check that it is running and that MOVIEREC_MILVUS_URI is right"
    return f"Milvus at {where} returned an error: {text[:200]}", "see the server's log"


def _row(movie: Movie, vector: Floats, genres: dict[str, str]) -> dict[str, Any]:
    return {
        "id": movie.id,
        "vector": vector,
        "year": NO_YEAR if movie.year is None else movie.year,
        **{field: genre in movie.genres for genre, field in genres.items()},
    }
