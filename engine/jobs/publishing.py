"""Publishing a version: files, collections, rows, verify, flip, collect garbage, in that order.

What is current is one row of the catalog, and the flip changes it in one transaction: killed or failed at any point
before it, the old version serves, and the next publish cleans up what was left. An id is reserved by a row of its
own and renewed while it is being built, so that two homes on the same servers never build the same one.
"""

from __future__ import annotations

import os
import shutil
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
import numpy as np
from numpy.typing import NDArray

from engine.artifact import Manifest, is_in_use, write_artifact
from engine.errors import BusyError, MovierecError, StoreError
from engine.movies import Movie
from engine.progress import Event, Progress, silent
from engine.settings import Settings
from engine.stores.base import Catalog, LostReservation, Space, VectorStore
from engine.stores.opening import open_catalog, open_vectors

KEPT = 2
"""How many old versions are kept beside the current one."""
_RENEW_SECONDS = 15.0
STALE_SECONDS = 120.0
"""A reservation that was not renewed for so long is abandoned: its process is dead."""
_SPACES: tuple[tuple[Space, str], ...] = (("taste", "vectors"), ("likeness", "likeness"))


@dataclass(frozen=True)
class Draft:
    """A trained version before it has a number: `manifest.version` and `.files` are filled in by `publish`."""

    manifest: Manifest
    movies: list[Movie]
    arrays: Mapping[str, NDArray[Any]]
    tensors: Mapping[str, Mapping[str, NDArray[Any]]]


def publish(settings: Settings, draft: Draft, progress: Progress = silent) -> str:
    """Publish `draft`, make it current, and return its id.

    Raises StoreError or ArtifactError where something failed; then nothing of it is left and the old version serves.
    """
    settings.ensure_home()
    steps = iter(range(1, 7))

    def say(message: str) -> None:
        progress(Event(stage="publish", done=next(steps), total=6, unit="steps", message=message))

    catalog = open_catalog(settings)
    try:
        collect_garbage(settings, catalog)
        with _reservation(catalog, settings) as lease:
            version, folder = lease.version, settings.versions / lease.version
            say(f"writing {version}")
            manifest = msgspec.structs.replace(draft.manifest, version=version)
            artifact = write_artifact(folder, manifest, draft.movies, draft.arrays, draft.tensors)
            lease.check()
            vectors = open_vectors(settings, version, folder)
            try:
                say("loading the vectors")
                for space, name in _SPACES:
                    vectors.create(version, space, draft.movies, np.asarray(draft.arrays[name], np.float32))
                    lease.check()
                say("loading the films")
                catalog.put_movies(version, draft.movies)
                if settings.database_url:
                    catalog.put_files(version, {file.name: file.read_bytes() for file in _files(artifact.folder)})
                lease.check()
                say("checking what was stored")
                _verify(draft, version, vectors, catalog)
            finally:
                vectors.close()
            lease.check()
            say(f"making {version} current")
            catalog.activate(version, msgspec.to_builtins(artifact.manifest))
        say("tidying up")
        with suppress(StoreError):  # the new version stands; what could not be removed is removed next time
            collect_garbage(settings, catalog)
        return version
    finally:
        catalog.close()


def collect_garbage(settings: Settings, catalog: Catalog) -> list[str]:
    """Remove abandoned builds, and old versions beyond the two newest; the ids removed.

    Left alone: the current version, what an app of this home has open, and what a live process is building.
    """
    for leftover in settings.versions.glob(".*.tmp"):
        if not _alive(leftover.name):
            shutil.rmtree(leftover, ignore_errors=True)
    for version in catalog.removed():  # what another home removed, or what a killed removal left
        shutil.rmtree(settings.versions / version, ignore_errors=True)
    doomed = catalog.stale(STALE_SECONDS)
    current = catalog.current()
    ready = [row.version for row in catalog.versions() if row.state == "ready" and row.version != current]
    doomed += [version for version in ready[:-KEPT] if not is_in_use(settings.versions / version)]
    return [version for version in doomed if _discarded(settings, catalog, version)]


