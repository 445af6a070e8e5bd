"""Reserving a version's id while it is built: a row of the catalog, renewed by a thread, and a lock in this home.

The row shows other homes that a build is in progress. The lock shows this home at once that a build is dead, because
the kernel releases it however the process ends. `garbage` removes what a dead build left.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from engine.errors import StoreError
from engine.locks import is_held
from engine.settings import Settings
from engine.stores.interfaces import Catalog, LostReservation

RENEW_SECONDS = 15.0
STALE_SECONDS = 120.0
"""A reservation that was not renewed for this long is taken for dead, whichever home made it."""


class Reservation:
    """An id held by this process. `check` raises StoreError once the reservation is lost."""

    def __init__(self, version: str, owner: str) -> None:
        self.version = version
        self.owner = owner
        self._failure: StoreError | None = None
        self._done = threading.Event()

    def check(self) -> None:
        if self._failure is not None:
            raise self._failure

    def keep_renewing(self, catalog: Catalog, every: float) -> None:
        """Renew until `release`. Store errors are tolerated while no other home can have cleaned up yet."""
        failed = 0.0
        while not self._done.wait(every):
            try:
                catalog.renew(self.version, self.owner)
                failed = 0.0
            except LostReservation as failure:
                self._failure = failure
                return
            except StoreError as failure:
                failed += every
                if failed > STALE_SECONDS / 2:
                    self._failure = failure
                    return

    def release(self) -> None:
        self._done.set()


@contextmanager
def reserved(settings: Settings, catalog: Catalog, is_free: Callable[[str], bool]) -> Iterator[Reservation]:
    """Reserve a new id for which `is_free` is true, for the duration of the `with` block."""
    token = secrets.token_hex(8)
    owner = f"{socket.gethostname()[:64]}:{os.getpid()}:{token}"
    with _locked(_lock_of(settings, owner)):
        while not is_free(version := catalog.reserve(owner)):
            catalog.skip(version)
        held = Reservation(version, owner)
        renewing = threading.Thread(
            target=held.keep_renewing, args=(catalog, RENEW_SECONDS), name="reservation", daemon=True
        )
        renewing.start()
        try:
            yield held
        finally:
            held.release()
            renewing.join()


def abandoned(settings: Settings, catalog: Catalog) -> list[str]:
    """The reserved versions whose builder is dead."""
    stale = set(catalog.stale(STALE_SECONDS))
    rows = [row for row in catalog.versions() if row.state == "reserved"]
    return [row.version for row in rows if row.version in stale or _is_dead(_lock_of(settings, row.owner))]


def sweep_locks(settings: Settings) -> None:
    """Remove the lock files of dead builders. A reservation that is left without its lock becomes stale later."""
    for lock in settings.files.build_locks():
        if _is_dead(lock):
            lock.unlink(missing_ok=True)


def _lock_of(settings: Settings, owner: str) -> Path:
    return settings.files.build_lock(owner.rpartition(":")[2])


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            path.unlink(missing_ok=True)  # a file system without locks: only the row protects the build
        yield
    finally:
        path.unlink(missing_ok=True)
        os.close(descriptor)


def _is_dead(lock: Path) -> bool:
    """Whether the lock exists and nobody holds it. A missing lock proves nothing: another home may be building."""
    return is_held(lock) is False
