"""The two store interfaces. Every backend passes the same conformance suite (tests/engine/stores)."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, Protocol

import msgspec
import numpy as np
from numpy.typing import NDArray

from engine.errors import StoreError
from engine.movies import Movie, MovieFilter
from engine.progress import Portion, untold

Floats = NDArray[np.float32]
Space = Literal["taste", "likeness"]
"""A version's two collections: `taste` (D + 1) is searched with a profile's query, `likeness` (L) with a film's row."""


class LostReservation(StoreError):
    """The version being built was considered abandoned and removed (because the machine slept, for example)."""


class StoreInUse(StoreError):
    """Another process has the store open, and only one process may."""


class VectorStore(ABC):
    """The vectors of all versions. Every call raises StoreError if the store is down or too slow."""

    kind: str
    """milvus-lite, milvus or memory."""

    @abstractmethod
    def where(self) -> str:
        """The location to show to users: a path, or a URI without credentials."""

    @abstractmethod
    def create(
        self, version: str, space: Space, movies: Sequence[Movie], vectors: Floats, told: Portion = untold
    ) -> None:
        """Create the collection of `version` (replacing an existing or unfinished one) and fill it.

        `vectors` (M, D) float32; row i belongs to movies[i]. `told` hears the share that is done. The collection is
        searchable when this returns.
        """

    @abstractmethod
    def count(self, version: str, space: Space) -> int:
        """The number of vectors in the collection; 0 if it does not exist."""

    @abstractmethod
    def fetch(self, version: str, space: Space, ids: Sequence[int]) -> tuple[list[int], Floats]:
        """The vectors of `ids`: the ids found, in the order given, and their rows (found, D)."""

    @abstractmethod
    def search(
        self,
        version: str,
        space: Space,
        query: Floats,
        k: int,
        movie_filter: MovieFilter = MovieFilter(),
    ) -> list[tuple[int, float]]:
        """The top `k` by inner product among the films that `movie_filter` admits: (movie id, score), best first,
        ties by ascending id. Exact: k results whenever at least k films are admitted."""

    def search_many(
        self, version: str, space: Space, queries: Floats, k: int, filters: Sequence[MovieFilter]
    ) -> list[list[tuple[int, float]]]:
        """One `search` per row of `queries` (Q, D) with its filter in `filters`; a backend may batch them."""
        return [
            self.search(version, space, query, k, movie_filter)
            for query, movie_filter in zip(queries, filters, strict=True)
        ]

    @abstractmethod
    def drop(self, version: str) -> None:
        """Remove both collections of `version`, if they exist."""

    @abstractmethod
    def versions(self) -> list[str]:
        """The versions of this namespace that have a collection, complete or not."""

    @abstractmethod
    def close(self) -> None: ...


class VersionRow(msgspec.Struct, frozen=True, kw_only=True):
    """A version's row in the catalog. `state` is reserved (being built) or ready; see also `Catalog.removed`.

    `owner` is the value passed to `reserve`: no other version in any catalog has the same one.
    """

    version: str
    state: str
    owner: str
    trained: str = ""
    manifest: dict[str, Any] = {}


class VersionRows(Protocol):
    """The part of a catalog that names its versions."""

    def current(self) -> str | None: ...

    def versions(self) -> list[VersionRow]:
        """The reserved and ready versions, oldest first (v2 before v10)."""
        ...


class Catalog(ABC):
    """Films and versions, and the one row that names the current version.

    Every call raises StoreError if the database is down or too slow.
    """

    kind: str
    """sqlite, mysql or mariadb."""

    @abstractmethod
    def where(self) -> str:
        """The location to show to users, without credentials."""

    @abstractmethod
    def reserve(self, owner: str) -> str:
        """Reserve a version id (v1, v2, ...) that was never used before; it stays reserved while `renew` is called."""

    @abstractmethod
    def renew(self, version: str, owner: str) -> None:
        """Record that the version is still being built. Raises LostReservation if the reservation is no longer ours."""

    @abstractmethod
    def skip(self, version: str) -> None:
        """Give up a reserved id unused, because another catalog's version has it; garbage collection ignores it."""

    @abstractmethod
    def put_movies(self, version: str, movies: Iterable[Movie]) -> None:
        """Write the version's films, replacing those of an earlier attempt."""

    @abstractmethod
    def put_files(self, version: str, files: Mapping[str, bytes]) -> None:
        """Store copies of a version's small files so that another home on the same servers can serve it."""

    @abstractmethod
    def files(self, version: str) -> dict[str, bytes]: ...

    @abstractmethod
    def movies(self, version: str, ids: Sequence[int]) -> list[Movie]:
        """The films with the given ids, in the order given; unknown ids are left out."""

    @abstractmethod
    def count(self, version: str) -> int: ...

    @abstractmethod
    def activate(self, version: str, manifest: Mapping[str, Any]) -> None:
        """Mark the version ready and make it current, in one transaction: the final step of publishing.

        Raises LostReservation if the version is no longer reserved."""

    @abstractmethod
    def use(self, version: str) -> None:
        """Make a ready version current. Raises StoreError if it is not ready."""

    @abstractmethod
    def current(self) -> str | None: ...

    @abstractmethod
    def versions(self) -> list[VersionRow]:
        """The reserved and ready versions, oldest first (v2 before v10)."""

    @abstractmethod
    def stale(self, seconds: float) -> list[str]:
        """Reserved versions that were not renewed for this long, by the database's own clock."""

    @abstractmethod
    def remove(self, version: str) -> None:
        """Delete a version's films and files and mark its row removed. Raises StoreError if it is current.

        The row is kept so that its id is never reused."""

    @abstractmethod
    def removed(self) -> list[VersionRow]:
        """The removed versions: state `removed` while collections of theirs may still exist, `cleared` after that."""

    @abstractmethod
    def clear(self, version: str) -> None:
        """Record that a removed version has no collections left: any later one of that name is another catalog's."""

    @abstractmethod
    def close(self) -> None: ...
