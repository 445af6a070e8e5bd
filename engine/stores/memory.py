"""Exact search in memory, in plain numpy, over vectors passed in or over a version's files.

Used in tests, by a second movierec on one home (only one process may open a Milvus Lite database), and when Milvus
is unavailable. Nothing is written to disk, so publishing never counts it as a copy of a version.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from engine.artifact import Artifact
from engine.errors import StoreError
from engine.movies import Movie, MovieFilter
from engine.stores.interfaces import Floats, Space, VectorStore

ARRAYS: dict[Space, str] = {"taste": "vectors", "likeness": "likeness"}
"""The artifact's array that each collection contains."""


class MemoryVectors(VectorStore):
    """Vectors held by this process. With `folder`, also those of the version in that folder, read on first use."""

    kind = "memory"

    def __init__(self, folder: Path | None = None) -> None:
        self._tables: dict[tuple[str, Space], _Table] = {}
        self._folder = folder
        self._artifact: Artifact | None = None

    def where(self) -> str:
        return str(self._folder) if self._folder else "this process"

    def create(self, version: str, space: Space, movies: Sequence[Movie], vectors: Floats) -> None:
        if len(movies) != len(vectors):
            raise ValueError(f"{len(movies)} films, {len(vectors)} vectors")
        ids = np.array([movie.id for movie in movies], np.int64)
        self._tables[version, space] = _Table(ids, np.array(vectors, np.float32), lambda: movies)

    def count(self, version: str, space: Space) -> int:
        table = self._find(version, space)
        return 0 if table is None else len(table.ids)

    def fetch(self, version: str, space: Space, ids: Sequence[int]) -> tuple[list[int], Floats]:
        return self._table(version, space).fetch(ids)

    def search(
        self, version: str, space: Space, query: Floats, k: int, movie_filter: MovieFilter = MovieFilter()
    ) -> list[tuple[int, float]]:
        return self._table(version, space).search(query, k, movie_filter)

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
                table = self._tables[version, space] = _Table(np.asarray(ids), vectors, self._artifact.movies)
        return table


class _Table:
    """The vectors of one collection. The films, in the same order, are read only if a filter asks for their year or
    genre: 90,000 of them take 0.2 s."""

    def __init__(self, ids: NDArray[np.int64], vectors: Floats, films: Callable[[], Sequence[Movie]]) -> None:
        self.ids = ids
        self.vectors = vectors
        self._rows = {movie: row for row, movie in enumerate(ids.tolist())}
        self._read_films = films

    @cached_property
    def _films(self) -> _Films:
        return _Films(self._read_films())

    def fetch(self, ids: Sequence[int]) -> tuple[list[int], Floats]:
        found = [i for i in ids if i in self._rows]
        return found, np.array(self.vectors[[self._rows[i] for i in found]], np.float32)

    def search(self, query: Floats, k: int, movie_filter: MovieFilter) -> list[tuple[int, float]]:
        scores = self.vectors @ np.asarray(query, np.float32)
        rows = np.flatnonzero(self._admitted(movie_filter))
        scores = scores[rows]
        if k <= 0:
            return []
        if k < len(rows):
            # Keep everything that ties with the k-th, so that ties are broken by the lowest id.
            bound = np.partition(scores, len(rows) - k)[len(rows) - k]
            rows, scores = rows[scores >= bound], scores[scores >= bound]
        ids = self.ids[rows]
        order = np.lexsort((ids, -scores))[:k]
        return [(int(ids[i]), float(scores[i])) for i in order]

    def _admitted(self, movie_filter: MovieFilter) -> NDArray[np.bool_]:
        admitted = np.ones(len(self.ids), bool)
        if movie_filter.genres:
            admitted &= self._films.any_of(movie_filter.genres)
        if movie_filter.without_genres:
            admitted &= ~self._films.any_of(movie_filter.without_genres)
        if movie_filter.year_from is not None or movie_filter.year_to is not None:
            admitted &= self._films.has_year
        if movie_filter.year_from is not None:
            admitted &= self._films.years >= movie_filter.year_from
        if movie_filter.year_to is not None:
            admitted &= self._films.years <= movie_filter.year_to
        admitted[[self._rows[i] for i in movie_filter.exclude if i in self._rows]] = False
        return admitted


class _Films:
    """What filters ask of the films, as columns."""

    def __init__(self, movies: Sequence[Movie]) -> None:
        self.has_year = np.array([movie.year is not None for movie in movies], bool)
        self.years = np.array([movie.year or 0 for movie in movies], np.int64)
        self._genres: dict[str, NDArray[np.bool_]] = {}
        for row, movie in enumerate(movies):
            for genre in movie.genres:
                self._genres.setdefault(genre, np.zeros(len(movies), bool))[row] = True

    def any_of(self, genres: Sequence[str]) -> NDArray[np.bool_]:
        """Which films have any of `genres`."""
        found = np.zeros(len(self.years), bool)
        for genre in genres:
            if genre in self._genres:
                found |= self._genres[genre]
        return found
