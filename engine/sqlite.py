"""Opening SQLite files that several processes share, that are not ours to write, or that are on a network."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import TypeGuard

from engine.filesystem import on_network


def choose_journal_mode(connection: sqlite3.Connection, path: Path, *, seconds: float) -> None:
    """Set WAL, so that readers do not wait for writers, or DELETE if `path` is on a network file system.

    WAL needs memory shared by all processes using the file, which a network file system cannot provide. Changing the
    mode ignores busy_timeout, so if several processes open a new file at once, this retries for up to `seconds`.
    """
    mode = "DELETE" if on_network(path) else "WAL"
    give_up = time.monotonic() + seconds
    while True:
        try:
            connection.execute(f"PRAGMA journal_mode={mode}")
            return
        except sqlite3.OperationalError as cause:
            busy = cause.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
            if not busy or time.monotonic() > give_up:
                raise
            time.sleep(0.02)


_UNWRITABLE = frozenset(
    {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_PERM}
)


def cannot_write(cause: BaseException) -> TypeGuard[sqlite3.OperationalError]:
    """Whether SQLite failed because it could not write: no right, no room, a read-only disk. Opening a database in WAL
    mode writes too."""
    return isinstance(cause, sqlite3.OperationalError) and cause.sqlite_errorcode & 0xFF in _UNWRITABLE


def connect_to_read(path: Path, *, seconds: float = 0.1) -> sqlite3.Connection:
    """A connection that only reads the existing file `path`, and writes nothing beside it. Waits up to `seconds` for a
    lock. Raises sqlite3.Error or OSError if the file cannot be read.

    A database in WAL mode needs its `-wal` and `-shm` files even for reading, and SQLite cannot make them where we may
    not write or no room is left. Then the file is read as it is; if another process left a log beside it, file and log
    are read in a private copy.
    """
    try:
        return _opened(f"{path.absolute().as_uri()}?mode=ro", seconds)
    except sqlite3.OperationalError as cause:
        if not cannot_write(cause):
            raise
        with path.open("rb"):
            pass  # raises the OSError that says why
    log = path.with_name(f"{path.name}-wal")
    if log.exists() and log.stat().st_size:
        return _copied(path, log, seconds)
    return _opened(f"{path.absolute().as_uri()}?mode=ro&immutable=1", seconds)


def _opened(address: str, seconds: float) -> sqlite3.Connection:
    connection = sqlite3.connect(address, uri=True, timeout=seconds, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("SELECT 1 FROM sqlite_master LIMIT 1")
    except BaseException:
        connection.close()
        raise
    return connection


def _copied(path: Path, log: Path, seconds: float) -> sqlite3.Connection:
    """The database and its log as they are now, in memory."""
    import shutil
    import tempfile  # 3 ms that the usual question does not wait for

    with tempfile.TemporaryDirectory(prefix="movierec-") as folder:
        copy = Path(folder) / path.name
        shutil.copyfile(path, copy)
        shutil.copyfile(log, copy.with_name(log.name))
        with closing(sqlite3.connect(copy, timeout=seconds)) as source:
            memory = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
            source.backup(memory)
    return memory
