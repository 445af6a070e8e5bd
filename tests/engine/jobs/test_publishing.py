"""Publishing is all or nothing: whatever fails or dies on the way, the old version keeps serving."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from engine.artifact import Artifact, DatasetInfo, Manifest, shared_lock
from engine.errors import ArtifactError, BusyError, StoreError, UsageError
from engine.jobs.garbage import collect_garbage
from engine.jobs.publishing import Draft, publish, remove_version
from engine.movies import Movie
from engine.progress import Event
from engine.serving.version_loader import open_current
from engine.settings import Settings
from engine.stores.interfaces import LostReservation
from engine.stores.opening import open_catalog, open_server_vectors, open_vectors
from engine.titles.index_building import build_title_index


def draft(seed: int = 0) -> Draft:
    """A draft of twenty films whose vectors depend on the seed."""
    movies = [
        Movie(id=10 * i, title=f"film {i}", year=1980 + i, genres=("Drama",) if i % 2 else ("Comedy", "War"))
        for i in range(1, 21)
    ]
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
    with closing(open_catalog(settings)) as catalog:
        return catalog.current()


def answers(settings: Settings, seed: int) -> bool:
    """Whether the current version is the complete draft of `seed`, in both stores."""
    version = current(settings)
    assert version is not None
    folder = settings.files.versions / version
    Artifact(folder).verify()
    with closing(open_vectors(settings, version, folder)) as vectors, closing(open_catalog(settings)) as catalog:
        found, rows = vectors.fetch(version, "taste", [10, 200])
        films = [movie.title for movie in catalog.movies(version, found)]
        return films == ["film 1", "film 20"] and np.allclose(rows, draft(seed).arrays["vectors"][[0, 19]])


def remains(settings: Settings) -> list[str]:
    """Every version that has anything left in the files, in the catalog or on the Milvus server."""
    left = {path.name for path in settings.files.versions.iterdir()}
    with closing(open_catalog(settings)) as catalog:
        left |= {row.version for row in catalog.versions()}
    if settings.milvus_uri:
        with closing(open_server_vectors(settings)) as vectors:
            left |= set(vectors.versions())
    return sorted(left)


class Stopped(Exception):
    """Raised by a test in the middle of a publish."""


STEPS = 8
"""How many things a publish does one after the other; it tells of each before it begins."""


def at_step(step: int, act: Callable[[], None]) -> Callable[[Event], None]:
    """Hears a publish's progress, and acts as soon as the `step`-th thing begins."""
    told: list[str] = []

    def hear(event: Event) -> None:
        if event.message not in told:
            told.append(event.message)
            if len(told) == step:
                act()

    return hear


def failing_at(step: int) -> Callable[[Event], None]:
    def fail() -> None:
        raise Stopped

    return at_step(step, fail)


def test_a_published_version_is_current_and_whole(settings: Settings) -> None:
    seen: list[Event] = []
    assert publish(settings, draft(), seen.append) == "v1"
    assert answers(settings, 0)
    assert remains(settings) == ["v1"]
    assert {(event.stage, event.total, event.unit) for event in seen} == {("publish", 100, "percent")}
    assert [event.done for event in seen] == sorted(event.done for event in seen)
    assert len({event.message for event in seen if event.message}) == STEPS
    assert seen[-1].done == 100


@pytest.mark.parametrize("step", range(1, STEPS))
def test_a_failure_at_any_step_leaves_the_old_version_and_nothing_else(settings: Settings, step: int) -> None:
    publish(settings, draft(0))
    with pytest.raises(Stopped):
        publish(settings, draft(1), failing_at(step))
    assert answers(settings, 0)
    assert remains(settings) == ["v1"]


def test_a_version_has_each_thing_once_and_as_precise_as_it_needs_to_be(settings: Settings) -> None:
    made = draft()
    network = {"encoder.identity": np.ones((20, 3), np.float32), "encoder.head.bias": np.ones(3, np.float32)}
    arrays = {**made.arrays, **build_title_index(made.movies)}
    publish(settings, Draft(made.manifest, made.movies, arrays, {**made.tensors, "network": network}))
    version = Artifact(settings.files.versions / "v1")
    assert "movies.msgpack" not in version.manifest.files
    assert version.movies() == made.movies
    kept = version.tensors("network")
    assert (version.array("likeness").dtype, version.array("vectors").dtype) == (np.float16, np.float32)
    assert (kept["encoder.identity"].dtype, kept["encoder.head.bias"].dtype) == (np.float16, np.float32)
    with closing(open_vectors(settings, "v1", version.folder)) as vectors:
        _, rows = vectors.fetch("v1", "likeness", [10, 20])
    assert np.array_equal(rows, version.array("likeness")[:2].astype(np.float32))  # the store has what the files have


def test_after_a_failure_publishing_works_again(settings: Settings) -> None:
    publish(settings, draft(0))
    with pytest.raises(Stopped):
        publish(settings, draft(1), failing_at(4))
    assert publish(settings, draft(2)) == "v3"
    assert answers(settings, 2)


