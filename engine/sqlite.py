"""Opening SQLite files that several processes have open at once: the journal mode, and reading without writing."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

from engine.filesystem import on_network


def connect_to_read(path: Path, *, seconds: float = 0.1) -> sqlite3.Connection:
    """The SQLite file `path`, opened to be read; a writer that blocks it is waited for `seconds`. Raises
    sqlite3.Error."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=seconds, isolation_level=None)


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
