"""The SQL database behind the catalog: opening it, time-outs and retries, and readable errors.

SQLite by default, MySQL or MariaDB by URL, through SQLAlchemy Core. Work runs in a reading or a writing transaction
and must be safe to run twice, because it is retried once after a lost connection or a deadlock.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

from engine.errors import StoreError, UsageError
from engine.sqlite import choose_journal_mode

_T = TypeVar("_T")
_AGAIN = frozenset({2006, 2013, 1213, 1205, 1020})
"""MySQL errors to retry: gone away, lost during query, deadlock, lock wait time-out, record changed since last read."""
_BUSY_SECONDS = 5.0


class _Work(Protocol):
    def __call__(self, connection: Connection, /) -> Any: ...


class Database:
    """An SQLAlchemy engine with our time-outs and retries. Safe to use from several threads."""

    def __init__(self, engine: Engine, *, kind: str, where: str) -> None:
        self.engine = engine
        self.kind = kind
        self.where = where
        self._writing = engine.execution_options(movierec_writes=True)

    def read(self, work: Callable[[Connection], _T]) -> _T:
        """Run `work` in one read-only transaction and return its result."""
        return self._run(self.engine, work)

    def write(self, work: Callable[[Connection], _T]) -> _T:
        """Run `work` in one writing transaction, commit it and return its result. `work` must be safe to run twice."""
        return self._run(self._writing, work)

    def close(self) -> None:
        self.engine.dispose()

    def _run(self, engine: Engine, work: Callable[[Connection], _T]) -> _T:
        try:
            try:
                with engine.begin() as connection:
                    return work(connection)
            except DBAPIError as cause:
                if _code(cause) not in _AGAIN or "timed out" in str(cause.orig):
                    raise  # do not wait twice for a server that hangs
            with engine.begin() as connection:
                return work(connection)
        except SQLAlchemyError as cause:
            raise StoreError(*self._explain(cause)) from cause

    def _explain(self, cause: SQLAlchemyError) -> tuple[str, str]:
        """Message and remedy, on one line, without credentials or parameters."""
        origin = cause.orig if isinstance(cause, DBAPIError) else None
        if self.kind == "sqlite":
            text = " ".join(str(origin or cause).split())[:200]
            if "locked" in text or "busy" in text:
                return f"the catalog {self.where} is locked by another process", "try again when it has finished"
            if isinstance(origin, sqlite3.DatabaseError) and ("malformed" in text or "not a database" in text):
                return f"the catalog {self.where} is damaged: {text}", "move it away and run `movierec setup --force`"
            return f"the catalog {self.where} cannot be used: {text}", "check that the disk has space and is writable"
        code = _code(cause)
        if code in (1044, 1045, 1142, 1698):
            return f"{self.where} rejects the user or password", "fix MOVIEREC_DATABASE_URL or the user's privileges"
        if code == 1049:
            return f"{self.where} does not exist: no such database", "create it (CREATE DATABASE), then try again"
        if code in (2002, 2003, 2005, 2006, 2013) or isinstance(origin, TimeoutError):
            return f"{self.where} does not answer", "check that it is running and that MOVIEREC_DATABASE_URL is right"
        text = " ".join(str(origin.args[-1] if origin is not None and origin.args else cause).split())[:200]
        return f"{self.where} returned an error: {text}", "see the server's log"


def open_sqlite(path: Path) -> Database:
    """The SQLite database in the file `path`, created (0600) if missing."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as cause:
        raise StoreError(f"cannot open {path}: {cause.strerror}", "check that its folder is writable") from cause
    engine = create_engine(URL.create("sqlite", database=str(path)), hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, record: Any) -> None:
        connection.isolation_level = None  # stop the driver from beginning transactions by itself
        connection.execute(f"PRAGMA busy_timeout={int(_BUSY_SECONDS * 1_000)}")
        choose_journal_mode(connection, path, seconds=_BUSY_SECONDS)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("movierec_writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return Database(engine, kind="sqlite", where=str(path))


def open_url(url: str, *, timeout: float) -> Database:
    """The database at `url`: mysql or mariadb (both through PyMySQL), or sqlite. Raises UsageError for other URLs."""
    wrong = UsageError(
        "MOVIEREC_DATABASE_URL is not the address of a MySQL or MariaDB database",
        "write it as mysql+pymysql://user:password@host/database, or leave it empty for SQLite",
    )
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise wrong from None
    kind = parsed.get_backend_name()
    if kind == "sqlite" and parsed.database:
        return open_sqlite(Path(parsed.database).expanduser().absolute())
    if kind not in ("mysql", "mariadb") or not parsed.database:
        raise wrong
    parsed = parsed.set(drivername=f"{kind}+pymysql").difference_update_query(["charset"])
    seconds = max(1, round(timeout))
    try:
        engine = create_engine(
            parsed,
            hide_parameters=True,
            pool_recycle=1_800,
            isolation_level="READ COMMITTED",
            connect_args={
                "charset": "utf8mb4",
                "connect_timeout": min(seconds, 5),
                "read_timeout": seconds,
                "write_timeout": seconds,
            },
        )
    except (ArgumentError, NoSuchModuleError, TypeError, ValueError):
        raise wrong from None
    return Database(engine, kind=kind, where=_address(parsed))


def _address(url: URL) -> str:
    place = url.host or url.query.get("unix_socket") or "localhost"
    return f"{url.get_backend_name()}://{place}" + (f":{url.port}" if url.port else "") + f"/{url.database}"


def _code(cause: SQLAlchemyError) -> int | None:
    """The MySQL error number, if any."""
    origin = cause.orig if isinstance(cause, DBAPIError) else None
    first = origin.args[0] if origin is not None and origin.args else None
    return first if isinstance(first, int) else None
