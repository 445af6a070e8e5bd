"""A version's vectors for ranking: rows by id, cached, and a sample of the catalogue with its mean.

The rows come from the vector store; a version never changes, so cached rows stay valid. Only the sample, which gives
the catalogue's mean and its median score, is read from the version's own file, if there is one.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.artifact import Artifact
from engine.errors import ArtifactError, StoreError, UnknownMovie
from engine.film_places import FilmPlaces
from engine.movies import FIRST_ADDED_ID
from engine.serving.failover import Failover
from engine.stores.interfaces import Floats, Space, VectorStore

_KEPT = 20_000
"""The most rows kept in memory: 20 MB at 257 numbers each."""
_SAMPLE = 8192
_FETCHED_SAMPLE = 1024


class VersionVectors:
    """The rows of one version, and each film's position in its files. Raises StoreError if no store has the rows."""

    def __init__(self, artifact: Artifact, store: Failover[VectorStore, VectorStore]) -> None:
        self._artifact = artifact
        self._store = store
        self._rows: dict[tuple[Space, int], Floats] = {}
        self._ids = np.asarray(artifact.array("ids"))
        self._places = FilmPlaces(self._ids)
        self._log_weights = np.asarray(artifact.array("log_weights"))

    def known(self, ids: Sequence[int]) -> list[bool]:
        """Whether the version has each of `ids`."""
        return [place >= 0 for place in self.places(ids)]

    def require(self, ids: Sequence[int]) -> None:
        """Raises UnknownMovie for the first of `ids` that the version does not have."""
        for movie, known in zip(ids, self.known(ids), strict=True):
            if not known:
                raise UnknownMovie(f"id:{movie}")

    def log_weights(self, ids: Sequence[int]) -> Floats:
        """The log weight a_i of each film in `ids`, which must all be known."""
        chosen: Floats = self._log_weights[self.places(ids)]
        return chosen

    def rows(self, space: Space, ids: Sequence[int]) -> Floats:
        """The vectors (n, D) of `ids`, which must all be known, in their order."""
        missing = list(dict.fromkeys(i for i in ids if (space, i) not in self._rows))
        if len(self._rows) + len(missing) > _KEPT:
            self._rows.clear()
            missing = list(dict.fromkeys(ids))
        if missing:
            found, rows = self._store.call(lambda store: self._fetch(store, space, missing))
            for movie, row in zip(found, rows, strict=True):
                self._rows[space, movie] = row
        return np.stack([self._rows[space, i] for i in ids]) if len(ids) else np.zeros((0, 0), np.float32)

    def _fetch(self, store: VectorStore, space: Space, ids: list[int]) -> tuple[list[int], Floats]:
        found, rows = store.fetch(self._artifact.version, space, ids)
        if len(found) != len(ids):
            lacking = sorted(set(ids) - set(found))
            raise StoreError(
                f"{store.kind} lacks {len(lacking)} vector(s) of {self._artifact.version}, first id {lacking[0]}",
                "publish a new version with `movierec train`",
            )
        return found, rows

    def at(self, places: NDArray[np.int64]) -> Floats:
        """The vectors (n, D + 1) of the films at these row indices: from the version's own file, if there is one."""
        if self._file is None:
            return self.rows("taste", self._ids[places].tolist())
        chosen: Floats = self._file[places]
        return chosen

    def products(self, queries: Floats) -> Floats | None:
        """(M, q) the inner products of all films with the `queries` (q, D + 1); None in a version published from
        another home, where they would all have to be fetched."""
        return None if self._file is None else np.asarray(self._file @ queries.T, np.float32)

    @cached_property
    def _file(self) -> Floats | None:
        """All vectors, memory-mapped; None in a version published from another home. A plain array: slicing a memmap
        costs 70 us."""
        try:
            return np.asarray(self._artifact.array("vectors"))
        except ArtifactError:
            return None

    def biases(self) -> Floats:
        """(M) the popularity coordinates of all films. Zeros in a version published from another home, which leaves the
        search with the query as it is."""
        try:
            biases: Floats = np.array(self._artifact.array("vectors")[:, -1], np.float32)
        except ArtifactError:
            biases = np.zeros(len(self._ids), np.float32)
        return biases

    @cached_property
    def sample_places(self) -> NDArray[np.int64]:
        """Evenly spaced row indices of the rated films: all up to 8,192, else at most that many, fewer from a store."""
        rated = np.flatnonzero(self._ids < FIRST_ADDED_ID)
        try:
            self._artifact.array("vectors")
        except ArtifactError:  # published from another home: the store is asked for them
            step = max(len(rated) // _FETCHED_SAMPLE, 1)
        else:
            step = max(-(-len(rated) // _SAMPLE), 1)
        return rated[::step]

    @cached_property
    def sample(self) -> Floats:
        """The vectors of `sample_places`, (n, D + 1)."""
        return self.at(self.sample_places)

    @cached_property
    def mean(self) -> Floats:
        """The mean row of the sample, (D + 1)."""
        mean: Floats = self.sample.mean(axis=0)
        return mean

    def ids_at(self, places: NDArray[Any]) -> list[int]:
        """The ids of the films at these row indices."""
        found: list[int] = self._ids[places].tolist()
        return found

    def places(self, ids: Collection[int]) -> list[int]:
        """The row index of each id in the version's files, -1 for an unknown id."""
        places: list[int] = self._places.of(ids).tolist()
        return places
