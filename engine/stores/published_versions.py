"""The versions of a catalog, read at once: from the SQLite file under home with the standard library alone.

`movierec models` and a `movierec setup` that has nothing to do need no more than this, and SQLAlchemy takes 0.2 s to
load. Nothing is written, except that a catalog which cannot be read this way is opened, with any missing tables
created.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing

import msgspec

from engine.settings import Settings
from engine.sqlite import connect_to_read
from engine.stores.interfaces import VersionRow


class Published(msgspec.Struct, frozen=True):
    """What the catalog said of its versions when it was read."""

    now: str | None
    rows: list[VersionRow]

    def current(self) -> str | None:
        return self.now

    def versions(self) -> list[VersionRow]:
        """The reserved and ready versions, oldest first (v2 before v10)."""
        return self.rows


def read_published(settings: Settings) -> Published:
    """The versions in the catalog of `settings`. Raises StoreError if it is down."""
    if not settings.database_url:
        try:
            return _read(settings)
        except (sqlite3.Error, OSError, msgspec.DecodeError):
            pass  # new, busy or damaged: the catalog itself waits, makes its tables, or says what is wrong
    from engine.stores.opening import open_catalog

    with closing(open_catalog(settings)) as catalog:
        return Published(catalog.current(), catalog.versions())


def _read(settings: Settings) -> Published:
    name = settings.namespace
    wanted = f"SELECT number, state, owner, trained, manifest FROM {name}_versions"
    with closing(connect_to_read(settings.files.catalog)) as connection, connection:
        connection.execute("BEGIN")
        number = connection.execute(f"SELECT number FROM {name}_current").fetchone()
        found = connection.execute(f"{wanted} WHERE state IN ('reserved', 'ready') ORDER BY number").fetchall()
    rows = [
        VersionRow(
            version=f"v{row[0]}", state=row[1], owner=row[2], trained=row[3], manifest=msgspec.json.decode(row[4])
        )
        for row in found
    ]
    return Published(f"v{number[0]}" if number and number[0] else None, rows)
