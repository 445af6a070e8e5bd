"""Where in this home the files of a catalog's version are.

Usually versions/v7; but a home that has been used with two catalogs (its own SQLite, later a shared server) may
have a v7 of the other one there, and then ours is beside it. Nothing here reads or writes a version's files.
"""

from __future__ import annotations

from pathlib import Path

from engine.artifact import owner_of
from engine.settings import Settings
from engine.stores.interfaces import Catalog


def folder_of(settings: Settings, catalog: Catalog, version: str) -> Path:
    """The folder of `catalog`'s `version`, there or not. Raises StoreError where the catalog is down."""
    plain = settings.files.version(version)
    found = owner_of(plain)
    if found is None:
        return plain
    owners = [row.owner for row in catalog.versions() if row.version == version]
    if not owners or owners == [found]:
        return plain
    return settings.files.version_of_owner(version, owners[0])
