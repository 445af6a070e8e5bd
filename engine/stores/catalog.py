"""The catalog in SQL (SQLAlchemy Core): SQLite by default, MySQL or MariaDB by URL, the same code for each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, RowMapping, delete, func, insert, select, update

from engine.errors import StoreError, UsageError
from engine.movies import Movie
from engine.stores.base import Catalog, VersionRow
from engine.stores.database import Database
from engine.stores.tables import define_tables

_BATCH = 2000
# Below the smallest max_allowed_packet that servers come with (MySQL 5.7: 4 MiB), escapes of binary data included.
_CHUNK = 1 << 20
_LISTS = ("genres", "alternatives", "histogram")


class SqlCatalog(Catalog):
    """The catalog of one namespace in one database; its tables are made where they are missing."""

    def __init__(self, database: Database, namespace: str) -> None:
        self._database = database
        self._tables = define_tables(namespace)
        # Two homes may make the tables at the same moment: the one that comes second finds them there.
        self._database.write(lambda connection: self._tables.metadata.create_all(connection), again=True)
        self.kind = database.kind()

    def where(self) -> str:
        return self._database.where

    def reserve(self, owner: str) -> str:
        versions = self._tables.versions

        def work(connection: Connection) -> str:
            row = insert(versions).values(state="reserved", owner=owner, renewed=self._database.now())
            number = connection.execute(row).lastrowid
            return f"v{number}"

        return self._database.write(work, again=False)

    def renew(self, version: str, owner: str) -> None:
        versions = self._tables.versions
        change = (
            update(versions)
            .where(versions.c.number == _number(version), versions.c.owner == owner, versions.c.state == "reserved")
            .values(renewed=self._database.now())
        )
        if self._database.write(lambda connection: connection.execute(change).rowcount) == 0:
            raise StoreError(f"{version} is no longer reserved for this process", _TAKEN)

    def put_movies(self, version: str, movies: Iterable[Movie]) -> None:
        table, number = self._tables.movies, _number(version)
        rows = [_to_row(number, place, movie) for place, movie in enumerate(movies)]

        def work(connection: Connection) -> None:
            connection.execute(delete(table).where(table.c.number == number))
            for start in range(0, len(rows), _BATCH):
                connection.execute(insert(table), rows[start : start + _BATCH])

        self._database.write(work)

    def put_files(self, version: str, files: Mapping[str, bytes]) -> None:
        table, number = self._tables.files, _number(version)

        def work(connection: Connection) -> None:
            connection.execute(delete(table).where(table.c.number == number))
            for name, data in files.items():
                for chunk, start in enumerate(range(0, max(len(data), 1), _CHUNK)):
                    piece = {"number": number, "name": name, "chunk": chunk, "data": data[start : start + _CHUNK]}
                    connection.execute(insert(table), piece)

        self._database.write(work)

    def files(self, version: str) -> dict[str, bytes]:
        table = self._tables.files
        query = select(table.c.name, table.c.data).where(table.c.number == _number(version))
        found: dict[str, list[bytes]] = {}
        for name, data in self._rows(query.order_by(table.c.name, table.c.chunk)):
            found.setdefault(name, []).append(data)
        return {name: b"".join(pieces) for name, pieces in found.items()}

    def movies(self, version: str, ids: Sequence[int]) -> list[Movie]:
        table, found = self._tables.movies, dict[int, Movie]()
        for start in range(0, len(ids), _BATCH):
            wanted = [int(i) for i in ids[start : start + _BATCH]]
            query = select(table).where(table.c.number == _number(version), table.c.id.in_(wanted))
            found |= {movie.id: movie for movie in self._films(query)}
        return [found[i] for i in ids if i in found]

    def all_movies(self, version: str) -> list[Movie]:
        table = self._tables.movies
        return self._films(select(table).where(table.c.number == _number(version)).order_by(table.c.place))

    def count(self, version: str) -> int:
        table = self._tables.movies
        query = select(func.count()).select_from(table).where(table.c.number == _number(version))
        return int(self._database.read(lambda connection: connection.execute(query).scalar_one()))

    def activate(self, version: str, manifest: Mapping[str, Any]) -> None:
        versions, number = self._tables.versions, _number(version)
        trained = str(manifest.get("trained", ""))
        words = msgspec.json.encode(manifest).decode()

        def work(connection: Connection) -> None:
            mine = versions.c.number == number, versions.c.state.in_(("reserved", "ready"))
            change = update(versions).where(*mine).values(state="ready", trained=trained, manifest=words)
            if connection.execute(change).rowcount == 0:
                raise StoreError(f"{version} is no longer reserved for this process", _TAKEN)
            self._point_to(connection, number)

        self._database.write(work)

    def use(self, version: str) -> None:
        versions, number = self._tables.versions, _number(version)

        def work(connection: Connection) -> None:
            ready = select(versions.c.number).where(versions.c.number == number, versions.c.state == "ready")
            if connection.execute(ready.with_for_update()).first() is None:
                raise StoreError(f"{version} is not ready to be used", "`movierec models list` shows which are")
            self._point_to(connection, number)

        self._database.write(work)

    def current(self) -> str | None:
        table = self._tables.current
        number = self._database.read(lambda connection: connection.execute(select(table.c.number)).scalar())
        return None if number is None else f"v{number}"

    def versions(self) -> list[VersionRow]:
        table = self._tables.versions
        rows = self._rows(select(table).where(table.c.state != "removed").order_by(table.c.number))
        return [
            VersionRow(
                version=f"v{row.number}",
                state=row.state,
                owner=row.owner,
                trained=row.trained,
                manifest=msgspec.json.decode(row.manifest) if row.manifest else {},
            )
            for row in rows
        ]

    def stale(self, seconds: float) -> list[str]:
        table = self._tables.versions
        idle = self._database.now()

        def work(connection: Connection) -> list[str]:
            now = int(connection.execute(select(idle)).scalar_one())
            query = select(table.c.number).where(table.c.state == "reserved", table.c.renewed <= now - seconds)
            return [f"v{number}" for number in connection.execute(query.order_by(table.c.number)).scalars()]

        return self._database.read(work)

    def remove(self, version: str) -> None:
        tables, number = self._tables, _number(version)

        def work(connection: Connection) -> None:
            if connection.execute(select(tables.current.c.number).with_for_update()).scalar() == number:
                raise StoreError(f"{version} is the current version", "use another one first: `movierec models use ID`")
            gone = update(tables.versions).where(tables.versions.c.number == number)
            connection.execute(gone.values(state="removed", manifest=""))
            for table in (tables.movies, tables.files):
                connection.execute(delete(table).where(table.c.number == number))

        self._database.write(work)

    def close(self) -> None:
        self._database.close()

    def _point_to(self, connection: Connection, number: int) -> None:
        table = self._tables.current
        if connection.execute(update(table).where(table.c.slot == 1).values(number=number)).rowcount == 0:
            connection.execute(insert(table).values(slot=1, number=number))

    def _rows(self, query: Any) -> list[Any]:
        return self._database.read(lambda connection: list(connection.execute(query).all()))

    def _films(self, query: Any) -> list[Movie]:
        return self._database.read(
            lambda connection: [_to_movie(row) for row in connection.execute(query).mappings().all()]
        )


_TAKEN = "it took so long that another process cleaned it up; run the same command again"


def _number(version: str) -> int:
    if not (version[:1] == "v" and version[1:].isdecimal() and version[1:].isascii() and len(version) <= 10):
        raise UsageError(f"'{version}' is not a version", "versions are called v1, v2, ...: see `movierec models list`")
    return int(version[1:])


def _to_row(number: int, place: int, movie: Movie) -> dict[str, Any]:
    row = {field: getattr(movie, field) for field in Movie.__struct_fields__}
    row |= {field: msgspec.json.encode(row[field]).decode() for field in _LISTS}
    return {"number": number, "place": place, **row}


def _to_movie(row: RowMapping) -> Movie:
    lists = {field: tuple(msgspec.json.decode(row[field])) for field in _LISTS}
    return Movie(**{**{field: row[field] for field in Movie.__struct_fields__}, **lists})
