"""The two store interfaces. Every backend passes the same conformance suite (tests/engine/stores)."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

from engine.errors import StoreError
from engine.movies import Movie, MovieFilter

Floats = NDArray[np.float32]
Space = Literal["taste", "likeness"]
"""A version's two collections: `taste` (D + 1), searched with a person's query; `likeness` (L), another film's row."""


class LostReservation(StoreError):
    """A version that was being built was given up for dead and cleaned away (the machine slept, for example)."""


class StoreInUse(StoreError):
    """Another process has the store open, and only one may."""


class VectorStore(ABC):
    """The vectors of all versions. Every call raises StoreError where the store is down or too slow."""

    kind: str
    """milvus-lite, milvus or memory."""

    @abstractmethod
    def where(self) -> str:
        """Where it is, for people: a path or a URI without credentials."""

    @abstractmethod
    def create(self, version: str, space: Space, movies: Sequence[Movie], vectors: Floats) -> None:
        """Make the collection of `version` anew (an unfinished one is dropped first) and fill it.

        `vectors` (M, D) float32, row i belongs to movies[i]. Ready for searching when it returns.
        """

    @abstractmethod
    def count(self, version: str, space: Space) -> int:
        """How many vectors the collection holds; 0 where there is none."""

    @abstractmethod
    def fetch(self, version: str, space: Space, ids: Sequence[int]) -> tuple[list[int], Floats]:
        """The vectors of `ids`: the ids found, in the order asked, and their rows (found, D)."""

    @abstractmethod
    def search(
        self,
        version: str,
        space: Space,
        query: Floats,
        k: int,
        movie_filter: MovieFilter = MovieFilter(),
    ) -> list[tuple[int, float]]:
        """The `k` best by inner product among the films that `movie_filter` admits: (movie id, score), best first,
        equal scores by ascending id. Exact: k results whenever k films are admitted."""

    def search_many(
        self, version: str, space: Space, queries: Floats, k: int, filters: Sequence[MovieFilter]
    ) -> list[list[tuple[int, float]]]:
        """One `search` for each row of `queries` (Q, D) and its `movie_filter`; a backend may do them in one go."""
        return [
            self.search(version, space, query, k, movie_filter)
            for query, movie_filter in zip(queries, filters, strict=True)
        ]

    @abstractmethod
    def drop(self, version: str) -> None:
        """Remove both collections of `version`; nothing happens where there are none."""

    @abstractmethod
    def versions(self) -> list[str]:
        """The versions of this namespace that have a collection, whole or not."""

    @abstractmethod
    def close(self) -> None: ...


class VersionRow(msgspec.Struct, frozen=True, kw_only=True):
    """A version as the catalog knows it. `state` is reserved (being built) or ready; see also `Catalog.removed`.

    `owner` is what `reserve` was given: no other version of any catalog has the same.
    """

    version: str
    state: str
    owner: str
    trained: str = ""
    manifest: dict[str, Any] = {}


class Catalog(ABC):
    """Films and versions, and the one row that says which version is current.

    Every call raises StoreError where the database is down or too slow.
    """

    kind: str
    """sqlite, mysql or mariadb."""

    @abstractmethod
    def where(self) -> str:
        """Where it is, for people, without credentials."""

    @abstractmethod
    def reserve(self, owner: str) -> str:
        """A version id (v1, v2, ...) that nobody has or had, by a unique row; alive while `renew` is called."""

    @abstractmethod
    def renew(self, version: str, owner: str) -> None:
        """Say that the reservation is still being worked on. Raises LostReservation where it is no longer ours."""

    @abstractmethod
    def skip(self, version: str) -> None:
        """Give a reserved id back unused, because another catalog's version bears it; clean-up leaves it alone."""

    @abstractmethod
    def put_movies(self, version: str, movies: Iterable[Movie]) -> None:
        """Write the version's films (replacing what an earlier attempt left)."""

    @abstractmethod
    def put_files(self, version: str, files: Mapping[str, bytes]) -> None:
        """Keep copies of a version's small files, so that another home on the same servers can serve it."""

    @abstractmethod
    def files(self, version: str) -> dict[str, bytes]: ...

    @abstractmethod
    def movies(self, version: str, ids: Sequence[int]) -> list[Movie]:
        """The films of `ids`, in the order asked, unknown ids left out."""

    @abstractmethod
    def count(self, version: str) -> int: ...

    @abstractmethod
    def activate(self, version: str, manifest: Mapping[str, Any]) -> None:
        """Mark the version ready and make it current, in one transaction: the flip of a publish.

        Raises LostReservation where the version is not reserved any more."""

    @abstractmethod
    def use(self, version: str) -> None:
        """Make a ready version current. Raises StoreError where it is not ready."""

    @abstractmethod
    def current(self) -> str | None: ...

    @abstractmethod
    def versions(self) -> list[VersionRow]:
        """All rows, oldest first (v2 before v10)."""

    @abstractmethod
    def stale(self, seconds: float) -> list[str]:
        """Reserved versions that were not renewed for so long, by the database's own clock."""

    @abstractmethod
    def remove(self, version: str) -> None:
        """Remove a version's films, files and row. Raises StoreError where it is current. Its id is never reused."""

    @abstractmethod
    def removed(self) -> list[VersionRow]:
        """The versions that were removed: state `removed` while collections may be left of them, else `cleared`."""

    @abstractmethod
    def clear(self, version: str) -> None:
        """Say that no collection is left of a removed version: from now on one of that name is somebody else's."""

    @abstractmethod
    def close(self) -> None: ...