def test_the_first_publish_may_fail_too(settings: Settings) -> None:
    with pytest.raises(Stopped):
        publish(settings, draft(0), failing_at(5))
    assert current(settings) is None
    assert remains(settings) == []


KILLED = """
import os, runpy, signal, sys
from engine.jobs.publishing import publish
from engine.settings import load_settings
from pathlib import Path
test, home, step = sys.argv[1:]
here = runpy.run_path(test)
die = here["at_step"](int(step), lambda: os.kill(os.getpid(), signal.SIGKILL))
publish(load_settings(home=Path(home)), here["draft"](1), die)
"""


def kill_at(settings: Settings, step: int) -> None:
    command = [sys.executable, "-c", KILLED, __file__, str(settings.home), str(step)]
    environment = {
        f"MOVIEREC_{name.upper()}": getattr(settings, name).reveal() for name in ("milvus_uri", "database_url")
    }
    killed = subprocess.run(
        command, capture_output=True, text=True, timeout=120, cwd=Path(__file__).parents[3], env=environment
    )
    assert killed.returncode == -9, killed.stderr


@pytest.mark.parametrize("step", range(1, STEPS + 1))
def test_kill_9_at_any_step_leaves_a_version_that_answers_and_the_next_run_cleans_up(
    settings: Settings, step: int
) -> None:
    publish(settings, draft(0))
    kill_at(settings, step)
    flipped = step == STEPS
    assert answers(settings, 1 if flipped else 0)
    assert publish(settings, draft(2)) == "v3"
    assert answers(settings, 2)
    assert remains(settings) == (["v1", "v2", "v3"] if flipped else ["v1", "v3"])


@pytest.mark.servers
@pytest.mark.parametrize("step", [3, 7])
def test_kill_9_while_publishing_to_servers(tmp_path: Path, mariadb_url: str, milvus_uri: str, step: int) -> None:
    namespace = f"killed{step}"
    settings = Settings(
        home=tmp_path / "home", profile="me", milvus_uri=milvus_uri, database_url=mariadb_url, namespace=namespace
    )
    settings.files.ensure()
    (settings.home / "config.toml").write_text(f'namespace = "{namespace}"')
    publish(settings, draft(0))
    kill_at(settings, step)
    assert answers(settings, 0)
    assert publish(settings, draft(2)) == "v3"
    assert answers(settings, 2)
    assert remains(settings) == ["v1", "v3"]


