"""The tables of the catalog, prefixed with the namespace, and their creation. The catalog's data is read and written
in `catalog`."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    insert,
    inspect,
    select,
)
from sqlalchemy.dialects import mysql
from sqlalchemy.exc import IntegrityError
from sqlalchemy.schema import CreateTable

_LONG_TEXT = Text().with_variant(mysql.LONGTEXT(), "mysql", "mariadb")
_LONG_BLOB = LargeBinary().with_variant(mysql.LONGBLOB(), "mysql", "mariadb")
_DOUBLE = Float(53)


class Tables:
    """The table definitions of one namespace. `number` is the 7 of version v7."""

    def __init__(self, namespace: str) -> None:
        self.metadata = MetaData()
        # Transactions and row locks are required, whatever the server's default storage engine.
        options: dict[str, Any] = {
            f"{dialect}_{name}": value
            for dialect in ("mysql", "mariadb")
            for name, value in (("engine", "InnoDB"), ("charset", "utf8mb4"), ("collate", "utf8mb4_bin"))
        }
        self.versions = Table(
            f"{namespace}_versions",
            self.metadata,
            Column("number", Integer, primary_key=True, autoincrement=False),
            # reserved, ready; removed, cleared and skipped versions keep their row so that no id is ever reused
            Column("state", String(16), nullable=False),
            Column("owner", String(255), nullable=False),
            Column("renewed", _DOUBLE, nullable=False),  # Unix seconds by the database's clock
            Column("trained", String(64), nullable=False),
            Column("manifest", _LONG_TEXT, nullable=False),  # JSON
            **options,
        )
        self.movies = Table(
            f"{namespace}_movies",
            self.metadata,
            Column("number", Integer, primary_key=True, autoincrement=False),
            Column("movie", BigInteger, primary_key=True, autoincrement=False),
            Column("place", Integer, nullable=False),  # the row in the version's arrays
            Column("title", Text, nullable=False),
            Column("year", BigInteger),
            Column("genres", Text, nullable=False),  # JSON, as are the next two
            Column("alternatives", Text, nullable=False),
            Column("histogram", Text, nullable=False),
            Column("imdb", String(64)),
            Column("tmdb", BigInteger),
            Column("watchers", BigInteger, nullable=False),
            Column("mean", _DOUBLE),
            sqlite_with_rowid=False,
            **options,
        )
        self.files = Table(
            f"{namespace}_files",
            self.metadata,
            Column("number", Integer, primary_key=True, autoincrement=False),
            Column("name", String(190), primary_key=True),
            Column("part", Integer, primary_key=True, autoincrement=False),
            Column("data", _LONG_BLOB, nullable=False),
            **options,
        )
        # A single row with the number of the current version; 0 before the first one.
        self.current = Table(
            f"{namespace}_current",
            self.metadata,
            Column("slot", Integer, primary_key=True, autoincrement=False),
            Column("number", Integer, nullable=False),
            **options,
        )

    def missing(self, connection: Connection) -> bool:
        """Whether the tables or the `current` row have yet to be created."""
        return not inspect(connection).has_table(self.current.name) or (
            connection.execute(select(self.current.c.slot)).first() is None
        )

    def make(self, connection: Connection) -> None:
        """Create what is missing; safe when two processes do so at once."""
        for table in self.metadata.sorted_tables:
            connection.execute(CreateTable(table, if_not_exists=True))
        if connection.execute(select(self.current.c.slot)).first() is None:
            try:
                with connection.begin_nested():
                    connection.execute(insert(self.current).values(slot=1, number=0))
            except IntegrityError:
                return  # another process inserted it first
