"""The conformance suite of the catalog, on SQLite and on a real MariaDB."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Connection

from engine.addresses import DatabaseAddress
from engine.errors import StoreError, UsageError
from engine.movies import Movie
from engine.stores.catalog import SqlCatalog
from engine.stores.database import open_sqlite, open_url
from engine.stores.interfaces import Catalog, LostReservation

_namespaces = itertools.count()

MOVIES = [
    Movie(
        id=3,
        title="Amélie 😀",
        year=2001,
        genres=("Comedy", "Romance"),
        alternatives=("Le Fabuleux Destin d'Amélie Poulain",),
        imdb="0211915",
        tmdb=194,
        n_ratings=120,
        mean=4.25,
        histogram=(0, 1, 0, 2, 0, 3, 0, 4, 0, 110),
    ),
    Movie(id=1, title='[/] "quotes" \\ %s :x'),
    Movie(id=1_000_000_000, title="君の名は。"),
]


@pytest.fixture(params=["sqlite", pytest.param("mariadb", marks=pytest.mark.servers)])
def opener(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Catalog]:
    namespace = f"test{next(_namespaces)}"
    if request.param == "sqlite":
        return lambda: SqlCatalog(open_sqlite(tmp_path / "catalog.db"), namespace)
    url = request.getfixturevalue("mariadb_url")
    return lambda: SqlCatalog(open_url(DatabaseAddress(url), timeout=5), namespace)


@pytest.fixture
def catalog(opener: Callable[[], Catalog]) -> Iterator[Catalog]:
    opened = opener()
    yield opened
    opened.close()


def test_an_empty_catalog_has_no_current_version(catalog: Catalog) -> None:
    assert catalog.current() is None
    assert catalog.versions() == []


def test_films_come_back_as_they_were(catalog: Catalog) -> None:
    version = catalog.reserve("me")
    catalog.put_movies(version, MOVIES)
    assert catalog.movies(version, [movie.id for movie in MOVIES]) == MOVIES
    assert catalog.movies(version, [1_000_000_000, 7, 3]) == [MOVIES[2], MOVIES[0]]
    assert catalog.movies(version, []) == []
    assert catalog.count(version) == 3


def test_putting_films_again_replaces_them(catalog: Catalog) -> None:
    version = catalog.reserve("me")
    catalog.put_movies(version, MOVIES)
    catalog.put_movies(version, MOVIES[:1])
    assert catalog.movies(version, [movie.id for movie in MOVIES]) == MOVIES[:1]


def test_files_come_back_whole_whatever_their_size(catalog: Catalog) -> None:
    version = catalog.reserve("me")
    files = {"big": bytes(range(256)) * 12_000, "empty": b"", "small": b"\x00'\\\xff"}
    catalog.put_files(version, files)
    assert catalog.files(version) == files


def test_activating_flips_current(catalog: Catalog) -> None:
    first, second = catalog.reserve("me"), catalog.reserve("me")
    catalog.activate(first, {"trained": "2026-11-24", "x": [1]})
    assert catalog.current() == first
    catalog.activate(second, {})
    assert catalog.current() == second
    assert [(row.version, row.state) for row in catalog.versions()] == [(first, "ready"), (second, "ready")]
    assert catalog.versions()[0].manifest == {"trained": "2026-11-24", "x": [1]}
    catalog.use(first)
    assert catalog.current() == first


def test_a_version_that_is_not_ready_cannot_be_used(catalog: Catalog) -> None:
    with pytest.raises(StoreError, match="not ready to be served"):
        catalog.use(catalog.reserve("me"))
    with pytest.raises(StoreError, match="not a version id"):
        catalog.use("v1; drop table")


def test_an_id_is_never_used_twice(catalog: Catalog) -> None:
    first = catalog.reserve("me")
    catalog.remove(first)
    assert catalog.reserve("me") != first
    assert first not in [row.version for row in catalog.versions()]


def test_the_current_version_cannot_be_removed(catalog: Catalog) -> None:
    version = catalog.reserve("me")
    catalog.put_movies(version, MOVIES)
    catalog.activate(version, {})
    with pytest.raises(StoreError, match="current"):
        catalog.remove(version)
    assert catalog.count(version) == 3


def test_a_removed_reservation_can_be_neither_renewed_nor_activated(catalog: Catalog) -> None:
    version = catalog.reserve("me")
    catalog.renew(version, "me")
    with pytest.raises(LostReservation):
        catalog.renew(version, "someone else")
    catalog.remove(version)
    with pytest.raises(LostReservation):
        catalog.renew(version, "me")
    with pytest.raises(LostReservation):
        catalog.activate(version, {})
    assert catalog.current() is None


def test_only_reservations_that_were_not_renewed_are_stale(catalog: Catalog) -> None:
    building, ready = catalog.reserve("me"), catalog.reserve("me")
    catalog.activate(ready, {})
    assert catalog.stale(3600) == []
    assert catalog.stale(-1) == [building]


def test_versions_come_in_order_of_their_numbers(catalog: Catalog) -> None:
    reserved = [catalog.reserve("me") for _ in range(11)]
    assert [row.version for row in catalog.versions()] == reserved


def test_many_reserve_at_once_and_get_different_ids(opener: Callable[[], Catalog]) -> None:
    def reserve(_: int) -> list[str]:
        mine = opener()
        try:
            return [mine.reserve("me") for _ in range(5)]
        finally:
            mine.close()

    with ThreadPoolExecutor(4) as pool:
        ids = [version for some in pool.map(reserve, range(4)) for version in some]
    assert len(set(ids)) == 20


def test_a_dead_server_is_one_clear_error_without_the_password() -> None:
    with pytest.raises(StoreError) as failure:
        SqlCatalog(open_url(DatabaseAddress("mysql+pymysql://root:secret@127.0.0.1:1/movierec"), timeout=2), "test")
    assert "127.0.0.1:1/movierec" in failure.value.message
    assert "secret" not in failure.value.message
    assert "MOVIEREC_DATABASE_URL" in failure.value.remedy


@pytest.mark.servers
def test_a_wrong_password_is_said_without_telling_it(mariadb_url: str) -> None:
    with pytest.raises(StoreError, match="rejects the user or password") as failure:
        SqlCatalog(open_url(DatabaseAddress(mariadb_url.replace("root@", "nobody:secret@")), timeout=5), "test")
    assert "secret" not in f"{failure.value.message} {failure.value.remedy} {failure.value.__cause__}"


@pytest.mark.servers
def test_connections_that_the_server_closed_are_made_again(mariadb_url: str) -> None:
    database, other = (
        open_url(DatabaseAddress(mariadb_url), timeout=5),
        open_url(DatabaseAddress(mariadb_url), timeout=5),
    )
    catalog = SqlCatalog(database, "cut")
    catalog.reserve("me")
    ids = database.read(lambda c: c.exec_driver_sql("SELECT CONNECTION_ID()").scalar_one())
    other.read(lambda c: c.exec_driver_sql(f"KILL {ids}"))
    assert catalog.reserve("me") == "v2"
    catalog.close()
    other.close()


@pytest.mark.servers
def test_both_names_of_the_dialect_are_the_same_catalog(mariadb_url: str) -> None:
    one = SqlCatalog(open_url(DatabaseAddress(mariadb_url), timeout=5), "names")
    two = SqlCatalog(open_url(DatabaseAddress(mariadb_url.replace("mysql+pymysql", "mariadb")), timeout=5), "names")
    version = one.reserve("me")
    one.put_movies(version, MOVIES)
    assert (one.kind, two.kind) == ("mysql", "mariadb")
    assert two.movies(version, [movie.id for movie in MOVIES]) == MOVIES
    assert two.where() == one.where().replace("mysql", "mariadb", 1)
    assert "root" not in two.where()
    one.close()
    two.close()


@pytest.mark.servers
def test_a_server_that_hangs_is_given_up_after_one_time_out(mariadb_url: str) -> None:
    database = open_url(DatabaseAddress(mariadb_url), timeout=1)
    asked = []

    def ask(connection: Connection) -> None:
        asked.append(1)
        connection.exec_driver_sql("SELECT SLEEP(20)")

    with pytest.raises(StoreError, match="does not answer"):
        database.read(ask)
    assert asked == [1]
    database.close()


def test_a_reader_is_not_kept_waiting_by_a_writer(tmp_path: Path) -> None:
    database = open_sqlite(tmp_path / "catalog.db")
    catalog = SqlCatalog(database, "test")

    def write(connection: Connection) -> str | None:
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(catalog.current).result(2)

    assert database.write(write) is None
    catalog.close()


def test_on_a_network_file_system_sqlite_does_without_shared_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.sqlite.on_network", lambda path: True)
    catalog = SqlCatalog(open_sqlite(tmp_path / "catalog.db"), "test")
    catalog.reserve("me")
    catalog.close()
    assert [path.name for path in tmp_path.iterdir()] == ["catalog.db"]
    assert (tmp_path / "catalog.db").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("url", ["postgresql://h/d", "nonsense", "mysql://host"])
def test_a_url_of_another_kind_is_refused(url: str) -> None:
    with pytest.raises(UsageError) as failure:
        open_url(DatabaseAddress(url), timeout=2)
    assert "mysql+pymysql://" in failure.value.remedy


def test_a_file_that_is_no_database_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "catalog.db").write_text("not a database, not at all " * 100)
    with pytest.raises(StoreError, match="not a database"):
        SqlCatalog(open_sqlite(tmp_path / "catalog.db"), "test")
