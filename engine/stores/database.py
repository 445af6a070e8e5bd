"""The SQL database behind the catalog: opening it, time-outs and retries, and readable errors.

SQLite by default, MySQL or MariaDB by URL, through SQLAlchemy Core. Work runs in a reading or a writing transaction
and must be safe to run twice, because it is retried once after a lost connection or a deadlock.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import QueuePool

from engine.addresses import DatabaseAddress
from engine.errors import StoreError, UsageError
from engine.file_faults import FileFault, file_fault, why_unwritable
from engine.secret import hide
from engine.sqlite import cannot_write, choose_journal_mode, connect_to_read

_T = TypeVar("_T")
_AGAIN = frozenset({2006, 2013, 1213, 1205, 1020})
"""MySQL errors to retry: gone away, lost during query, deadlock, lock wait time-out, record changed since last read."""
_BUSY_SECONDS = 5.0


class _Work(Protocol):
    def __call__(self, connection: Connection, /) -> Any: ...


class Database:
    """An SQLAlchemy engine with our time-outs and retries. Safe to use from several threads."""

    def __init__(self, engine: Engine, *, kind: str, where: str, refusal: StoreError | None = None) -> None:
        """`refusal`: why nothing can be written, if so."""
        self._refusal = refusal
        self.engine = engine
        self.kind = kind
        self.where = where
        self._writing = engine.execution_options(movierec_writes=True)

    def read(self, work: Callable[[Connection], _T]) -> _T:
        """Run `work` in one read-only transaction and return its result."""
        return self._run(self.engine, work)

    def write(self, work: Callable[[Connection], _T]) -> _T:
        """Run `work` in one writing transaction, commit it and return its result. `work` must be safe to run twice."""
        if self._refusal is not None:
            raise self._refusal
        return self._run(self._writing, work)

    def close(self) -> None:
        self.engine.dispose()

    def _run(self, engine: Engine, work: Callable[[Connection], _T]) -> _T:
        try:
            try:
                with self._begun(engine) as connection:
                    return work(connection)
            except DBAPIError as cause:
                if _code(cause) not in _AGAIN or "timed out" in str(cause.orig):
                    raise  # do not wait twice for a server that hangs
            with self._begun(engine) as connection:
                return work(connection)
        except SQLAlchemyError as cause:
            raise StoreError(*self._explain(cause)) from cause

    @contextmanager
    def _begun(self, engine: Engine) -> Iterator[Connection]:
        """A connection in a transaction. Raises StoreError for options that keep the driver from trying to connect."""
        try:
            opened = engine.connect()
        except OSError as cause:
            raise StoreError(
                f"{self.where} cannot be reached with these options: {cause.strerror or hide(str(cause))}",
                "check the files that MOVIEREC_DATABASE_URL names, as in ssl_ca=FILE",
            ) from cause
        except (TypeError, ValueError) as cause:
            raise StoreError(
                f"MOVIEREC_DATABASE_URL has an option or a value that its driver does not take: {hide(str(cause))}",
                "remove it; a plain address is mysql+pymysql://user:password@host/database",
            ) from cause
        with opened, opened.begin():
            yield opened

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
        text = hide(" ".join(str(origin.args[-1] if origin is not None and origin.args else cause).split()))[:200]
        return f"{self.where} returned an error: {text}", "see the server's log"


def open_sqlite(path: Path) -> Database:
    """The SQLite database in the file `path`, created (0600) if missing, only read where it cannot be written."""
    fault = _refusal(path)
    if fault is not None:
        try:
            connect_to_read(path).close()
        except (OSError, sqlite3.Error) as cause:
            raise file_fault(cause, path) from cause
        engine = create_engine("sqlite://", creator=lambda: connect_to_read(path), poolclass=QueuePool)
        return Database(engine, kind="sqlite", where=str(path), refusal=fault)
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


def _file_of(address: DatabaseAddress) -> Path:
    """The path of an SQLite file. Raises UsageError where it begins with the home folder of an unknown account."""
    try:
        return Path(address.database).expanduser().absolute()
    except (RuntimeError, OSError) as cause:
        raise UsageError(
            f"{address.setting} names no file: there is no home folder or current folder to start from",
            "give its whole path, as in sqlite:////srv/movierec/films.db",
        ) from cause


def _refusal(path: Path) -> FileFault | None:
    """Why the file cannot be written, None if it can. SQLite also writes beside it, in its folder."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("SELECT 1 FROM sqlite_master LIMIT 1")
    except (OSError, sqlite3.Error) as cause:
        return file_fault(cause, path, "cannot write") if isinstance(cause, OSError) or cannot_write(cause) else None
    return why_unwritable(path.parent)


def open_url(address: DatabaseAddress, *, timeout: float) -> Database:
    """The database at `address`: mysql or mariadb (both through PyMySQL), or sqlite. Raises UsageError for an address
    that cannot be read."""
    address.check()
    if address.kind == "sqlite":
        return open_sqlite(_file_of(address))
    url = URL.create(
        f"{address.kind}+pymysql",
        username=address.user or None,
        password=address.password.reveal() or None,
        host=address.host.strip("[]") or None,
        port=address.port,
        database=address.database,
        query={name: value for name, value in address.query.items() if name != "charset"},
    )
    seconds = max(1, round(timeout))
    try:
        engine = create_engine(
            url,
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
        raise UsageError(f"{address.setting} has an option that MySQL does not take", "remove it") from None
    return Database(engine, kind=address.kind, where=address.shown)


def _code(cause: SQLAlchemyError) -> int | None:
    """The MySQL error number, if any."""
    origin = cause.orig if isinstance(cause, DBAPIError) else None
    first = origin.args[0] if origin is not None and origin.args else None
    return first if isinstance(first, int) else None
