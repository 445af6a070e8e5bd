"""The recommender on a Milvus server and MariaDB, and what it does when they die, hang and come back.

The servers are reached through a relay that can be cut, so that all tests can share one server.
"""

from __future__ import annotations

import select
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
import pytest

from engine import open_recommender
from engine.artifact import Artifact
from engine.jobs.publishing import Draft, publish
from engine.popularity_dial import CHARTS
from engine.settings import Settings

pytestmark = pytest.mark.servers


class Relay:
    """A TCP relay to another port, which can be set to cut connections or to hang."""

    def __init__(self, host: str, port: int) -> None:
        self._target = (host, port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.mode = "pass"
        self._stopped = False
        threading.Thread(target=self._serve, daemon=True).start()

    def stop(self) -> None:
        self._stopped = True
        self._listener.close()

    def _serve(self) -> None:
        while not self._stopped:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._pass_on, args=(client,), daemon=True).start()

    def _pass_on(self, client: socket.socket) -> None:
        with client:
            if self.mode == "cut":
                return
            with socket.create_connection(self._target) as server:
                other = {client: server, server: client}
                while not self._stopped and self.mode != "cut":
                    ready = select.select([client, server], [], [], 0.05)[0]
                    if self.mode == "hang":
                        time.sleep(0.05)
                        continue
                    for end in ready:
                        try:
                            data = end.recv(65536)
                            other[end].sendall(data)
                        except OSError:
                            return
                        if not data:
                            return


@pytest.fixture(scope="module")
def milvus(milvus_uri: str) -> Iterator[Relay]:
    address = urlsplit(milvus_uri)
    relay = Relay(address.hostname or "", address.port or 0)
    yield relay
    relay.stop()


@pytest.fixture(scope="module")
def mariadb(mariadb_url: str) -> Iterator[Relay]:
    address = urlsplit(mariadb_url)
    relay = Relay(address.hostname or "", address.port or 0)
    yield relay
    relay.stop()


@pytest.fixture(scope="module")
def published(
    tmp_path_factory: pytest.TempPathFactory, toy, milvus: Relay, mariadb: Relay, mariadb_url: str
) -> Settings:
    """A version published to both servers."""
    folder = tmp_path_factory.mktemp("serving")
    user = urlsplit(mariadb_url).netloc.rpartition("@")[0]
    settings = Settings(
        home=folder / "home",
        profile="anna",
        namespace="serving",
        milvus_uri=f"http://127.0.0.1:{milvus.port}",
        database_url=f"mysql+pymysql://{user}@127.0.0.1:{mariadb.port}{urlsplit(mariadb_url).path}",
        store_timeout=3.0,
    )
    made = Artifact(toy.write_version(folder / "made", "v0"))
    arrays = {file.stem: made.array(file.stem) for file in made.folder.glob("*.npy")}
    manifest = msgspec.structs.replace(made.manifest, version="")
    tensors = {"query": made.tensors("query"), "network": {}}
    publish(settings, Draft(manifest=manifest, movies=made.movies(), arrays=arrays, tensors=tensors))
    return settings


@pytest.fixture
def on_servers(published: Settings, milvus: Relay, mariadb: Relay) -> Iterator[Settings]:
    yield published
    milvus.mode = mariadb.mode = "pass"


def answers(recommender, toy) -> list[tuple[str, float]]:
    """The titles and what each scores in terms of the first."""
    found = recommender.recommend([toy.ALIEN], k=3, popularity=CHARTS)
    return [(r.movie.title, round(r.score / found[0].score, 3)) for r in found]


EXPECTED = [("Aliens", 1.0), ("Solaris", 0.429), ("The Godfather", 0.286)]
"""3.5, 1.5 and 1 in the toy version's own scale."""


def states(recommender) -> list[str]:
    return [store.state for store in recommender.health()]


def test_the_same_answers_from_servers(on_servers: Settings, toy) -> None:
    with open_recommender(on_servers) as recommender:
        assert answers(recommender, toy) == EXPECTED
        assert [r.movie.title for r in recommender.similar(toy.ALIEN, k=2)] == ["Aliens", "Solaris"]
        vectors, catalog = recommender.health()
        assert (vectors.kind, vectors.state, catalog.state) == ("milvus", "ok", "ok")
        assert catalog.kind in ("mysql", "mariadb")
        assert "root" not in catalog.where


def test_another_home_on_the_same_servers_serves_the_version(on_servers: Settings, toy, tmp_path: Path) -> None:
    with open_recommender(msgspec.structs.replace(on_servers, home=tmp_path / "other")) as recommender:
        assert answers(recommender, toy) == EXPECTED
        assert [movie.title for movie in recommender.titles.search("alien")][:2] == ["Alien", "Aliens"]


@pytest.mark.parametrize("fault", ["cut", "hang"])
def test_a_milvus_that_goes_away_is_stood_in_for_until_it_is_back(
    on_servers: Settings, toy, milvus: Relay, fault: str
) -> None:
    with open_recommender(on_servers) as recommender:
        assert answers(recommender, toy) == EXPECTED
        recommender._store._retry_seconds = 0.2
        milvus.mode = fault
        start = time.monotonic()
        assert answers(recommender, toy) == EXPECTED
        assert time.monotonic() - start < 3 * on_servers.store_timeout
        assert states(recommender) == ["degraded", "ok"]
        milvus.mode = "pass"
        deadline = time.monotonic() + 60
        while states(recommender)[0] != "ok" and time.monotonic() < deadline:
            assert answers(recommender, toy) == EXPECTED
            time.sleep(0.1)
        assert states(recommender) == ["ok", "ok"]


@pytest.mark.parametrize("fault", ["cut", "hang"])
def test_a_database_that_goes_away_is_stood_in_for(on_servers: Settings, toy, mariadb: Relay, fault: str) -> None:
    with open_recommender(on_servers) as recommender:
        mariadb.mode = fault
        assert answers(recommender, toy) == EXPECTED
        assert states(recommender) == ["ok", "degraded"]
        assert recommender.newer_version() is None


def test_with_both_servers_gone_the_version_at_hand_serves(
    on_servers: Settings, toy, milvus: Relay, mariadb: Relay
) -> None:
    milvus.mode = mariadb.mode = "cut"
    with open_recommender(on_servers) as recommender:
        assert recommender.version == "v1"
        assert answers(recommender, toy) == EXPECTED
        assert states(recommender) == ["degraded", "degraded"]
