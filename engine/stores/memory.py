"""Exact search over arrays in memory: for tests, for the second app on one home, and where Milvus cannot be asked."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from engine.artifact import Artifact
from engine.errors import StoreError
from engine.movies import Movie, Where
from engine.stores.base import Floats, Space, VectorStore


class MemoryVectors(VectorStore):
    """Collections held as arrays; those of an artifact stay memory-mapped."""

    kind = "memory"

    def __init__(self) -> None:
        self._collections: dict[tuple[str, Space], _Collection] = {}

    @classmethod
    def of(cls, artifact: Artifact) -> MemoryVectors:
        """The two collections of a version's files."""
        store = cls()
        movies = artifact.movies()
        for space, name in (("taste", "vectors"), ("likeness", "likeness")):
            store._collections[artifact.version, space] = _Collection(movies, artifact.array(name))  # type: ignore[index]
        return store

    def where(self) -> str:
        return "in memory"

    def create(self, version: str, space: Space, movies: Sequence[Movie], vectors: Floats) -> None:
        self._collections[version, space] = _Collection(movies, np.array(vectors, np.float32))

    def count(self, version: str, space: Space) -> int:
        collection = self._collections.get((version, space))
        return 0 if collection is None else len(collection.ids)

    def fetch(self, version: str, space: Space, ids: Sequence[int]) -> tuple[list[int], Floats]:
        collection = self._collection(version, space)
        found = [i for i in ids if i in collection.rows]
        return found, np.asarray(collection.vectors[[collection.rows[i] for i in found]], np.float32)

    def search(
        self, version: str, space: Space, query: Floats, k: int, where: Where = Where()
    ) -> list[tuple[int, float]]:
        collection = self._collection(version, space)
        return collection.best(collection.vectors @ np.asarray(query, np.float32), k, where)

    def drop(self, version: str) -> None:
        for space in ("taste", "likeness"):
            self._collections.pop((version, space), None)

    def versions(self) -> list[str]:
        return sorted({version for version, _ in self._collections}, key=lambda v: int(v[1:]))

    def close(self) -> None:
        self._collections.clear()

    def _collection(self, version: str, space: Space) -> _Collection:
        try:
            return self._collections[version, space]
        except KeyError:
            raise StoreError(f"there are no vectors of {version} in memory") from None


class _Collection:
    """The films of one collection, with what a Where asks of them as arrays."""

    def __init__(self, movies: Sequence[Movie], vectors: Floats) -> None:
        self.vectors = vectors
        self.ids = np.array([movie.id for movie in movies], np.int64)
        self.rows = {movie.id: row for row, movie in enumerate(movies)}
        self._years = np.array([-(10**6) if m.year is None else m.year for m in movies], np.int64)
        self._genres: dict[str, NDArray[np.bool_]] = {}
        for row, movie in enumerate(movies):
            for genre in movie.genres:
                self._genres.setdefault(genre, np.zeros(len(movies), bool))[row] = True

    def best(self, scores: Floats, k: int, where: Where) -> list[tuple[int, float]]:
        rows = np.flatnonzero(self._admitted(where))
        admitted = scores[rows]
        if k < len(rows):
            # Everything at least as good as the k-th, so that equal scores are told apart by id, not by chance.
            threshold = np.partition(admitted, len(rows) - k)[len(rows) - k]
            rows = rows[admitted >= threshold]
        order = np.lexsort((self.ids[rows], -scores[rows]))[:k]
        return [(int(self.ids[row]), float(scores[row])) for row in rows[order]]

    def _admitted(self, where: Where) -> NDArray[np.bool_]:
        admitted = np.ones(len(self.ids), bool)
        if where.genres:
            admitted &= self._any(where.genres)
        if where.without_genres:
            admitted &= ~self._any(where.without_genres)
        if where.year_from is not None or where.year_to is not None:
            admitted &= self._years > -(10**6)
        if where.year_from is not None:
            admitted &= self._years >= where.year_from
        if where.year_to is not None:
            admitted &= self._years <= where.year_to
        excluded = [self.rows[i] for i in where.exclude if i in self.rows]
        admitted[excluded] = False
        return admitted

    def _any(self, genres: Sequence[str]) -> NDArray[np.bool_]:
        found = np.zeros(len(self.ids), bool)
        for genre in genres:
            if genre in self._genres:
                found |= self._genres[genre]
        return found
