"""Exact search in memory, in plain numpy, over vectors passed in or over a version's files.

Used in tests, by a second movierec on one home (only one process may open a Milvus Lite database), and when Milvus
is unavailable. Nothing is written to disk, so publishing never counts it as a copy of a version.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from engine.artifact import Artifact
from engine.errors import StoreError
from engine.film_columns import FilmColumns, admitted_rows
from engine.film_places import FilmPlaces
from engine.movies import Movie, MovieFilter
from engine.progress import Portion, untold
from engine.stores.interfaces import Floats, Space, VectorStore

ARRAYS: dict[Space, str] = {"taste": "vectors", "likeness": "likeness"}
"""The artifact's array that each collection contains."""
_BLOCK = 1_024
"""Rows that are multiplied at a time: 1 MB, which stays in the processor's cache for all queries."""


class MemoryVectors(VectorStore):
    """Vectors held by this process. With `folder`, also those of the version in that folder, read on first use."""

    kind = "memory"

    def __init__(self, folder: Path | None = None) -> None:
        self._tables: dict[tuple[str, Space], _Table] = {}
        self._folder = folder
        self._artifact: Artifact | None = None

    def where(self) -> str:
        return str(self._folder) if self._folder else "this process"

    def create(
        self, version: str, space: Space, movies: Sequence[Movie], vectors: Floats, told: Portion = untold
    ) -> None:
        if len(movies) != len(vectors):
            raise ValueError(f"{len(movies)} films, {len(vectors)} vectors")
        ids = np.array([movie.id for movie in movies], np.int64)
        self._tables[version, space] = _Table(ids, np.array(vectors, np.float32), lambda: FilmColumns.of(movies))

    def count(self, version: str, space: Space) -> int:
        table = self._find(version, space)
        return 0 if table is None else len(table.ids)

    def fetch(self, version: str, space: Space, ids: Sequence[int]) -> tuple[list[int], Floats]:
        return self._table(version, space).fetch(ids)

    def search(
        self, version: str, space: Space, query: Floats, k: int, movie_filter: MovieFilter = MovieFilter()
    ) -> list[tuple[int, float]]:
        return self._table(version, space).search(np.asarray(query)[None, :], k, [movie_filter])[0]

    def search_many(
        self, version: str, space: Space, queries: Floats, k: int, filters: Sequence[MovieFilter]
    ) -> list[list[tuple[int, float]]]:
        return self._table(version, space).search(queries, k, filters)

    def drop(self, version: str) -> None:
        for space in get_args(Space):
            self._tables.pop((version, space), None)

    def versions(self) -> list[str]:
        return sorted({version for version, _ in self._tables})

    def close(self) -> None:
        self._tables.clear()
        self._artifact = None

    def _table(self, version: str, space: Space) -> _Table:
        table = self._find(version, space)
        if table is None:
            raise StoreError(f"no vectors of version {version} are in memory", "train with `movierec train`")
        return table

    def _find(self, version: str, space: Space) -> _Table | None:
        table = self._tables.get((version, space))
        if table is None and self._folder is not None:
            if self._artifact is None:
                self._artifact = Artifact(self._folder)
            if self._artifact.version == version:
                ids, vectors = self._artifact.array("ids"), self._artifact.array(ARRAYS[space])
                if len(ids) != len(vectors):
                    raise StoreError(f"the files of {version} do not fit together", "train again with `movierec train`")
                table = _Table(np.asarray(ids), np.asarray(vectors), self._columns)
                self._tables[version, space] = table
        return table

    def _columns(self) -> FilmColumns:
        """The years and genres of the version's films."""
        assert self._artifact is not None
        return FilmColumns.of_version(self._artifact)


class _Table:
    """The vectors of one collection. The columns of its films, in the same order, are read once a filter asks for a
    year or a genre."""

    def __init__(self, ids: NDArray[np.int64], vectors: NDArray[Any], columns: Callable[[], FilmColumns]) -> None:
        self.ids = ids
        self.vectors = vectors
        self._places = FilmPlaces(ids)
        self._read_columns = columns

    @cached_property
    def _columns(self) -> FilmColumns:
        return self._read_columns()

    def fetch(self, ids: Sequence[int]) -> tuple[list[int], Floats]:
        places = self._places.of(ids)
        found = [movie for movie, place in zip(ids, places.tolist(), strict=True) if place >= 0]
        return found, np.array(self.vectors[places[places >= 0]], np.float32)

    def search(self, queries: Floats, k: int, filters: Sequence[MovieFilter]) -> list[list[tuple[int, float]]]:
        """The top `k` of each query (Q, D), with its filter."""
        scores = self._products(np.asarray(queries, np.float32))
        return [self._best(one, k, movie_filter) for one, movie_filter in zip(scores, filters, strict=True)]

    def _products(self, queries: Floats) -> Floats:
        """(Q, M) the inner products, each computed the same way whatever is asked beside it: the last digits of a
        product of two matrices depend on their shapes. Vectors in half precision are widened a block at a time."""
        products = np.empty((len(queries), len(self.ids)), np.float32)
        for start in range(0, len(self.ids), _BLOCK):
            block = self.vectors[start : start + _BLOCK].astype(np.float32, copy=False)
            for row, query in enumerate(queries):
                products[row, start : start + _BLOCK] = block @ query
        return products

    def _best(self, scores: Floats, k: int, movie_filter: MovieFilter) -> list[tuple[int, float]]:
        if k <= 0:
            return []
        admitted = self._admitted(movie_filter)
        rows = np.arange(len(self.ids)) if admitted is None else np.flatnonzero(admitted)
        scores = scores[rows]
        if k < len(rows):
            # Keep everything that ties with the k-th, so that ties are broken by the lowest id.
            bound = np.partition(scores, len(rows) - k)[len(rows) - k]
            best = np.flatnonzero(scores >= bound)
            rows, scores = rows[best], scores[best]
        ids = self.ids[rows]
        order = np.lexsort((ids, -scores))[:k]
        return list(zip(ids[order].tolist(), scores[order].tolist(), strict=True))

    def _admitted(self, movie_filter: MovieFilter) -> NDArray[np.bool_] | None:
        """(M) which films the filter admits; None if all."""
        if movie_filter.only_excludes and not movie_filter.exclude:
            return None
        return admitted_rows(self.ids, lambda: self._columns, self._places.known, movie_filter)
