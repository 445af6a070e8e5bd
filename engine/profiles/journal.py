"""The storage of the log: an append-only SQLite table.

Acknowledged means on disk: each append is one transaction with synchronous=FULL. Several processes may write at once;
each takes the write lock before it reads the state it bases its changes on. On a network file system, where WAL does
not work, the rollback journal is used. Nothing here interprets events.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec

from engine.errors import StoreError
from engine.profiles.fold import Event, Values
from engine.sqlite import choose_journal_mode

_FORMAT = 1
_BUSY_SECONDS = 5.0
_SCHEMA = """
CREATE TABLE IF NOT EXISTS events (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid TEXT NOT NULL UNIQUE,
    profile TEXT NOT NULL,
    at TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('change', 'undo', 'redo')),
    action TEXT NOT NULL,
    catalogue TEXT NOT NULL,
    movie INTEGER NOT NULL,
    title TEXT NOT NULL,
    year INTEGER,
    imdb TEXT,
    old TEXT NOT NULL,
    new TEXT NOT NULL
);
CREATE TRIGGER IF NOT EXISTS events_stay BEFORE DELETE ON events
    BEGIN SELECT raise(ABORT, 'the log is append-only'); END;
CREATE TRIGGER IF NOT EXISTS events_never_change BEFORE UPDATE ON events
    BEGIN SELECT raise(ABORT, 'the log is append-only'); END;
"""
_COLUMNS = "uuid, profile, at, kind, action, catalogue, movie, title, year, imdb, old, new"


class Journal:
    """The events on disk. Methods raise StoreError, with a remedy, if the disk or another process gets in the way."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with self._explained():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            # Do not open an existing file directly: closing it would drop SQLite's own locks in this process.
            with suppress(FileExistsError):
                os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
            self._connection = sqlite3.connect(
                path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
        try:
            with self._explained():
                self._prepare()
        except StoreError:
            self._connection.close()
            raise

    def _prepare(self) -> None:
        self._connection.execute(f"PRAGMA busy_timeout={int(_BUSY_SECONDS * 1000)}")
        choose_journal_mode(self._connection, self._path, seconds=_BUSY_SECONDS)
        self._connection.execute("PRAGMA synchronous=FULL")
        self._connection.execute("PRAGMA fullfsync=1")  # on macOS, fsync alone does not flush the drive's cache
        version = self._connection.execute("PRAGMA user_version").fetchone()[0]
        if version > _FORMAT:
            raise StoreError(f"{self._path} was written by a newer movierec", "use that release, or another --home")
        if version < _FORMAT:
            self._connection.executescript(f"BEGIN IMMEDIATE; {_SCHEMA} PRAGMA user_version={_FORMAT}; COMMIT;")

    def last_seq(self) -> int:
        """The sequence number of the newest event; 0 if the log is empty."""
        with self._explained():
            return int(self._connection.execute("SELECT coalesce(max(seq), 0) FROM events").fetchone()[0])

    def since(self, seq: int) -> list[tuple[int, Event]]:
        """The events after sequence number `seq`, in order of arrival."""
        with self._explained():
            rows = self._connection.execute(f"SELECT seq, {_COLUMNS} FROM events WHERE seq > ? ORDER BY seq", (seq,))
            return [(row[0], _event(row[1:])) for row in rows]

    def append(self, events: Iterable[Event]) -> None:
        """Append `events`; call this inside `writing`."""
        with self._explained():
            self._connection.executemany(
                f"INSERT INTO events ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [_row(event) for event in events],
            )

    @contextmanager
    def writing(self) -> Iterator[None]:
        """An exclusive write transaction: committed to disk at the end of the `with`, rolled back if it raises."""
        with self._explained():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def close(self) -> None:
        self._connection.close()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as cause:
            raise StoreError(*_explain(cause, self._path)) from cause
        except OSError as cause:
            raise StoreError(
                f"cannot use {self._path}: {cause.strerror}", "choose a writable folder with --home"
            ) from cause


def _explain(cause: sqlite3.Error, path: Path) -> tuple[str, str]:
    code = (getattr(cause, "sqlite_errorcode", None) or 0) & 0xFF
    folder = path.parent
    if code == sqlite3.SQLITE_FULL:
        return f"the disk of {folder} is full; the mark was not saved", "make room on it and mark the film again"
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH):
        return f"{path} cannot be written", f"make {folder} writable, or choose another folder with --home"
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return f"another process has {path} locked", "close other movierec processes and try again"
    if code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
        return f"{path} is damaged: {cause}", "move it away (sqlite3's .recover may still be able to read a copy)"
    return f"{path}: {cause}", "check the disk, then try again; earlier marks are not affected"


def _row(event: Event) -> tuple[str | int | None, ...]:
    return (
        event.uuid,
        event.profile,
        event.at,
        event.kind,
        event.action,
        event.catalogue,
        event.movie,
        event.title,
        event.year,
        event.imdb,
        msgspec.json.encode(event.old).decode(),
        msgspec.json.encode(event.new).decode(),
    )


_values = msgspec.json.Decoder(Values)


def _event(row: tuple[str, str, str, str, str, str, int, str, int | None, str | None, str, str]) -> Event:
    uuid, profile, at, kind, action, catalogue, movie, title, year, imdb, old, new = row
    return Event(
        uuid=uuid,
        profile=profile,
        at=at,
        kind=kind,
        action=action,
        catalogue=catalogue,
        movie=movie,
        title=title,
        year=year,
        imdb=imdb,
        old=_values.decode(old),
        new=_values.decode(new),
    )
