"""Finding the folder of a catalog's version in this home.

Usually it is versions/v7. But in a home that was used with two catalogs (its own SQLite, later a shared server), that
folder may contain the other catalog's v7; then ours is next to it. No version files are read or written here, except
for the owner file.
"""

from __future__ import annotations

from pathlib import Path

from engine.artifact import owner_of
from engine.settings import Settings
from engine.stores.interfaces import VersionRows


def folder_of(settings: Settings, catalog: VersionRows, version: str) -> Path:
    """The folder of `catalog`'s `version`, whether or not it exists. Raises StoreError if the catalog is down."""
    plain = settings.files.version(version)
    found = owner_of(plain)
    if found is None:
        return plain
    owners = [row.owner for row in catalog.versions() if row.version == version]
    if not owners or owners == [found]:
        return plain
    return settings.files.version_of_owner(version, owners[0])
