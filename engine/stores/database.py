"""One SQL database: connecting, transactions, retries, and errors in our own words. It knows no table."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy
from sqlalchemy import URL, Connection, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.sql.elements import TextClause

from engine.errors import StoreError, UsageError
from engine.filesystem import on_network

Answer = TypeVar("Answer")

# Lost connections (2006, 2013), deadlocks (1213), lock time-outs (1205), and a table that another home made at the
# same moment (1050): worth one more try.
_PASSING = {2006, 2013, 1213, 1205, 1050}


class Database:
    """A SQLite file or a MySQL or MariaDB server. Every call raises StoreError where it is down or too slow."""

    def __init__(self, url: URL, timeout: float) -> None:
        self._where = _public_name(url)
        if url.get_backend_name() == "sqlite":
            self._engine = create_engine(url, connect_args={"timeout": 5.0})
            self._prepare_sqlite(Path(url.database or ""))
        else:
            seconds = max(1, round(timeout))
            limits = {"connect_timeout": min(seconds, 5), "read_timeout": seconds, "write_timeout": seconds}
            self._engine = create_engine(url, connect_args=limits, pool_recycle=1800, pool_timeout=timeout)

    @classmethod
    def at(cls, url: str, timeout: float) -> Database:
        """The server at `url`, as in mysql+pymysql://user:password@host/database. Raises UsageError for other URLs."""
        try:
            parsed = make_url(url)
        except ArgumentError:
            raise UsageError("the database URL cannot be read", _URL_REMEDY) from None
        backend = parsed.get_backend_name()
        if backend not in ("mysql", "mariadb") or parsed.drivername not in (backend, f"{backend}+pymysql"):
            raise UsageError(f"movierec cannot use a {parsed.drivername} database", _URL_REMEDY)
        if not parsed.database:
            raise UsageError("the database URL names no database", _URL_REMEDY)
        parsed = parsed.set(drivername=f"{backend}+pymysql")
        return cls(parsed.update_query_dict({"charset": "utf8mb4"}), timeout)

    @classmethod
    def in_file(cls, path: Path, timeout: float) -> Database:
        """The SQLite database in the file `path`, made where there is none."""
        return cls(URL.create("sqlite", database=str(path)), timeout)

    @property
    def where(self) -> str:
        """Where it is, for people, without credentials."""
        return self._where

    def kind(self) -> str:
        """sqlite, mysql or mariadb; asks a server that was not asked before."""
        dialect = self._engine.dialect
        if dialect.name == "sqlite":
            return "sqlite"
        self.read(lambda connection: None)
        return "mariadb" if getattr(dialect, "is_mariadb", False) else "mysql"

    def now(self) -> TextClause:
        """An SQL expression: seconds since 1970 by the database's own clock."""
        if self._engine.dialect.name == "sqlite":
            return sqlalchemy.text("CAST(strftime('%s', 'now') AS INTEGER)")
        return sqlalchemy.text("UNIX_TIMESTAMP()")

    def read(self, work: Callable[[Connection], Answer]) -> Answer:
        """What `work` makes of a connection that only reads; tried twice where the fault may pass."""
        return self._run(work, write=False, again=True)

    def write(self, work: Callable[[Connection], Answer], *, again: bool = True) -> Answer:
        """What `work` makes of a connection inside one transaction. `again`: doing it twice does no harm."""
        return self._run(work, write=True, again=again)

    def close(self) -> None:
        self._engine.dispose()

    def _run(self, work: Callable[[Connection], Answer], *, write: bool, again: bool) -> Answer:
        try:
            with self._engine.connect() as connection:
                # "writing" reaches the begin event below, which needs to know before the first statement.
                connection = connection.execution_options(writing=write)
                with connection.begin():
                    return work(connection)
        except SQLAlchemyError as cause:
            if again and _code(cause) in _PASSING:
                return self._run(work, write=write, again=False)
            raise StoreError(
                f"the catalog ({self._where}) does not answer: {_reason(cause)}", self._remedy()
            ) from cause

    def _remedy(self) -> str:
        if self._engine.dialect.name == "sqlite":
            return "see that the home folder is writable and the disk not full, then run the same command again"
        return "see that the server runs and MOVIEREC_DATABASE_URL is right; `movierec doctor` checks it"

    def _prepare_sqlite(self, path: Path) -> None:
        journal = "DELETE" if on_network(path.parent) else "WAL"

        def connected(connection: Any, _record: object) -> None:
            connection.isolation_level = (
                None  # transactions begin where the begin event says, not where pysqlite guesses
            )
            connection.execute(f"PRAGMA journal_mode={journal}")
            connection.execute("PRAGMA synchronous=FULL")

        def begins(connection: Connection) -> None:
            writing = connection.get_execution_options().get("writing", False)
            connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

        event.listen(self._engine, "connect", connected)
        event.listen(self._engine, "begin", begins)


_URL_REMEDY = "give one as in mysql+pymysql://user:password@host/database, or none for SQLite under home"


def _public_name(url: URL) -> str:
    if url.get_backend_name() == "sqlite":
        return url.database or ""
    port = f":{url.port}" if url.port else ""
    return f"{url.get_backend_name()}://{url.host or 'localhost'}{port}/{url.database}"


def _code(cause: SQLAlchemyError) -> object:
    arguments = cause.orig.args if isinstance(cause, DBAPIError) and cause.orig is not None else ()
    return arguments[0] if arguments else None


def _reason(cause: SQLAlchemyError) -> str:
    """The driver's words on one line, without the statement and without the account they may name."""
    orig = cause.orig if isinstance(cause, DBAPIError) else None
    if orig is None:
        return type(cause).__name__
    if _code(cause) in (1044, 1045):
        return "it refuses that account"
    words = str(orig.args[-1]) if orig.args else type(orig).__name__
    return " ".join(words.split()).split(" ([Errno")[0][:200]