def remove_version(settings: Settings, catalog: Catalog, version: str) -> None:
    """Remove a version that is not current. Raises StoreError where it is current, BusyError where it is in use."""
    if version == catalog.current():
        raise StoreError(f"{version} is the current version", "use another one first: `movierec models use ID`")
    if is_in_use(settings.versions / version):
        raise BusyError(f"a running movierec has {version} open", "close it first")
    _discard(settings, catalog, version)


def _discard(settings: Settings, catalog: Catalog, version: str) -> None:
    """The row goes last: killed before that, the next collection finds the version again."""
    folder = settings.versions / version
    if settings.milvus_uri or folder.exists():
        vectors = open_vectors(settings, version, folder)
        try:
            vectors.drop(version)
        finally:
            vectors.close()
    shutil.rmtree(folder, ignore_errors=True)
    catalog.remove(version)


def _discarded(settings: Settings, catalog: Catalog, version: str) -> bool:
    try:
        _discard(settings, catalog, version)
    except (StoreError, BusyError):
        return False
    return True


class _Lease:
    """A reservation, renewed by a thread of its own while it is held."""

    def __init__(self, version: str) -> None:
        self.version = version
        self.failure: MovierecError | None = None

    def check(self) -> None:
        if self.failure is not None:
            raise self.failure


@contextmanager
def _reservation(catalog: Catalog, settings: Settings) -> Iterator[_Lease]:
    """Hold a new id; when the work under it fails, nothing of it is left."""
    owner = f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:12]}"
    lease = _Lease(catalog.reserve(owner))
    done = threading.Event()
    thread = threading.Thread(target=_renew, args=(catalog, lease, owner, done), name="lease", daemon=True)
    thread.start()
    try:
        yield lease
    except BaseException:
        done.set()
        thread.join()
        if not _flipped(catalog, lease.version):
            _discarded(settings, catalog, lease.version)
        raise
    finally:
        done.set()
        thread.join()


def _renew(catalog: Catalog, lease: _Lease, owner: str, done: threading.Event) -> None:
    failures = 0
    while not done.wait(_RENEW_SECONDS):
        try:
            catalog.renew(lease.version, owner)
            failures = 0
        except LostReservation as failure:
            lease.failure = failure
            return
        except StoreError as failure:
            # A passing fault is forgiven for as long as the reservation still stands.
            failures += 1
            if failures * _RENEW_SECONDS > STALE_SECONDS / 2:
                lease.failure = failure
                return


def _flipped(catalog: Catalog, version: str) -> bool:
    """Whether `version` may be current: yes, too, where that cannot be found out."""
    try:
        return catalog.current() == version
    except StoreError:
        return True


def _verify(draft: Draft, version: str, vectors: VectorStore, catalog: Catalog) -> None:
    """Raise StoreError unless the stores hold everything and answer a question whose answer is known."""
    films = len(draft.movies)
    counts = {"films": catalog.count(version)} | {space: vectors.count(version, space) for space, _ in _SPACES}
    for what, count in counts.items():
        if count != films:
            raise StoreError(f"{version} has {count} of {films} {what} after loading", "run the same command again")
    for space, name in _SPACES:
        matrix = np.asarray(draft.arrays[name], np.float32)
        query = matrix[int(np.argmax(np.linalg.norm(matrix, axis=1)))]
        found = np.array([score for _, score in vectors.search(version, space, query, min(5, films))])
        expected = np.sort(matrix @ query)[::-1][: min(5, films)]
        if found.shape != expected.shape or not np.allclose(found, expected, rtol=1e-3, atol=1e-3):
            raise StoreError(f"{version}: the vector store gives wrong answers", "run the same command again")


def _files(folder: Path) -> list[Path]:
    return [file for file in sorted(folder.iterdir()) if file.is_file() and not file.name.startswith(".")]


def _alive(name: str) -> bool:
    """Whether the process in the name of an unfinished folder, .v7.<pid>.tmp, still runs."""
    pid = name.split(".")[-2]
    if not pid.isdecimal():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
