"""The catalog's tables, each name with the namespace in front. Nothing here speaks to a database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Column, Float, Integer, LargeBinary, MetaData, String, Table, Text
from sqlalchemy.dialects.mysql import LONGTEXT, MEDIUMBLOB

# Options under both dialect names: SQLAlchemy calls the same server mysql or mariadb, as the URL does.
_OPTIONS: dict[str, Any] = {
    f"{dialect}_{option}": value
    for dialect in ("mysql", "mariadb")
    for option, value in (("engine", "InnoDB"), ("charset", "utf8mb4"), ("collate", "utf8mb4_bin"))
}


@dataclass(frozen=True)
class Tables:
    metadata: MetaData
    versions: Table
    """One row for each id ever reserved; a removed version leaves its row, so that no id is used twice."""
    current: Table
    """At most one row: the version that is served."""
    movies: Table
    files: Table
    """Copies of a version's small files, in chunks below any server's packet limit."""


def define_tables(namespace: str) -> Tables:
    """The four tables of a namespace."""
    metadata = MetaData()
    long_text = Text().with_variant(LONGTEXT(), "mysql", "mariadb")
    versions = Table(
        f"{namespace}_versions",
        metadata,
        Column("number", Integer, primary_key=True, autoincrement=True),
        Column("state", String(16), nullable=False),
        Column("owner", String(200), nullable=False),
        Column("renewed", BigInteger, nullable=False),
        Column("trained", String(40), nullable=False, default=""),
        Column("manifest", long_text, nullable=False, default=""),
        sqlite_autoincrement=True,
        **_OPTIONS,
    )
    current = Table(
        f"{namespace}_current",
        metadata,
        Column("slot", Integer, primary_key=True, autoincrement=False),
        Column("number", Integer, nullable=False),
        **_OPTIONS,
    )
    movies = Table(
        f"{namespace}_movies",
        metadata,
        Column("number", Integer, primary_key=True, autoincrement=False),
        Column("id", BigInteger, primary_key=True, autoincrement=False),
        Column("place", Integer, nullable=False),
        Column("title", Text, nullable=False),
        Column("year", Integer),
        Column("genres", Text, nullable=False),
        Column("alternatives", Text, nullable=False),
        Column("imdb", String(32)),
        Column("tmdb", BigInteger),
        Column("watchers", Integer, nullable=False),
        Column("mean", Float(53)),
        Column("histogram", Text, nullable=False),
        **_OPTIONS,
    )
    files = Table(
        f"{namespace}_files",
        metadata,
        Column("number", Integer, primary_key=True, autoincrement=False),
        Column("name", String(120), primary_key=True),
        Column("chunk", Integer, primary_key=True, autoincrement=False),
        Column("data", LargeBinary().with_variant(MEDIUMBLOB(), "mysql", "mariadb"), nullable=False),
        **_OPTIONS,
    )
    return Tables(metadata, versions, current, movies, files)
