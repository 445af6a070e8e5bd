"""The catalog in SQL: films, versions, and the one row that names the current version.

One class serves SQLite, MySQL and MariaDB; `database` hides most of their differences. The catalog never deletes a
version by itself: garbage collection (engine.jobs.garbage) decides what may be deleted.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import (
    ColumnElement,
    Connection,
    Delete,
    Row,
    Select,
    Update,
    delete,
    func,
    insert,
    literal_column,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from engine.errors import StoreError
from engine.movies import Movie
from engine.stores.catalog_tables import Tables
from engine.stores.database import Database
from engine.stores.interfaces import Catalog, LostReservation, VersionRow

_FILMS = 5_000
"""Films per transaction: short transactions let other writers in."""
_ASKED = 500
"""Ids per query."""
_PART = 1 << 20
"""Bytes per part of a file."""


class SqlCatalog(Catalog):
    """The catalog on one database. Every method runs one or more complete transactions; safe to use from several
    threads and processes at once."""

    def __init__(self, database: Database, namespace: str) -> None:
        self._database = database
        self._tables = Tables(namespace)
        self.kind = database.kind
        sqlite = database.kind == "sqlite"
        self._now: ColumnElement[float] = literal_column(
            "(julianday('now') - 2440587.5) * 86400.0" if sqlite else "UNIX_TIMESTAMP(NOW(6))"
        )
        if database.read(self._tables.missing):
            database.write(self._tables.make)

    def where(self) -> str:
        return self._database.where

    def reserve(self, owner: str) -> str:
        versions = self._tables.versions

        def take(connection: Connection) -> str:
            highest = connection.execute(select(func.max(versions.c.number))).scalar() or 0
            row = {"number": highest + 1, "state": "reserved", "owner": owner, "trained": "", "manifest": "{}"}
            connection.execute(insert(versions).values(**row, renewed=self._now))
            return f"v{highest + 1}"

        for _ in range(100):
            try:
                return self._database.write(take)
            except StoreError as cause:
                if not isinstance(cause.__cause__, IntegrityError):
                    raise  # an IntegrityError means that another process took the number: try the next one
        raise StoreError(f"{self.where()} could not assign a version id", "try again")

    def renew(self, version: str, owner: str) -> None:
        versions = self._tables.versions
        ours = (versions.c.number == _number(version)) & (versions.c.owner == owner) & (versions.c.state == "reserved")
        found = self._database.write(
            lambda connection: connection.execute(update(versions).where(ours).values(renewed=self._now)).rowcount
        )
        if not found:
            raise _lost(version)

    def skip(self, version: str) -> None:
        versions = self._tables.versions
        reserved = (versions.c.number == _number(version)) & (versions.c.state == "reserved")
        self._execute(update(versions).where(reserved).values(state="skipped"))

    def put_movies(self, version: str, movies: Iterable[Movie]) -> None:
        number, table = _number(version), self._tables.movies
        self._clear_movies(number)
        places = enumerate(movies)
        while chunk := list(itertools.islice(places, _FILMS)):
            rows = [_to_row(number, place, movie) for place, movie in chunk]
            span = (table.c.number == number) & table.c.place.between(chunk[0][0], chunk[-1][0])

            def put(connection: Connection, rows: list[dict[str, Any]] = rows, span: Any = span) -> None:
                # The first attempt may have been committed although its reply was lost.
                connection.execute(delete(table).where(span))
                connection.execute(insert(table), rows)

            self._database.write(put)

    def put_files(self, version: str, files: Mapping[str, bytes]) -> None:
        number, table = _number(version), self._tables.files
        size = self._part_size()
        for name, data in files.items():
            mine = (table.c.number == number) & (table.c.name == name)
            self._execute(delete(table).where(mine))
            for part, start in enumerate(range(0, max(len(data), 1), size)):
                row = {"number": number, "name": name, "part": part, "data": data[start : start + size]}

                def put(connection: Connection, row: dict[str, Any] = row, mine: Any = mine) -> None:
                    connection.execute(delete(table).where(mine & (table.c.part == row["part"])))
                    connection.execute(insert(table), [row])

                self._database.write(put)

    def files(self, version: str) -> dict[str, bytes]:
        number, table = _number(version), self._tables.files
        keys = select(table.c.name, table.c.part).where(table.c.number == number).order_by(table.c.name, table.c.part)
        parts: dict[str, list[bytes]] = {}
        for row in self._rows(keys):
            key = (table.c.number == number) & (table.c.name == row.name) & (table.c.part == row.part)
            found = self._rows(select(table.c.data).where(key))
            parts.setdefault(row.name, []).append(found[0].data if found else b"")
        return {name: b"".join(pieces) for name, pieces in parts.items()}

    def movies(self, version: str, ids: Sequence[int]) -> list[Movie]:
        number, table = _number(version), self._tables.movies
        found: dict[int, Movie] = {}
        asked = [int(i) for i in ids]
        for start in range(0, len(asked), _ASKED):
            query = select(table).where(table.c.number == number, table.c.movie.in_(asked[start : start + _ASKED]))
            found |= {row.movie: _to_movie(row) for row in self._rows(query)}
        return [found[i] for i in asked if i in found]

    def count(self, version: str) -> int:
        table = self._tables.movies
        query = select(func.count()).select_from(table).where(table.c.number == _number(version))
        return int(self._database.read(lambda connection: connection.execute(query).scalar_one()))

    def activate(self, version: str, manifest: Mapping[str, Any]) -> None:
        number, versions = _number(version), self._tables.versions
        text = msgspec.json.encode(dict(manifest)).decode()

        def flip(connection: Connection) -> None:
            row = connection.execute(self._locked(number)).first()
            if row is not None and row.state == "ready" and row.manifest == text:
                return  # the first attempt was committed, but its reply was lost
            if row is None or row.state != "reserved":
                raise _lost(version)
            values = {"state": "ready", "manifest": text, "trained": str(manifest.get("trained", ""))}
            connection.execute(update(versions).where(versions.c.number == number).values(**values))
            self._point(connection, number)

        self._database.write(flip)

    def use(self, version: str) -> None:
        number = _number(version)

        def flip(connection: Connection) -> None:
            row = connection.execute(self._locked(number)).first()
            if row is None or row.state != "ready":
                raise StoreError(f"version {version} is not ready to be served", "see `movierec models list`")
            self._point(connection, number)

        self._database.write(flip)

    def current(self) -> str | None:
        query = select(self._tables.current.c.number)
        number = self._database.read(lambda connection: connection.execute(query).scalar())
        return f"v{number}" if number else None

    def versions(self) -> list[VersionRow]:
        return self._listed("reserved", "ready")

    def stale(self, seconds: float) -> list[str]:
        versions = self._tables.versions
        old = (versions.c.state == "reserved") & (versions.c.renewed < self._now - seconds)
        return [f"v{row.number}" for row in self._rows(select(versions.c.number).where(old))]

    def remove(self, version: str) -> None:
        number, versions, current = _number(version), self._tables.versions, self._tables.current

        def retire(connection: Connection) -> None:
            # `activate` and `use` lock this row too, so the version cannot become current while it is being removed.
            connection.execute(self._locked(number)).first()
            if connection.execute(select(current.c.number)).scalar() == number:
                raise StoreError(
                    f"version {version} is the current one", "switch to another one first: `movierec models use ID`"
                )
            here = versions.c.number == number
            connection.execute(update(versions).where(here).values(state="removed", manifest="{}"))

        self._database.write(retire)
        self._clear_movies(number)
        files = self._tables.files
        self._execute(delete(files).where(files.c.number == number))

    def removed(self) -> list[VersionRow]:
        return self._listed("removed", "cleared")

    def clear(self, version: str) -> None:
        versions = self._tables.versions
        gone = (versions.c.number == _number(version)) & (versions.c.state == "removed")
        self._execute(update(versions).where(gone).values(state="cleared"))

    def close(self) -> None:
        self._database.close()

    def _listed(self, *states: str) -> list[VersionRow]:
        versions = self._tables.versions
        return [
            VersionRow(
                version=f"v{row.number}",
                state=row.state,
                owner=row.owner,
                trained=row.trained,
                manifest=msgspec.json.decode(row.manifest),
            )
            for row in self._rows(select(versions).where(versions.c.state.in_(states)).order_by(versions.c.number))
        ]

    def _locked(self, number: int) -> Any:
        versions = self._tables.versions
        return select(versions.c.state, versions.c.manifest).where(versions.c.number == number).with_for_update()

    def _point(self, connection: Connection, number: int) -> None:
        connection.execute(update(self._tables.current).values(number=number))

    def _rows(self, query: Select[Any]) -> list[Row[Any]]:
        return self._database.read(lambda connection: list(connection.execute(query).all()))

    def _execute(self, statement: Delete | Update) -> None:
        self._database.write(lambda connection: connection.execute(statement))

    def _clear_movies(self, number: int) -> None:
        """Delete a version's films in batches small enough not to time out."""
        table = self._tables.movies
        here = table.c.number == number
        query = select(table.c.movie).where(here).order_by(table.c.movie).limit(1).offset(_FILMS - 1)
        while (last := self._database.read(lambda connection: connection.execute(query).scalar())) is not None:
            self._execute(delete(table).where(here, table.c.movie <= last))
        self._execute(delete(table).where(here))

    def _part_size(self) -> int:
        """Bytes per part of a file: escaping may double them, and the server limits the size of a packet."""
        if self.kind == "sqlite":
            return _PART
        packet = self._database.read(
            lambda connection: connection.exec_driver_sql("SELECT @@max_allowed_packet").scalar()
        )
        return max(1_024, min(_PART, int(packet or 0) // 3))


def _number(version: str) -> int:
    if not (version[:1] == "v" and version[1:].isascii() and version[1:].isdigit()):
        raise StoreError(f"'{version}' is not a version id", "ids are v1, v2, ...: see `movierec models list`")
    return int(version[1:])


def _lost(version: str) -> LostReservation:
    return LostReservation(
        f"version {version} was considered abandoned and removed while it was being built",
        "run the same command again",
    )


def _to_row(number: int, place: int, movie: Movie) -> dict[str, Any]:
    row = {name: getattr(movie, name) for name in ("title", "year", "imdb", "tmdb", "mean")}
    row["watchers"] = movie.n_ratings
    for name in ("genres", "alternatives", "histogram"):
        row[name] = msgspec.json.encode(getattr(movie, name)).decode()
    return {"number": number, "movie": movie.id, "place": place, **row}


def _to_movie(row: Row[Any]) -> Movie:
    return Movie(
        id=row.movie,
        title=row.title,
        year=row.year,
        genres=msgspec.json.decode(row.genres, type=tuple[str, ...]),
        alternatives=msgspec.json.decode(row.alternatives, type=tuple[str, ...]),
        imdb=row.imdb,
        tmdb=row.tmdb,
        n_ratings=row.watchers,
        mean=row.mean,
        histogram=msgspec.json.decode(row.histogram, type=tuple[int, ...]),
    )
