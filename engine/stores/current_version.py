"""Looking up the current version in the SQLite catalog under home with the standard library alone.

This way the app's first list does not wait for SQLAlchemy to load (200 ms). It reads one row, writes nothing and never
raises: if the lookup fails, the caller asks the catalog itself.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from engine.artifact import owner_of
from engine.home import MANIFEST
from engine.settings import Settings
from engine.sqlite import connect_to_read


def find_current_folder(settings: Settings) -> Path | None:
    """The folder of the current version if the catalog is local and the files are in their usual place, else None."""
    if settings.database_url:
        return None
    name = settings.namespace
    query = f"SELECT v.number, v.owner FROM {name}_current c JOIN {name}_versions v ON v.number = c.number"
    try:
        with closing(connect_to_read(settings.files.catalog)) as connection:
            row = connection.execute(f"{query} WHERE v.state = 'ready'").fetchone()
        folder = settings.files.version(f"v{row[0]}") if row else None
        if folder is None or not (folder / MANIFEST).exists():
            return None
    except (sqlite3.Error, OSError):
        return None
    return folder if owner_of(folder) in (None, row[1]) else None
