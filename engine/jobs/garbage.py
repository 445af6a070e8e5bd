"""Garbage collection: removes old versions beyond the newest two, and the remains of dead or failed builds.

The current version, versions that an app of this home has open, versions that a live process is building, and anything
that has the name of one of our versions but belongs to another catalog are left alone. A removal starts with the
version's row, which stays as a tombstone: the next collection finishes a removal that was cut off, and every home on
the same servers learns which of its folders are obsolete.
"""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

from engine.artifact import owner_of, try_exclusive_lock
from engine.atomic import move_aside, unfinished_in
from engine.errors import BusyError, StoreError, UsageError
from engine.home import MANIFEST
from engine.jobs.reservation import abandoned, sweep_locks
from engine.settings import Settings
from engine.stores.interfaces import Catalog, VersionRow
from engine.stores.opening import open_server_vectors
from engine.stores.version_folders import folder_of

KEPT = 2
"""How many old versions are kept in addition to the current one."""


def collect_garbage(settings: Settings, catalog: Catalog) -> list[str]:
    """Remove what is no longer needed and return the versions removed by this call.

    Raises StoreError if the catalog is down. If Milvus is down, its collections are left for the next call.
    """
    current = catalog.current()
    old = [row.version for row in catalog.versions() if row.state == "ready" and row.version != current]
    doomed = abandoned(settings, catalog) + old[:-KEPT]
    gone = [version for version in doomed if _retire(settings, catalog, version)]
    finish_removals(settings, catalog)
    return gone


def remove_version(settings: Settings, catalog: Catalog, version: str) -> None:
    """Remove a published version. Raises UsageError if there is no such version, StoreError if it is current, and
    BusyError if an app has it open."""
    if version not in [row.version for row in catalog.versions() if row.state == "ready"]:
        raise UsageError(f"there is no version '{version}'", "see `movierec models list`")
    if version == catalog.current():
        raise StoreError(f"{version} is the current version", "use another one first: `movierec models use ID`")
    if not _retire(settings, catalog, version):
        raise BusyError(f"{version} is in use by a running movierec", "close it first")
    finish_removals(settings, catalog)


def finish_removals(settings: Settings, catalog: Catalog) -> None:
    """Delete whatever this home and the vector store still hold of removed versions."""
    removed = catalog.removed()
    for row in removed:
        _delete_folders(settings, row)
    _drop_collections(settings, catalog, [row.version for row in removed if row.state == "removed"])
    building = {row.version for row in catalog.versions() if row.state == "reserved"}
    for folder, name in unfinished_in(settings.files.versions):
        if name.partition("-")[0] not in building:
            shutil.rmtree(folder, ignore_errors=True)
    sweep_locks(settings)


def _retire(settings: Settings, catalog: Catalog, version: str) -> bool:
    """Remove the version from the catalog; False if an app has it open or it has just been made current."""
    with try_exclusive_lock(folder_of(settings, catalog, version)) as locked:
        if not locked:
            return False
        try:
            catalog.remove(version)
        except StoreError:
            if catalog.current() == version:
                return False
            raise
    return True


def _delete_folders(settings: Settings, row: VersionRow) -> None:
    for folder in settings.files.versions_named(row.version):
        if not _is_of(folder, row.owner):
            continue
        with try_exclusive_lock(folder) as locked:
            if locked and (aside := move_aside(folder)) is not None:
                shutil.rmtree(aside, ignore_errors=True)


def _is_of(folder: Path, owner: str) -> bool:
    """Whether the folder belongs to this owner, or is too incomplete to belong to anyone."""
    return owner_of(folder) == owner or not (folder / MANIFEST).exists()


def _drop_collections(settings: Settings, catalog: Catalog, versions: list[str]) -> None:
    if not versions:
        return
    if settings.milvus_uri:
        try:
            with closing(open_server_vectors(settings)) as vectors:
                for version in set(versions) & set(vectors.versions()):
                    vectors.drop(version)
        except StoreError:
            return
    for version in versions:  # without a server the collections were deleted with the folder
        catalog.clear(version)
