"""Adding films to a version that was really trained and published, and removing them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine import open_recommender
from engine.artifact import Artifact
from engine.errors import NotSetUp, UnknownMovie, UsageError
from engine.jobs.added_films import run_add, run_remove
from engine.jobs.data_source import DataSource
from engine.jobs.setup import run_setup
from engine.jobs.train import run_train
from engine.jobs.training_workspace import Choices
from engine.jobs.versions import current_manifest, is_whole
from engine.movies import FIRST_ADDED_ID, Movie
from engine.settings import Settings

ARRIVAL = Movie(id=0, title="Arrival", year=2016, genres=("sci-fi",))


@pytest.fixture
def home(settings: Settings, small_set: Path) -> Settings:
    run_setup(settings, DataSource.of(source=small_set), choices=Choices(dim=8, steps=4))
    return settings


def test_an_added_film_is_found_recommended_and_like_others(home: Settings) -> None:
    version, added = run_add(home, ARRIVAL, [1, 3])
    assert (version, added.id, added.genres) == ("v2", FIRST_ADDED_ID, ("Sci-Fi",))
    with open_recommender(home) as opened:
        assert opened.resolve("arrival").id == FIRST_ADDED_ID
        assert FIRST_ADDED_ID in [one.movie.id for one in opened.recommend([1], 41)]
        assert FIRST_ADDED_ID in [one.movie.id for one in opened.similar(1, 41)]
        assert len(opened.similar(FIRST_ADDED_ID, 5)) == 5
        assert len(opened.recommend([FIRST_ADDED_ID], 5)) == 5


def test_a_film_that_was_added_does_not_make_the_data_set_newer(home: Settings) -> None:
    run_add(home, Movie(id=0, title="Tomorrow", year=2031, genres=("Sci-Fi",)), [1])
    manifest = current_manifest(home)
    assert manifest is not None and manifest.dataset.newest_year == 2020


def test_the_version_is_whole_and_the_other_films_are_where_they_were(home: Settings, small_set: Path) -> None:
    run_add(home, ARRIVAL, [])
    manifest = current_manifest(home)
    assert manifest is not None and is_whole(home, manifest)
    assert (manifest.dataset.movies, manifest.dataset.newest_year) == (41, 2020)
    before, now = (np.array(Artifact(home.files.versions / v).array("vectors")) for v in ("v1", "v2"))
    assert np.array_equal(before, now[:-1])
    assert not run_setup(home, DataSource.of(source=small_set)).changed


def test_the_pairs_of_the_other_films_stay(home: Settings) -> None:
    run_add(home, ARRIVAL, [1])
    before, now = (Artifact(home.files.versions / v) for v in ("v1", "v2"))
    for name in ("watchers", "pair_films", "pair_weights", "pair_shares"):
        assert np.array_equal(before.array(name), now.array(name)[:-1]), name
    assert (now.array("pair_films")[-1] == -1).all()


def test_it_lies_on_the_map_among_the_films_it_is_near_to_and_moves_no_other(home: Settings) -> None:
    run_add(home, ARRIVAL, [1, 3])
    before, now = (np.array(Artifact(home.files.versions / v).array("film_map")) for v in ("v1", "v2"))
    assert np.array_equal(before, now[:-1])
    ids = Artifact(home.files.versions / "v1").array("ids").tolist()
    middle = before[[ids.index(1), ids.index(3)]].mean(axis=0)
    assert np.linalg.norm(now[-1] - middle) < 0.3


def test_training_anew_keeps_it_under_its_id(home: Settings) -> None:
    _, added = run_add(home, ARRIVAL, [1])
    run_train(home, steps=4, dim=8, seed=1)
    with open_recommender(home) as opened:
        assert opened.version == "v3"
        assert opened.resolve("Arrival").id == added.id


def test_a_removed_film_is_gone_and_its_id_is_not_given_again(home: Settings) -> None:
    _, added = run_add(home, ARRIVAL, [])
    assert run_remove(home, added) == "v3"
    with open_recommender(home) as opened, pytest.raises(UnknownMovie):
        opened.resolve("Arrival")
    _, other = run_add(home, Movie(id=0, title="Contact", year=1997, genres=("Drama",)), [])
    assert other.id == FIRST_ADDED_ID + 1


def test_what_cannot_be_done_is_said_in_one_line(home: Settings, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"Film 3 \(1983\) already exists: id 3"):
        run_add(home, Movie(id=0, title="Film 3", year=1983, genres=("Drama",)), [])
    with pytest.raises(UsageError, match="'Western' is not a genre in this data set"):
        run_add(home, Movie(id=0, title="Rio Bravo", year=1959, genres=("Western",)), [])
    with pytest.raises(UsageError, match="belongs to small-set"), open_recommender(home) as opened:
        run_remove(home, opened.resolve("Film 3"))
    with pytest.raises(NotSetUp):
        run_add(Settings(home=tmp_path / "nothing", profile="me"), ARRIVAL, [])
    assert sorted(path.name for path in home.files.versions.iterdir() if path.is_dir()) == ["v1"]
