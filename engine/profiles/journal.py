"""The storage of the log: an append-only SQLite table.

Acknowledged means on disk: each append is one transaction with synchronous=FULL. Several processes may write at once;
each takes the write lock before it reads the state it bases its changes on. On a network file system, where WAL does
not work, the rollback journal is used. Nothing here interprets events.
"""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import msgspec

from engine.errors import StoreError
from engine.file_faults import file_fault, why_unwritable
from engine.profiles.fold import Event, Values
from engine.sqlite import cannot_write, choose_journal_mode, connect_to_read

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
    """The events on disk. Methods raise StoreError, with a remedy, if the disk or another process gets in the way.

    The file is made by the first write. One that is not ours to write is read, and `writing` says why it fails.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._refusal: StoreError | None = None
        self._connection: sqlite3.Connection | None = None
        self._open(make=False)

    def _open(self, *, make: bool) -> sqlite3.Connection | None:
        """The connection, opened if the file exists or `make` is set; None if there is nothing to read yet."""
        if self._connection is None:
            with self._explained():
                if make:
                    self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                    # Do not open an existing file directly: closing it would drop SQLite's own locks in this process.
                    with suppress(FileExistsError):
                        os.close(os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
                elif not self._path.exists() or not self._path.stat().st_size:
                    return None
                self._connection = self._connected()
        return self._connection

    def _connected(self) -> sqlite3.Connection:
        """A connection that writes; where that is impossible, one that reads."""
        if self._path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(self._path))
        self._refusal = self.refusal()
        if self._refusal is None:
            connection = sqlite3.connect(
                self._path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
            try:
                self._prepare(connection)
                return connection
            except BaseException as cause:
                connection.close()
                if not cannot_write(cause) or not self._path.stat().st_size:
                    raise
                self._refusal = StoreError(*_explain(cause, self._path))
        connection = connect_to_read(self._path, seconds=_BUSY_SECONDS)
        try:
            self._format(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _prepare(self, connection: sqlite3.Connection) -> None:
        connection.execute(f"PRAGMA busy_timeout={int(_BUSY_SECONDS * 1000)}")
        choose_journal_mode(connection, self._path, seconds=_BUSY_SECONDS)
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA fullfsync=1")  # on macOS, fsync alone does not flush the drive's cache
        if self._format(connection) < _FORMAT:
            connection.executescript(f"BEGIN IMMEDIATE; {_SCHEMA} PRAGMA user_version={_FORMAT}; COMMIT;")

    def _format(self, connection: sqlite3.Connection) -> int:
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        if version > _FORMAT:
            raise StoreError(f"{self._path} was written by a newer movierec", "use that release, or another --home")
        return version

    def refusal(self) -> StoreError | None:
        """Why nothing can be written, as far as that shows beforehand; None if it can."""
        try:
            place = self._path
            while not place.exists() and place != place.parent:
                place = place.parent
            return why_unwritable(place) or (why_unwritable(place.parent) if place == self._path else None)
        except OSError as cause:
            return file_fault(cause, cause.filename or self._path)

    def last_seq(self) -> int:
        """The sequence number of the newest event; 0 if the log is empty."""
        return int(next(iter(self._read("SELECT coalesce(max(seq), 0) FROM events")), (0,))[0])

    def since(self, seq: int) -> list[tuple[int, Event]]:
        """The events after sequence number `seq`, in order of arrival."""
        rows = self._read(f"SELECT seq, {_COLUMNS} FROM events WHERE seq > ? ORDER BY seq", seq)
        try:
            return [(row[0], _event(row[1:])) for row in rows]
        except (msgspec.MsgspecError, UnicodeError, TypeError) as cause:
            raise StoreError(*_damaged(self._path, "it holds what movierec never writes")) from cause

    def _read(self, query: str, *values: object) -> list[Any]:
        """The rows that `query` finds; none if there is no log yet."""
        connection = self._open(make=False)
        if connection is None:
            return []
        with self._explained():
            return connection.execute(query, values).fetchall()

    def append(self, events: Iterable[Event]) -> None:
        """Append `events`; call this inside `writing`."""
        connection = self._open(make=True)
        assert connection is not None
        with self._explained():
            connection.executemany(
                f"INSERT INTO events ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [_row(event) for event in events],
            )

    @contextmanager
    def writing(self) -> Iterator[None]:
        """An exclusive write transaction: committed to disk at the end of the `with`, rolled back if it raises."""
        if self._refusal is not None:  # there may be room, or a right, by now
            self.close()
        connection = self._open(make=True)
        assert connection is not None
        if self._refusal is not None:
            raise self._refusal
        with self._explained():
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as cause:
            raise StoreError(*_explain(cause, self._path)) from cause
        except OSError as cause:
            raise file_fault(cause, cause.filename or self._path) from cause


def _explain(cause: sqlite3.Error, path: Path) -> tuple[str, str]:
    code = (getattr(cause, "sqlite_errorcode", None) or 0) & 0xFF
    folder = path.parent
    if code == sqlite3.SQLITE_FULL:
        return f"the disk of {folder} is full; nothing was saved", "make room on it and do it again"
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH):
        return f"{path} cannot be written", f"make {folder} writable, or choose another folder with --home"
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return f"another process has {path} locked", "close other movierec processes and try again"
    if code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
        return _damaged(path, str(cause))
    return f"{path}: {cause}", "check the disk, then try again; earlier marks are not affected"


def _damaged(path: Path, why: str) -> tuple[str, str]:
    return f"{path} is damaged: {why}", "move it away (sqlite3's .recover may still be able to read a copy)"


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
