"""Publishing is all or nothing: whatever fails or dies on the way, the old version answers."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from engine.artifact import Artifact, DatasetInfo, Manifest, in_use
from engine.errors import BusyError, StoreError
from engine.jobs.publishing import Draft, collect_garbage, publish, remove_version
from engine.movies import Movie
from engine.progress import Event
from engine.settings import Settings
from engine.stores.opening import open_catalog, open_vectors

STEPS = 6


def draft(seed: int = 0) -> Draft:
    """Twenty films whose vectors tell which draft it was."""
    movies = [Movie(id=10 * i, title=f"film {i}", year=1980 + i) for i in range(1, 21)]
    random = np.random.default_rng(seed)
    info = DatasetInfo(
        name="toy", source="a test", catalogue="toy", digest=str(seed), movies=20, users=3, interactions=60
    )
    manifest = Manifest(
        version="",
        trained="2026-11-24T00:00:00",
        dataset=info,
        seed=seed,
        parameters={},
        report={},
        libraries={},
        files={},
    )
    arrays = {
        "ids": np.array([movie.id for movie in movies]),
        "vectors": random.normal(size=(20, 5)).astype(np.float32),
        "likeness": random.normal(size=(20, 4)).astype(np.float32),
        "log_weights": np.zeros(20, np.float32),
    }
    return Draft(manifest, movies, arrays, {"query": {"alpha": np.zeros(1, np.float32)}})


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", profile="me")


def current(settings: Settings) -> str | None:
    catalog = open_catalog(settings)
    try:
        return catalog.current()
    finally:
        catalog.close()


def answers(settings: Settings, seed: int) -> bool:
    """Whether the current version is the draft of `seed`, whole, in both stores."""
    version = current(settings)
    assert version is not None
    Artifact(settings.versions / version).verify()
    vectors, catalog = open_vectors(settings, version, settings.versions / version), open_catalog(settings)
    try:
        found, rows = vectors.fetch(version, "taste", [10, 200])
        films = [movie.title for movie in catalog.movies(version, found)]
        return films == ["film 1", "film 20"] and np.allclose(rows, draft(seed).arrays["vectors"][[0, 19]])
    finally:
        vectors.close()
        catalog.close()


def remains(settings: Settings) -> list[str]:
    """Every version of which anything is left, in the files or in the catalog."""
    catalog = open_catalog(settings)
    try:
        rows = {row.version for row in catalog.versions()}
    finally:
        catalog.close()
    return sorted(rows | {folder.name for folder in settings.versions.iterdir()})


def test_a_published_version_is_current_and_whole(settings: Settings) -> None:
    seen: list[Event] = []
    assert publish(settings, draft(), seen.append) == "v1"
    assert answers(settings, 0)
    assert [(event.stage, event.done, event.total) for event in seen] == [("publish", n, STEPS) for n in range(1, 7)]


@pytest.mark.parametrize("step", range(1, STEPS))
def test_a_failure_at_any_step_leaves_the_old_version_and_nothing_else(settings: Settings, step: int) -> None:
    publish(settings, draft(0))

    def fail(event: Event) -> None:
        if event.done == step:
            raise OSError("no space left on device")

    with pytest.raises(OSError, match="no space"):
        publish(settings, draft(1), fail)
    assert answers(settings, 0)
    assert remains(settings) == ["v1"]
    publish(settings, draft(2))
    assert answers(settings, 2)


KILLED = """
import os, runpy, signal, sys
from engine.jobs.publishing import publish
from engine.settings import load_settings
from pathlib import Path
test, home, step = sys.argv[1:]
def die(event):
    if event.done == int(step):
        os.kill(os.getpid(), signal.SIGKILL)
publish(load_settings(home=Path(home)), runpy.run_path(test)["draft"](1), die)
"""


@pytest.mark.parametrize("step", range(1, STEPS + 1))
def test_kill_9_at_any_step_leaves_a_version_that_answers_and_the_next_run_cleans_up(
    settings: Settings, step: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(settings, draft(0))
    command = [sys.executable, "-c", KILLED, __file__, str(settings.home), str(step)]
    killed = subprocess.run(command, capture_output=True, text=True, timeout=120, cwd=Path(__file__).parents[3])
    assert killed.returncode == -9, killed.stderr
    flipped = step == STEPS
    assert answers(settings, 1 if flipped else 0)
    monkeypatch.setattr("engine.jobs.publishing.STALE_SECONDS", -1.0)
    assert publish(settings, draft(2)) == "v3"
    assert answers(settings, 2)
    assert remains(settings) == (["v1", "v2", "v3"] if flipped else ["v1", "v3"])


def test_the_two_newest_old_versions_are_kept(settings: Settings) -> None:
    for seed in range(5):
        publish(settings, draft(seed))
    assert remains(settings) == ["v3", "v4", "v5"]


def test_a_version_that_an_app_has_open_is_not_collected(settings: Settings) -> None:
    publish(settings, draft(0))
    with in_use(settings.versions / "v1"):
        for seed in range(1, 5):
            publish(settings, draft(seed))
        assert remains(settings) == ["v1", "v3", "v4", "v5"]
    publish(settings, draft(5))
    assert remains(settings) == ["v4", "v5", "v6"]


def test_a_live_reservation_of_another_process_is_left_alone(settings: Settings) -> None:
    publish(settings, draft(0))
    catalog = open_catalog(settings)
    other = catalog.reserve("another home")
    assert collect_garbage(settings, catalog) == []
    assert publish(settings, draft(1)) == "v3"
    catalog.renew(other, "another home")
    catalog.close()


def test_the_version_in_use_and_the_current_one_cannot_be_removed(settings: Settings) -> None:
    publish(settings, draft(0))
    publish(settings, draft(1))
    catalog = open_catalog(settings)
    with pytest.raises(StoreError, match="current"):
        remove_version(settings, catalog, "v2")
    with in_use(settings.versions / "v1"), pytest.raises(BusyError, match="open"):
        remove_version(settings, catalog, "v1")
    remove_version(settings, catalog, "v1")
    catalog.close()
    assert remains(settings) == ["v2"]


def test_wrong_answers_of_the_store_stop_the_flip(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(settings, draft(0))
    monkeypatch.setattr("engine.stores.catalog.SqlCatalog.count", lambda *_: 19)
    with pytest.raises(StoreError, match="19 of 20"):
        publish(settings, draft(1))
    monkeypatch.undo()
    assert answers(settings, 0)
    assert remains(settings) == ["v1"]


@pytest.mark.servers
def test_two_homes_publish_to_the_same_servers_at_once(tmp_path: Path, mariadb_url: str, milvus_uri: str) -> None:
    homes = [
        Settings(
            home=tmp_path / name,
            profile="me",
            namespace="together",
            milvus_uri=milvus_uri,
            database_url=mariadb_url,
        )
        for name in ("a", "b")
    ]

    def publish_twice(number: int) -> list[str]:
        return [publish(homes[number], draft(10 * number + turn)) for turn in range(2)]

    with ThreadPoolExecutor(2) as pool:
        ids = [version for some in pool.map(publish_twice, range(2)) for version in some]
    assert len(set(ids)) == 4
    catalog = open_catalog(homes[0])
    served = catalog.current()
    assert served in ids
    kept = [row.version for row in catalog.versions() if row.state == "ready"]
    for version in kept:
        vectors = open_vectors(homes[0], version, tmp_path / version)
        assert vectors.count(version, "taste") == vectors.count(version, "likeness") == catalog.count(version) == 20
        vectors.close()
    assert "manifest.json" in catalog.files(str(served))
    catalog.close()
