"""The two stores of a recommender, each with its stand-in: whether and when they are opened is decided here.

Only this module knows which stand-ins there are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum

from engine.addresses import Address
from engine.artifact import Artifact
from engine.home import MILVUS_LITE
from engine.movies import Movie
from engine.serving.failover import Failover
from engine.settings import Settings
from engine.stores.interfaces import Catalog, VectorStore
from engine.titles.index import TitleIndex


class Opening(Enum):
    """When a recommender opens its stores. Before that, the version's own files give the same answers."""

    ON_USE = "on use"
    """With the first question to each."""
    LATER = "later"
    """In the background, once `Recommender.open_stores_soon` is called."""
    SERVERS_ONLY = "servers only"
    """A server with the first question to it. The embedded stores are not opened: loading SQLAlchemy, pymilvus and
    Milvus Lite and starting the latter takes 2 s, a hundred times as long as one question."""

    def is_deferred(self, server: Address) -> bool:
        """Whether a store is not opened with the first question; `server` is its address, empty if it is embedded."""
        return self is Opening.LATER or (self is Opening.SERVERS_ONLY and not server)


class MovieReader:
    """Reads the films of one version from its title index: the catalog's stand-in, for reading films only."""

    def __init__(self, titles: TitleIndex) -> None:
        self._titles = titles

    def movies(self, version: str, ids: Sequence[int]) -> list[Movie]:
        """The films with these ids, in the order of `ids`; unknown ids are skipped. `version` is the index's own."""
        return self._titles.movies(ids)


def connect_catalog(
    settings: Settings, stand_in: Callable[[], MovieReader], *, deferred: bool = False
) -> Failover[Catalog, MovieReader]:
    """The catalog of `settings`, opened on first use, or `deferred` (see Failover)."""

    def connect() -> Catalog:
        from engine.stores import opening

        return opening.open_catalog(settings)

    address = settings.database_url
    return Failover(
        "catalog",
        connect,
        stand_in,
        lambda catalog: catalog.current(),
        kind=address.kind or "sqlite",
        where=address.shown or str(settings.files.catalog),
        deferred=deferred,
    )


def connect_vectors(
    settings: Settings, artifact: Artifact, *, deferred: bool = False
) -> Failover[VectorStore, VectorStore]:
    """The vector store of a version, opened on first use, or `deferred` (see Failover). Its stand-in is exact search
    over the version's files."""
    from engine.stores.memory import ARRAYS, MemoryVectors
    from engine.stores.opening import look_for_vectors, open_vectors

    version, folder = artifact.version, artifact.folder

    def stand_in() -> VectorStore:
        for name in ARRAYS.values():
            artifact.array(name)  # raises ArtifactError for a version published from another home
        return MemoryVectors(folder)

    def probe(store: VectorStore) -> None:
        for space, name in ARRAYS.items():  # Milvus Lite reads a collection at its first search: seconds
            store.search(version, space, artifact.array(name)[0], 1)

    return Failover(
        "vectors",
        lambda: open_vectors(settings, version, folder),
        stand_in,
        probe,
        kind="milvus" if settings.milvus_uri else "milvus-lite",
        where=settings.milvus_uri.shown or str(folder / MILVUS_LITE),
        deferred=deferred,
        look=lambda: look_for_vectors(settings, version, folder),
    )