def test_a_removal_that_was_cut_off_is_finished(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(settings, draft(0))
    publish(settings, draft(1))
    with closing(open_catalog(settings)) as catalog:
        catalog.remove("v1")
        assert remains(settings) == ["v1", "v2"]
        assert collect_garbage(settings, catalog) == []
    assert remains(settings) == ["v2"]


def test_the_two_newest_old_versions_are_kept(settings: Settings) -> None:
    for seed in range(5):
        publish(settings, draft(seed))
    assert remains(settings) == ["v3", "v4", "v5"]


def test_the_current_version_is_kept_however_old(settings: Settings) -> None:
    for seed in range(3):
        publish(settings, draft(seed))
    with closing(open_catalog(settings)) as catalog:
        catalog.use("v1")
        collect_garbage(settings, catalog)
    assert remains(settings) == ["v1", "v2", "v3"]
    assert answers(settings, 0)


def test_a_version_that_an_app_has_open_is_not_collected(settings: Settings) -> None:
    publish(settings, draft(0))
    with shared_lock(settings.files.versions / "v1"):
        for seed in range(1, 5):
            publish(settings, draft(seed))
        assert remains(settings) == ["v1", "v3", "v4", "v5"]
    publish(settings, draft(5))
    assert remains(settings) == ["v4", "v5", "v6"]


def test_a_live_reservation_of_another_home_is_left_alone(settings: Settings) -> None:
    publish(settings, draft(0))
    with closing(open_catalog(settings)) as catalog:
        other = catalog.reserve("another home")
        assert collect_garbage(settings, catalog) == []
        assert publish(settings, draft(1)) == "v3"
        catalog.renew(other, "another home")


def test_a_dead_reservation_of_another_home_is_collected(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(settings, draft(0))
    monkeypatch.setattr("engine.jobs.reservation.STALE_SECONDS", -1.0)
    with closing(open_catalog(settings)) as catalog:
        catalog.reserve("another home")
        assert collect_garbage(settings, catalog) == ["v2"]


def test_whoever_was_given_up_for_dead_does_not_flip(settings: Settings) -> None:
    publish(settings, draft(0))

    def sleep_too_long(event: Event) -> None:
        if event.done == 7:
            with closing(open_catalog(settings)) as catalog:
                catalog.remove("v2")

    with pytest.raises(LostReservation):
        publish(settings, draft(1), sleep_too_long)
    assert answers(settings, 0)


def test_the_reservation_is_renewed_while_a_step_takes_long(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.jobs.reservation.RENEW_SECONDS", 0.01)
    renewed = []
    monkeypatch.setattr("engine.stores.catalog.SqlCatalog.renew", lambda *which: renewed.append(which[1]))
    publish(settings, draft(0))
    assert set(renewed) == {"v1"}


def test_the_version_in_use_and_the_current_one_cannot_be_removed(settings: Settings) -> None:
    publish(settings, draft(0))
    publish(settings, draft(1))
    with closing(open_catalog(settings)) as catalog:
        with pytest.raises(StoreError, match="current"):
            remove_version(settings, catalog, "v2")
        with shared_lock(settings.files.versions / "v1"), pytest.raises(BusyError, match="in use"):
            remove_version(settings, catalog, "v1")
        remove_version(settings, catalog, "v1")
        with pytest.raises(UsageError, match="no version 'v1'"):
            remove_version(settings, catalog, "v1")
    assert remains(settings) == ["v2"]


def test_wrong_answers_of_the_store_stop_the_flip(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(settings, draft(0))
    monkeypatch.setattr("engine.stores.catalog.SqlCatalog.count", lambda *_: 19)
    with pytest.raises(StoreError, match="19 of 20"):
        publish(settings, draft(1))
    monkeypatch.undo()
    monkeypatch.setattr("engine.stores.milvus.MilvusVectors.search", lambda *_: [(10, 0.5)])
    with pytest.raises(StoreError, match="wrong search results"):
        publish(settings, draft(1))
    monkeypatch.undo()
    assert answers(settings, 0)
    assert remains(settings) == ["v1"]


def test_vectors_that_are_not_numbers_are_refused(settings: Settings) -> None:
    broken = draft(0)
    broken.arrays["vectors"][3, 1] = np.nan
    with pytest.raises(ArtifactError, match="vectors array has the wrong shape or non-finite values"):
        publish(settings, broken)


def test_versions_of_another_catalog_in_the_same_home_are_not_touched(settings: Settings, tmp_path: Path) -> None:
    publish(settings, draft(0))
    other = Settings(home=settings.home, profile="me", namespace="other")
    for seed in range(1, 6):
        publish(other, draft(seed))
    assert current(other) == "v6"
    assert answers(other, 5)
    assert answers(settings, 0)


def test_a_folder_of_another_catalog_outlives_the_removal_of_its_namesake(settings: Settings) -> None:
    publish(settings, draft(0))
    with closing(open_catalog(Settings(home=settings.home, profile="me", namespace="other"))) as catalog:
        catalog.reserve("another home")
        catalog.remove("v1")
        collect_garbage(settings, catalog)
    assert answers(settings, 0)


def test_another_home_on_the_same_catalog_serves_the_version_beside_a_namesake_of_its_own(
    settings: Settings, tmp_path: Path
) -> None:
    shared = f"sqlite:///{tmp_path / 'shared.db'}"
    publish(Settings(home=tmp_path / "elsewhere", profile="me", database_url=shared), draft(1))
    publish(settings, draft(0))
    here = Settings(home=settings.home, profile="me", database_url=shared)
    for _ in range(2):  # restored the first time, found the second
        with closing(open_catalog(here)) as catalog:
            served, held = open_current(here, lambda action, catalog=catalog: action(catalog))
            with held:
                served.verify()
                assert served.version == "v1"
                assert np.allclose(served.array("vectors"), draft(1).arrays["vectors"])
    assert answers(settings, 0)
    with closing(open_catalog(here)) as catalog:
        for seed in range(2, 6):
            publish(here, draft(seed))
        assert [row.version for row in catalog.versions()] == ["v3", "v4", "v5"]
    assert answers(settings, 0)
    assert not list(settings.files.versions.glob("v1-*"))


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
    with closing(open_catalog(homes[0])) as catalog, closing(open_server_vectors(homes[0])) as vectors:
        assert catalog.current() in ids
        kept = [row.version for row in catalog.versions() if row.state == "ready"]
        assert len(kept) == 3
        assert vectors.versions() == kept
        for version in kept:
            assert vectors.count(version, "taste") == vectors.count(version, "likeness") == catalog.count(version) == 20
        assert {"manifest.json", "owner", "vectors.npy"} < set(catalog.files(kept[-1]))


@pytest.mark.servers
def test_two_catalogs_on_one_milvus_do_not_overwrite_each_other(tmp_path: Path, milvus_uri: str) -> None:
    one, two = (
        Settings(home=tmp_path / name, profile="me", namespace="apart", milvus_uri=milvus_uri) for name in ("a", "b")
    )
    publish(one, draft(0))
    publish(two, draft(1))
    assert current(one) == "v1"
    assert current(two) == "v2"
    assert answers(one, 0)
    assert answers(two, 1)


def test_two_processes_publish_to_one_home_at_once(settings: Settings) -> None:
    publish(settings, draft(0))
    code = KILLED.replace("publish(load", "print(publish(load").replace("(1), die)", "(1), die))")
    command = [sys.executable, "-c", code, __file__, str(settings.home), "0"]
    running = [
        subprocess.Popen(
            command, cwd=Path(__file__).parents[3], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    said = [process.communicate(timeout=120) for process in running]
    assert sorted(out.strip() for out, _ in said) == ["v2", "v3"], said
    assert answers(settings, 1)
