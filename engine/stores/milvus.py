"""The vectors in Milvus: what is the same for a server and for Milvus Lite.

A collection has the movie's id, its vector, its year (0 where unknown) and one boolean for each genre, so that
every filter is Milvus's own and a search is exact: filter templates, array fields and iterators are broken or slow
in Milvus Lite. It refuses to answer late: every call has a time-out.
"""

from __future__ import annotations

from abc import abstractmethod
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

import numpy as np

from engine.errors import StoreError
from engine.movies import Movie, Where
from engine.stores.base import Floats, Space, VectorStore

Answer = TypeVar("Answer")

_SPACES: tuple[Space, ...] = ("taste", "likeness")
_BATCH_BYTES = 16 << 20
# Milvus answers at most so many hits, and takes 64 fields a collection at most; rarer genres are dynamic fields.
_MAX_HITS = 16384
_GENRE_FIELDS = 48
# Asked for beyond k, so that films of equal score at the end of the list are told apart by id, not by chance.
_TIES = 8
# Up to here films are left out by asking for more; beyond, by the filter (which costs more to parse than hits to send).
_LEFT_OUT_HERE = 256
_NOT_LOADED = 101


class MilvusVectors(VectorStore):
    """Collections named movierec_<namespace>_<version> (taste) and ..._likeness."""

    def __init__(self, namespace: str, timeout: float) -> None:
        self._prefix = f"movierec_{namespace}_"
        self._timeout = timeout
        self._genres: dict[str, frozenset[str]] = {}
        # Rows that this process has just written are only sure to be seen by a strongly consistent read.
        self._written: set[str] = set()

    @abstractmethod
    def client(self, version: str) -> Any:
        """The pymilvus client that holds the collections of `version`. Raises StoreError."""

    def create(self, version: str, space: Space, movies: Sequence[Movie], vectors: Floats) -> None:
        from pymilvus import DataType, MilvusClient

        name, client, patience = self._name(version, space), self.client(version), max(60.0, 6 * self._timeout)
        common = Counter(genre for movie in movies for genre in movie.genres).most_common()
        genres = [genre for genre, _ in common]
        schema = MilvusClient.create_schema(auto_id=False, enable_dynamic_field=len(genres) > _GENRE_FIELDS)
        schema.add_field("id", DataType.INT64, is_primary=True)
        schema.add_field("vector", DataType.FLOAT_VECTOR, dim=vectors.shape[1])
        schema.add_field("year", DataType.INT64)
        for genre in genres[:_GENRE_FIELDS]:
            schema.add_field(_field(genre), DataType.BOOL)
        index = MilvusClient.prepare_index_params()
        index.add_index("vector", index_type="FLAT", metric_type="IP")

        def work() -> None:
            if client.has_collection(name, timeout=self._timeout):
                client.drop_collection(name, timeout=patience)
            client.create_collection(name, schema=schema, consistency_level="Bounded", timeout=patience)
            rows = max(1, _BATCH_BYTES // (4 * vectors.shape[1] + 16 * len(genres)))
            for start in range(0, len(movies), rows):
                batch = zip(movies[start : start + rows], vectors[start : start + rows], strict=True)
                client.insert(name, [_entity(movie, row, genres) for movie, row in batch], timeout=patience)
            client.flush(name, timeout=patience)
            client.create_index(name, index, timeout=patience)
            client.load_collection(name, timeout=patience)

        self._genres.pop(name, None)
        self._asked(work)
        self._written.add(name)

    def count(self, version: str, space: Space) -> int:
        name = self._name(version, space)

        def work() -> int:
            client = self.client(version)
            if not client.has_collection(name, timeout=self._timeout):
                return 0
            answer = client.query(
                name, filter="", output_fields=["count(*)"], consistency_level="Strong", timeout=self._timeout
            )
            return int(answer[0]["count(*)"])

        return self._loaded(version, name, work)

    def fetch(self, version: str, space: Space, ids: Sequence[int]) -> tuple[list[int], Floats]:
        name = self._name(version, space)
        wanted = [int(i) for i in dict.fromkeys(ids)]
        if not wanted:
            return [], np.zeros((0, 0), np.float32)

        def work() -> Any:
            return self.client(version).get(
                name, ids=wanted, output_fields=["id", "vector"], timeout=self._timeout, **self._consistency(name)
            )

        rows = {int(row["id"]): row["vector"] for row in self._loaded(version, name, work)}
        found = [i for i in ids if i in rows]
        return found, np.array([rows[i] for i in found], np.float32)

    def search(
        self, version: str, space: Space, query: Floats, k: int, where: Where = Where()
    ) -> list[tuple[int, float]]:
        return self.search_many(version, space, np.asarray(query)[None, :], k, [where])[0]

    def search_many(
        self, version: str, space: Space, queries: Floats, k: int, wheres: Sequence[Where]
    ) -> list[list[tuple[int, float]]]:
        """One answer for each query; queries whose filters differ only in a few excluded films go in one call."""
        name = self._name(version, space)
        answers: list[list[tuple[int, float]]] = [[] for _ in wheres]
        together: dict[tuple[object, ...], list[int]] = {}
        for position, where in enumerate(wheres):
            few = len(where.exclude) <= _LEFT_OUT_HERE
            key = (where.genres, where.without_genres, where.year_from, where.year_to, few or position)
            together.setdefault(key, []).append(position)
        for positions in together.values():
            few = len(wheres[positions[0]].exclude) <= _LEFT_OUT_HERE
            spare = max(len(wheres[p].exclude) for p in positions) if few else 0
            limit = min(k + spare + _TIES, _MAX_HITS)
            words = self._filter(version, name, wheres[positions[0]], excluding=not few)
            for start in range(0, len(positions), 64):
                group = positions[start : start + 64]
                hits = self._hits(version, name, np.asarray(queries[group], np.float32), limit, words)
                for position, found in zip(group, hits, strict=True):
                    exclude = wheres[position].exclude
                    kept = sorted((-score, movie) for movie, score in found if movie not in exclude)
                    answers[position] = [(movie, -score) for score, movie in kept[:k]]
        return answers

    def drop(self, version: str) -> None:
        client = self.client(version)

        def work() -> None:
            for space in _SPACES:
                name = self._name(version, space)
                if client.has_collection(name, timeout=self._timeout):
                    client.drop_collection(name, timeout=max(60.0, 6 * self._timeout))

        self._asked(work)
        self._forget(version)

    def _forget(self, version: str) -> None:
        for space in _SPACES:
            self._genres.pop(self._name(version, space), None)
            self._written.discard(self._name(version, space))

    def _hits(self, version: str, name: str, queries: Floats, limit: int, words: str) -> list[list[tuple[int, float]]]:
        def work() -> Any:
            return self.client(version).search(
                name,
                list(queries),
                limit=limit,
                filter=words,
                search_params={"metric_type": "IP"},
                timeout=self._timeout,
                **self._consistency(name),
            )

        return [[(int(hit.id), float(hit.distance)) for hit in hits] for hits in self._loaded(version, name, work)]

    def _filter(self, version: str, name: str, where: Where, *, excluding: bool) -> str:
        """`where` in Milvus's words. A genre that the collection does not know fits no film."""
        terms = []
        if where.genres:
            known = [_field(genre) for genre in where.genres if self._knows(version, name, genre)]
            terms.append("(" + " or ".join(f"{field} == true" for field in known) + ")" if known else "id < id")
        terms += [f"{_field(g)} == false" for g in where.without_genres if self._knows(version, name, g)]
        if where.year_from is not None or where.year_to is not None:
            terms.append(f"year >= {max(1, int(where.year_from or 1))}")
        if where.year_to is not None:
            terms.append(f"year <= {int(where.year_to)}")
        if excluding and where.exclude:
            terms.append(f"id not in [{', '.join(str(int(i)) for i in sorted(where.exclude))}]")
        return " and ".join(terms)

    def _knows(self, version: str, name: str, genre: str) -> bool:
        if name not in self._genres:
            described = self._asked(lambda: self.client(version).describe_collection(name, timeout=self._timeout))
            fields = frozenset(field["name"] for field in described["fields"])
            self._genres[name] = fields | ({"*"} if described.get("enable_dynamic_field") else frozenset())
        return _field(genre) in self._genres[name] or "*" in self._genres[name]

    def _consistency(self, name: str) -> dict[str, str]:
        return {"consistency_level": "Strong"} if name in self._written else {}

    def _name(self, version: str, space: Space) -> str:
        return f"{self._prefix}{version}" + ("" if space == "taste" else f"_{space}")

    def _loaded(self, version: str, name: str, work: Callable[[], Answer]) -> Answer:
        """`work` on a collection, which is loaded first where the store says that it is not."""
        from pymilvus.exceptions import MilvusException

        try:
            return self._asked(work)
        except StoreError as failure:
            cause = failure.__cause__
            if not (isinstance(cause, MilvusException) and cause.code == _NOT_LOADED):
                raise
        self._asked(lambda: self.client(version).load_collection(name, timeout=max(60.0, 6 * self._timeout)))
        return self._asked(work)

    def _asked(self, work: Callable[[], Answer]) -> Answer:
        import grpc
        from pymilvus.exceptions import MilvusException

        try:
            return work()
        except (MilvusException, grpc.RpcError, OSError, ValueError) as cause:
            raise StoreError(f"Milvus ({self.where()}) does not answer: {reason(cause)}", self.remedy()) from cause

    @abstractmethod
    def remedy(self) -> str:
        """How to mend it where the store does not answer."""


def reason(cause: BaseException) -> str:
    """What pymilvus says, on one line."""
    words = str(getattr(cause, "message", "") or cause)
    return " ".join(words.split())[:200] or type(cause).__name__


def _field(genre: str) -> str:
    return "g_" + genre.encode().hex()


def _entity(movie: Movie, vector: Floats, genres: Iterable[str]) -> dict[str, Any]:
    mine = set(movie.genres)
    flags = {_field(genre): genre in mine for genre in genres}
    return {"id": movie.id, "vector": vector, "year": movie.year or 0, **flags}
