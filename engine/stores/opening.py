"""Opening the store backends that the settings select."""

from __future__ import annotations

from pathlib import Path

from engine.errors import NotSetUp, StoreError
from engine.home import MILVUS_LITE
from engine.settings import Settings
from engine.stores.interfaces import Catalog, VectorStore


def open_vectors(settings: Settings, version: str, folder: Path) -> VectorStore:
    """The vector store that has `version`, whose files are in `folder`, opened and connected.

    Raises StoreInUse if another process has the version open in Milvus Lite, StoreError if the store is down or, when
    no server is set, if the version was published elsewhere.
    """
    if settings.milvus_uri:
        return open_server_vectors(settings)
    look_for_vectors(settings, version, folder)
    return create_lite(settings, folder)


def look_for_vectors(settings: Settings, version: str, folder: Path) -> None:
    """Raise StoreError if it shows without opening the vector store that it cannot have `version`."""
    if not settings.milvus_uri and not (folder / MILVUS_LITE).is_dir():
        raise StoreError(f"{version} was not published to Milvus Lite", "train here with `movierec train`")


def open_server_vectors(settings: Settings) -> VectorStore:
    """The Milvus server named in the settings. Raises UsageError for an invalid URI, StoreError if it is down."""
    from engine.stores.milvus_server import open_server

    return open_server(
        settings.milvus_uri,
        settings.milvus_token,
        settings.milvus_db,
        namespace=settings.namespace,
        timeout=settings.store_timeout,
    )


def create_lite(settings: Settings, folder: Path) -> VectorStore:
    """The Milvus Lite database in a version's folder, created if missing. Raises StoreInUse, StoreError."""
    from engine.stores.milvus_lite import open_lite

    return open_lite(folder / MILVUS_LITE, namespace=settings.namespace, timeout=settings.store_timeout)


def open_catalog(settings: Settings) -> Catalog:
    """The catalog, opened and connected. Raises NotSetUp if this home has none yet, and makes nothing then; StoreError
    if it is down."""
    if not settings.database_url and not settings.files.catalog.exists():
        raise NotSetUp
    return _catalog(settings)


def create_catalog(settings: Settings) -> Catalog:
    """The catalog, made if this home has none yet, and the home with it. Raises StoreError if it is down."""
    settings.files.ensure()
    return _catalog(settings)


def _catalog(settings: Settings) -> Catalog:
    from engine.stores.catalog import SqlCatalog
    from engine.stores.database import open_sqlite, open_url

    if settings.database_url:
        return SqlCatalog(open_url(settings.database_url, timeout=settings.store_timeout), settings.namespace)
    return SqlCatalog(open_sqlite(settings.files.catalog), settings.namespace)
