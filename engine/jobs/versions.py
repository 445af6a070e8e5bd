"""The published versions: listing them, switching to one, removing one, and checking that one is complete.

Nothing here trains, publishes, or loads torch or a data set.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from engine.artifact import Artifact, Manifest
from engine.errors import ArtifactError, MovierecError, UsageError
from engine.film_scores import ARRAYS
from engine.home import MILVUS_LITE
from engine.settings import Settings
from engine.stores.interfaces import Catalog, Space, VersionRow
from engine.stores.opening import open_catalog, open_vectors
from engine.stores.published_versions import read_published
from engine.stores.version_folders import folder_of

if TYPE_CHECKING:
    from engine.model.served_model import ServedModel

_SPACES: tuple[Space, ...] = ("taste", "likeness")


class Version(msgspec.Struct, frozen=True, kw_only=True):
    """A published version. `bytes` is the size of its files in this home, 0 if they are elsewhere."""

    manifest: Manifest
    current: bool
    bytes: int


def list_versions(settings: Settings) -> list[Version]:
    """All versions that can be served, oldest first. Raises StoreError if the catalog is down."""
    if not _has_catalog(settings):
        return []
    published = read_published(settings)
    return [
        Version(
            manifest=manifest,
            current=row.version == published.current(),
            bytes=_bytes(folder_of(settings, published, row.version)),
        )
        for row in published.versions()
        if row.state == "ready" and (manifest := _manifest(row)) is not None
    ]


def current_manifest(settings: Settings) -> Manifest | None:
    """The current version's manifest, None before the first set-up. Raises StoreError if the catalog is down."""
    if not _has_catalog(settings):
        return None
    published = read_published(settings)
    rows = [row for row in published.versions() if row.version == published.current()]
    return _manifest(rows[0]) if rows else None


def is_whole(settings: Settings, manifest: Manifest) -> bool:
    """Whether the version's files are undamaged and the vector store has its vectors. Raises StoreError if the
    catalog or the Milvus server is down."""
    version = manifest.version
    folder = folder_of(settings, read_published(settings), version)
    try:
        if not settings.milvus_uri:
            Artifact(folder).verify()
            return (folder / MILVUS_LITE).exists()
        if folder.exists():
            Artifact(folder)
    except ArtifactError:
        return False
    with closing(open_vectors(settings, version, folder)) as vectors:
        return all(vectors.count(version, space) == manifest.dataset.movies for space in _SPACES)


def artifact_of(settings: Settings, version: str) -> Artifact:
    """The files of the catalog's `version` in this home. Raises ArtifactError if they are missing or damaged."""
    return Artifact(folder_of(settings, read_published(settings), version))


def served_model_of(settings: Settings, version: str) -> ServedModel:
    """The published `version` as it is served. Raises ArtifactError if its files are missing or damaged."""
    from engine.model.served_model import ServedModel

    artifact = artifact_of(settings, version)
    arrays = {name: artifact.array(name) for name in (*ARRAYS, "vectors", "log_weights") if artifact.has(name)}
    return ServedModel.of(arrays, {"query": artifact.tensors("query")})


def use(settings: Settings, version: str) -> None:
    """Make `version` current. Raises UsageError if there is no such version, ArtifactError if it is damaged."""
    with closing(open_catalog(settings)) as catalog:
        _require(catalog, version)
        folder = folder_of(settings, catalog, version)
        if folder.exists():
            Artifact(folder).verify()
        catalog.use(version)


def remove(settings: Settings, version: str) -> None:
    """Remove the version's vectors, films and files. Raises UsageError if it is current or does not exist, and
    BusyError if an app has it open."""
    from engine.jobs.publishing import remove_version

    with closing(open_catalog(settings)) as catalog:
        _require(catalog, version)
        if catalog.current() == version:
            raise UsageError(f"{version} is the current version", "use another one first: `movierec models use ID`")
        remove_version(settings, catalog, version)


def _has_catalog(settings: Settings) -> bool:
    """Whether there can be a version at all; the check creates nothing."""
    return bool(settings.database_url) or settings.files.catalog.exists()


def _require(catalog: Catalog, version: str) -> None:
    ready = [row.version for row in catalog.versions() if row.state == "ready"]
    if version not in ready:
        known = f"available: {', '.join(ready)}" if ready else "run `movierec setup` first"
        raise UsageError(f"there is no version '{version}'", known)


def _manifest(row: VersionRow) -> Manifest | None:
    try:
        return msgspec.convert(row.manifest, Manifest)
    except msgspec.ValidationError:
        return None


def _bytes(folder: Path) -> int:
    try:
        return Artifact(folder).bytes()
    except MovierecError:
        return 0
