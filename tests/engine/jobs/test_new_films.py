"""New films join a version that was really trained, stay when it is trained again, and leave."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import msgspec
import numpy as np
import pytest

from engine import open_recommender
from engine.artifact import Artifact
from engine.errors import StoreError, UnknownMovie
from engine.jobs import publishing
from engine.jobs.added_films import kept_added_films, run_add, run_remove
from engine.jobs.data_source import DataSource
from engine.jobs.job_running import JobInterrupted
from engine.jobs.new_films import declined_films, genres_of_dataset, run_join, run_leave
from engine.jobs.setup import run_setup
from engine.jobs.train import run_train
from engine.jobs.training_workspace import Choices
from engine.jobs.versions import current_manifest, is_whole
from engine.movies import FIRST_ADDED_ID, FIRST_NEW_ID, Movie
from engine.settings import Settings


def new(number: int, title: str = "", year: int = 2021, genres: tuple[str, ...] = ("Sci-Fi",)) -> Movie:
    imdb = f"tt{number:07d}"
    return Movie(id=FIRST_NEW_ID + number, title=title or f"New {number}", year=year, genres=genres, imdb=imdb)


FILMS = [(new(1), (1, 3, 5)), (new(2), ()), (new(3, genres=()), (2,))]


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory, small_set: Path) -> Path:
    home = tmp_path_factory.mktemp("trained") / "home"
    settings = Settings(home=home, profile="me")
    run_setup(settings, DataSource.of(source=small_set), choices=Choices(dim=8, steps=4))
    return home


@pytest.fixture
def home(trained: Path, settings: Settings) -> Settings:
    shutil.copytree(trained, settings.home)
    return settings


def ids_of(settings: Settings) -> list[int]:
    with open_recommender(settings) as opened:
        return [movie.id for movie in opened.titles.popular(100) if movie.id >= FIRST_ADDED_ID]


def test_all_of_them_join_in_one_version(home: Settings) -> None:
    assert genres_of_dataset(home) == ("Drama", "Sci-Fi")
    assert run_join(home, FILMS) == "v2"
    manifest = current_manifest(home)
    assert manifest is not None and is_whole(home, manifest)
    assert (manifest.dataset.movies, manifest.dataset.newest_year) == (43, 2020)
    assert ids_of(home) == [movie.id for movie, _ in FILMS]
    with open_recommender(home) as opened:
        assert opened.find("New 1").hits[0].movie == FILMS[0][0]
        assert sum(one.movie.is_new for one in opened.recommend([1, 3], 40)) == 2
        assert opened.similar(FIRST_NEW_ID + 1, 5)


def test_no_other_film_moves_and_the_manifest_stays_small(home: Settings) -> None:
    run_join(home, FILMS)
    before, now = (Artifact(home.files.versions / version) for version in ("v1", "v2"))
    for name in ("vectors", "likeness", "neighbors", "watchers", "pair_films", "pair_weights"):
        assert np.array_equal(before.array(name), now.array(name)[:40]), name
    sizes = [len(json.dumps(msgspec.to_builtins(one.manifest.parameters))) for one in (before, now)]
    assert sizes[1] - sizes[0] < 100


def test_joining_again_adds_only_what_is_new_since(home: Settings) -> None:
    run_join(home, FILMS)
    assert run_join(home, FILMS) is None
    first = Artifact(home.files.versions / "v2")
    assert run_join(home, [*FILMS, (new(4), (7,))]) == "v3"
    second = Artifact(home.files.versions / "v3")
    assert np.array_equal(first.array("vectors"), second.array("vectors")[:-1])
    assert np.array_equal(first.array("neighbors"), second.array("neighbors")[:-1])


def test_films_added_by_hand_stay_beside_them(home: Settings) -> None:
    _, by_hand = run_add(home, Movie(id=0, title="Arrival", year=2016, genres=("Sci-Fi",)), [1])
    run_join(home, FILMS)
    _, later = run_add(home, Movie(id=0, title="Contact", year=1997, genres=("Drama",)), [])
    assert (by_hand.id, later.id) == (FIRST_ADDED_ID, FIRST_ADDED_ID + 1)
    assert run_leave(home) == (3, "v5")
    assert ids_of(home) == [by_hand.id, later.id]


def test_training_again_keeps_them_as_they_were_placed(home: Settings) -> None:
    run_join(home, FILMS)
    run_remove(home, FILMS[1][0])
    run_train(home, steps=4, dim=8, seed=1)
    assert ids_of(home) == [FILMS[0][0].id, FILMS[2][0].id]
    manifest = current_manifest(home)
    assert manifest is not None
    artifact = Artifact(home.files.versions / manifest.version)
    assert [one for one in artifact.array("neighbors")[40].tolist() if one >= 0] == [0, 2, 4]
    assert declined_films(home) == {FILMS[1][0].id}


def test_a_larger_set_takes_the_place_of_those_that_it_has(home: Settings) -> None:
    same = new(5, "The Kindred Spirit", 2022)
    run_join(home, [*FILMS, (same, ()), (new(6, "Other Year"), ())])
    manifest = current_manifest(home)
    assert manifest is not None
    larger = [
        Movie(id=900, title="Called otherwise", year=2020, imdb="0000001"),
        Movie(id=901, title="Kindred Spirit", year=2022),
        Movie(id=902, title="Other Year", year=2011),
    ]
    kept = [one.movie.id - FIRST_NEW_ID for one in kept_added_films(home, manifest.dataset, larger)]
    assert kept == [2, 3, 6]
    elsewhere = msgspec.structs.replace(manifest.dataset, catalogue="another")
    assert kept_added_films(home, elsewhere, larger) == []


def test_one_that_is_removed_by_hand_stays_away_until_all_left(home: Settings) -> None:
    run_join(home, FILMS)
    run_remove(home, FILMS[0][0])
    assert declined_films(home) == {FILMS[0][0].id}
    assert run_leave(home) == (2, "v4")
    assert declined_films(home) == frozenset()
    assert run_leave(home) == (0, None)
    with open_recommender(home) as opened, pytest.raises(UnknownMovie):
        opened.resolve("New 1")


@pytest.mark.parametrize("fault", [KeyboardInterrupt, StoreError("the disk is full")])
def test_whatever_stops_it_the_old_version_serves(
    home: Settings, monkeypatch: pytest.MonkeyPatch, fault: BaseException
) -> None:
    def stop(*given: object) -> None:
        raise fault

    monkeypatch.setattr(publishing, "_verify", stop)
    with pytest.raises((JobInterrupted, StoreError)):
        run_join(home, FILMS)
    monkeypatch.undo()
    assert ids_of(home) == []
    with open_recommender(home) as opened:
        assert opened.version == "v1"
    assert run_join(home, FILMS) is not None
    assert len(ids_of(home)) == 3
