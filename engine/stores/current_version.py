"""The current version by the SQLite catalog under home, read with the standard library alone.

For the app's first list, which need not wait until SQLAlchemy is loaded (200 ms). It reads one row, writes nothing
and never raises: what cannot be read so is asked of the catalog itself.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from engine.artifact import owner_of
from engine.home import MANIFEST
from engine.settings import Settings


def glance_at_current(settings: Settings) -> Path | None:
    """The folder of the current version, where that is easily told: a local catalog, and its files in their place."""
    if settings.database_url:
        return None
    name = settings.namespace
    query = f"SELECT v.number, v.owner FROM {name}_current c JOIN {name}_versions v ON v.number = c.number"
    try:
        where = f"{settings.files.catalog.absolute().as_uri()}?mode=ro"
        with closing(sqlite3.connect(where, uri=True, timeout=0.1)) as connection:
            row = connection.execute(f"{query} WHERE v.state = 'ready'").fetchone()
    except sqlite3.Error:
        return None
    folder = settings.files.version(f"v{row[0]}") if row else None
    if folder is None or not (folder / MANIFEST).exists():
        return None
    return folder if owner_of(folder) in (None, row[1]) else None
