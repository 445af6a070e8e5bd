"""The SQL database under the catalog: how it is opened, how long it may take, what its errors mean.

SQLite by default, MySQL or MariaDB by URL, through SQLAlchemy Core. Two kinds of transaction, reading and writing;
whatever is run in one may be run again, because a connection that was lost or a deadlock is tried once more.
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
"""MySQL: gone away, lost during the query, deadlock, lock wait time-out, record changed since it was read."""
_BUSY_SECONDS = 5.0


class _Work(Protocol):
    def __call__(self, connection: Connection, /) -> Any: ...


class Database:
    """An engine with our time-outs and retries. Usable from several threads."""

    def __init__(self, engine: Engine, *, kind: str, where: str) -> None:
        self.engine = engine
        self.kind = kind
        self.where = where
        self._writing = engine.execution_options(movierec_writes=True)

    def read(self, work: Callable[[Connection], _T]) -> _T:
        """What `work` returns, in one transaction that only reads."""
        return self._run(self.engine, work)

    def write(self, work: Callable[[Connection], _T]) -> _T:
        """What `work` returns, in one writing transaction, committed. `work` must bear being run twice."""
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
                    raise  # a server that hangs is not waited for twice
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
                return f"the catalog {self.where} is locked by another process", "try again when that one is done"
            if isinstance(origin, sqlite3.DatabaseError) and ("malformed" in text or "not a database" in text):
                return f"the catalog {self.where} is damaged: {text}", "move it away and run `movierec setup --force`"
            return f"the catalog {self.where} cannot be used: {text}", "see that the disk has room and may be written"
        code = _code(cause)
        if code in (1044, 1045, 1142, 1698):
            return f"{self.where} refuses the user or password", "mend MOVIEREC_DATABASE_URL, or the user's rights"
        if code == 1049:
            return f"{self.where} is not there: no such database", "make it (CREATE DATABASE), then try again"
        if code in (2002, 2003, 2005, 2006, 2013) or isinstance(origin, TimeoutError):
            return f"{self.where} does not answer", "see that it runs and that MOVIEREC_DATABASE_URL is right"
        text = " ".join(str(origin.args[-1] if origin is not None and origin.args else cause).split())[:200]
        return f"{self.where} answered with an error: {text}", "see the log of that server"


def open_sqlite(path: Path) -> Database:
    """The SQLite database in the file `path`, made (0600) where it is missing."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as cause:
        raise StoreError(f"cannot open {path}: {cause.strerror}", "see that its folder may be written") from cause
    engine = create_engine(URL.create("sqlite", database=str(path)), hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, record: Any) -> None:
        connection.isolation_level = None  # the driver would begin transactions when it sees fit
        connection.execute(f"PRAGMA busy_timeout={int(_BUSY_SECONDS * 1_000)}")
        choose_journal_mode(connection, path, seconds=_BUSY_SECONDS)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("movierec_writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return Database(engine, kind="sqlite", where=str(path))


def open_url(url: str, *, timeout: float) -> Database:
    """The database at `url`: mysql, mariadb (both by PyMySQL) or sqlite."""
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
    return Database(engine, kind=kind, where=_without_credentials(parsed))


def _without_credentials(url: URL) -> str:
    place = url.host or url.query.get("unix_socket") or "localhost"
    return f"{url.get_backend_name()}://{place}" + (f":{url.port}" if url.port else "") + f"/{url.database}"


def _code(cause: SQLAlchemyError) -> int | None:
    """MySQL's number of the error."""
    origin = cause.orig if isinstance(cause, DBAPIError) else None
    first = origin.args[0] if origin is not None and origin.args else None
    return first if isinstance(first, int) else None
