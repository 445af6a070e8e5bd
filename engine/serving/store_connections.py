"""Opening the two stores for serving, each with its stand-in. Only this module knows which stand-ins there are."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from engine.artifact import Artifact
from engine.home import MILVUS_LITE
from engine.movies import Movie
from engine.serving.failover import Failover
from engine.settings import Settings
from engine.stores.interfaces import Catalog, VectorStore
from engine.titles.index import TitleIndex

_PATH_OPTIONS = re.compile(r"\?(?:\w+=[^?&@]*&)*(?:ssl_\w+|unix_socket|read_default_file)=")
"""The options of a MySQL address from "?" to a path. A path may contain @, which elsewhere ends the password."""


class MovieReader:
    """Reads the films of one version from its title index: the catalog's stand-in, for reading films only."""

    def __init__(self, titles: TitleIndex) -> None:
        self._titles = titles

    def movies(self, version: str, ids: Sequence[int]) -> list[Movie]:
        """The films with these ids, in the order of `ids`; unknown ids are skipped. `version` is the index's own."""
        return self._titles.movies(ids)


def connect_catalog(
    settings: Settings, stand_in: Callable[[], MovieReader], *, later: bool = False
) -> Failover[Catalog, MovieReader]:
    """The catalog of `settings`, opened on first use (or `later`, see Failover)."""

    def connect() -> Catalog:
        from engine.stores import opening

        return opening.open_catalog(settings)

    kind, where = _catalog_address(settings)
    return Failover(
        "catalog",
        connect,
        stand_in,
        lambda catalog: catalog.current(),
        kind=kind,
        where=where,
        later=later,
    )


def connect_vectors(
    settings: Settings, artifact: Artifact, *, later: bool = False
) -> Failover[VectorStore, VectorStore]:
    """The vector store of a version, opened on first use (or `later`, see Failover). Its stand-in is exact search over
    the version's files."""
    from engine.stores.memory import MemoryVectors
    from engine.stores.opening import open_vectors

    version, folder = artifact.version, artifact.folder

    def stand_in() -> VectorStore:
        artifact.array("vectors")  # raises ArtifactError for a version published from another home
        return MemoryVectors(folder)

    def probe(store: VectorStore) -> None:
        store.search(version, "taste", artifact.array("vectors")[0], 1)

    return Failover(
        "vectors",
        lambda: open_vectors(settings, version, folder),
        stand_in,
        probe,
        kind="milvus" if settings.milvus_uri else "milvus-lite",
        where=without_credentials(settings.milvus_uri) or str(folder / MILVUS_LITE),
        later=later,
    )


def _catalog_address(settings: Settings) -> tuple[str, str]:
    if not settings.database_url:
        return "sqlite", str(settings.files.catalog)
    where = without_credentials(settings.database_url)
    return where.partition(":")[0].partition("+")[0], where


def without_credentials(url: str) -> str:
    """`url` without user, password and options, for display; it may be malformed."""
    scheme, separator, rest = url.partition("://") if "://" in url else ("", "", url)
    place, _, _ = _PATH_OPTIONS.split(rest)[0].rpartition("@")[2].partition("?")
    return scheme + separator + place.partition("#")[0]
