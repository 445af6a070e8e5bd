"""Finding and holding the version to serve: the catalog's current one, or the newest complete one while it is down."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from engine.artifact import Artifact, shared_lock
from engine.atomic import new_folder
from engine.errors import ArtifactError, NotSetUp, StoreError
from engine.file_faults import file_fault
from engine.home import MANIFEST
from engine.settings import Settings
from engine.stores.current_version import find_current_folder
from engine.stores.interfaces import Catalog
from engine.stores.version_folders import folder_of

_VERSION = re.compile(r"v(\d+)\Z")
_ATTEMPTS = 3


def open_at_once(settings: Settings) -> tuple[Artifact, ExitStack] | None:
    """`open_current` without opening the catalog: the current version is read from the local SQLite file.

    None if that does not work, or the version's files are not complete.
    """
    folder = find_current_folder(settings)
    if folder is None:
        return None
    held = ExitStack()
    try:
        held.enter_context(shared_lock(folder))
        return Artifact(folder), held
    except (ArtifactError, OSError):
        held.close()
        return None


def open_current(
    settings: Settings, ask: Callable[[Callable[[Catalog], object]], object]
) -> tuple[Artifact, ExitStack]:
    """The version to serve, held so that garbage collection leaves it alone until the returned stack is closed.

    `ask` runs an action on the catalog and raises StoreError while it is down. Raises NotSetUp before the first
    set-up, StoreError if the catalog is down and this home has no complete version, ArtifactError if the current
    version's files are missing or damaged.
    """
    for attempt in range(_ATTEMPTS):
        version = _current(settings, ask)
        folder = _folder(settings, version, ask)
        held = ExitStack()
        try:
            if not (folder / MANIFEST).exists():
                _restore(folder, version, ask)
            held.enter_context(shared_lock(folder))
            return Artifact(folder), held
        except (ArtifactError, FileNotFoundError) as cause:
            held.close()
            # Before the lock was taken, other processes may have published and collected this version.
            if attempt + 1 < _ATTEMPTS and _current(settings, ask) != version:
                continue
            if isinstance(cause, ArtifactError):
                raise
            raise ArtifactError(
                f"version {version} is current, but its files are missing",
                "train again with `movierec train`, or go back with `movierec models use ID`",
            ) from cause
        except OSError as cause:
            held.close()
            fault = file_fault(cause)
            raise ArtifactError(f"version {version} is current, but {fault.message}", fault.remedy) from cause
    raise AssertionError("unreachable")


def whole_versions(versions: Path) -> list[str]:
    """The versions with a readable manifest in this home, newest first."""
    numbered = [(int(match[1]), folder) for folder in _folders(versions) if (match := _VERSION.match(folder.name))]
    whole = []
    for _, folder in sorted(numbered, reverse=True):
        try:
            Artifact(folder)
        except ArtifactError:
            continue
        whole.append(folder.name)
    return whole


def _current(settings: Settings, ask: Callable[[Callable[[Catalog], object]], object]) -> str:
    try:
        current = ask(lambda catalog: catalog.current())
    except StoreError:
        whole = whole_versions(settings.files.versions)
        if not whole:
            raise
        return whole[0]
    if not isinstance(current, str):
        raise NotSetUp
    return current


def _folder(settings: Settings, version: str, ask: Callable[[Callable[[Catalog], object]], object]) -> Path:
    try:
        folder = ask(lambda catalog: folder_of(settings, catalog, version))
    except StoreError:
        folder = None
    return folder if isinstance(folder, Path) else settings.files.versions / version


def _folders(versions: Path) -> list[Path]:
    try:
        return [path for path in versions.iterdir() if path.is_dir()]
    except OSError:
        return []


def _restore(folder: Path, version: str, ask: Callable[[Callable[[Catalog], object]], object]) -> None:
    """Write to `folder` the small files that another home on the same servers published with the version."""
    files = ask(lambda catalog: catalog.files(version))
    if not isinstance(files, dict) or MANIFEST not in files:
        raise ArtifactError(
            f"version {version} was published from another home, without its files",
            "train here with `movierec train`, or give the home where it was trained with --home",
        )
    for name in files:
        if Path(name).name != name or name.startswith("."):
            raise ArtifactError(
                f"version {version} has a file with an invalid name: {name!r}", "train again with `movierec train`"
            )
    try:
        with new_folder(folder, keep_where=lambda: (folder / MANIFEST).exists()) as building:
            for name, content in files.items():
                (building / name).write_bytes(content)
    except OSError as cause:
        if not (folder / MANIFEST).exists():  # otherwise another process restored it first
            fault = file_fault(cause, folder, "cannot write")
            raise ArtifactError(fault.message, fault.remedy) from cause
