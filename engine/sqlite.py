"""How our SQLite files are opened by several processes at once: the journal's mode."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

from engine.filesystem import on_network


def choose_journal_mode(connection: sqlite3.Connection, path: Path, *, seconds: float) -> None:
    """WAL, so that readers do not wait for writers; DELETE where `path` is on a network file system.

    WAL needs memory shared by all users of the file, which a network file system cannot give. Changing the mode
    ignores busy_timeout, so where several open a new file at once this tries again, `seconds` at most.
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
