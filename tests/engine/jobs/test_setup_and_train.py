"""Set-up, training and evaluation on a small data set, each with a real training of a few steps."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import NoReturn

import numpy as np
import pytest
from msgspec.structs import replace

from engine import open_recommender
from engine.artifact import Artifact
from engine.errors import ArtifactError, DataError, MovierecError, NotSetUp, TooSmallMachine, TrainingError, UsageError
from engine.estimates.machine import Machine
from engine.job_log import HeldLock, JobEvent
from engine.jobs import job_planning
from engine.jobs.data_source import DataSource
from engine.jobs.evaluate import run_evaluate
from engine.jobs.setup import run_setup
from engine.jobs.train import run_train
from engine.jobs.training_workspace import Choices, TrainingWorkspace
from engine.jobs.versions import current_manifest, is_whole
from engine.model.process_group import PeerLost
from engine.settings import Settings
from engine.titles.index_files import open_titles

FEW = Choices(dim=8, steps=4)
needs_dgl = pytest.mark.skipif(sys.version_info >= (3, 13), reason="there is no DGL for this Python")


@pytest.fixture
def data_source(small_set: Path) -> DataSource:
    return DataSource.of(source=small_set)


@pytest.fixture
def home(settings: Settings, data_source: DataSource) -> Settings:
    assert run_setup(settings, data_source, choices=FEW).version == "v1"
    return settings


def vectors(settings: Settings, version: str) -> np.ndarray:
    return np.array(Artifact(settings.files.versions / version).array("vectors"))


def interrupting(step: int) -> Callable[[JobEvent], None]:
    """A listener that presses Ctrl-C once that step is reached."""
    sent: list[int] = []

    def listen(event: JobEvent) -> None:
        if event.stage == "train" and event.done >= step and not sent:
            sent.append(event.done)
            os.kill(os.getpid(), signal.SIGINT)

    return listen


def test_a_trained_version_has_a_map_under_its_checksum(home: Settings) -> None:
    artifact = Artifact(home.files.version("v1"))
    assert "film_map.npy" in artifact.manifest.files
    with open_recommender(home) as opened:
        drawn = opened.film_map()
    assert drawn is not None
    assert drawn.ids.tolist() == artifact.array("ids").tolist()
    assert np.isfinite(drawn.places).all() and np.abs(drawn.places).max() <= 1
    file = artifact.folder / "film_map.npy"
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    with pytest.raises(ArtifactError, match=r"film_map\.npy is damaged"):
        artifact.verify()


def test_set_up_ends_with_a_version_that_answers_and_says_what_it_is(home: Settings, small_set: Path) -> None:
    manifest = current_manifest(home)
    assert manifest is not None
    assert (manifest.dataset.name, manifest.dataset.movies, manifest.dataset.users) == ("small-set", 40, 60)
    assert manifest.dataset.newest_year == 2020
    assert manifest.parameters["sampler"] == "torch"
    assert manifest.libraries["torch"] == version("torch")
    assert {row["model"] for row in manifest.report["rows"]} >= {"movierec", "popularity"}
    assert is_whole(home, manifest)
    assert TrainingWorkspace(home).unfinished() is None
    with open_recommender(home) as opened:
        assert len(opened.recommend([1, 3], 5)) == 5
        assert opened.resolve("film 7").id == 7


def test_the_same_source_does_nothing_however_it_is_named(
    home: Settings, data_source: DataSource, tmp_path: Path
) -> None:
    again = run_setup(home, data_source, choices=FEW)
    assert (again.version, again.changed) == ("v1", False)
    copied = shutil.copytree(str(data_source.source), tmp_path / "elsewhere")
    assert run_setup(home, DataSource.of(source=copied), choices=FEW).changed is False, "the same content"
    assert run_setup(home, DataSource()).changed is False, "the default data set does not replace a user's own"


def test_nothing_to_do_needs_no_lock(home: Settings, data_source: DataSource) -> None:
    with HeldLock(home.files.train_lock, "train-7"):
        assert run_setup(home, data_source).changed is False


def test_force_trains_again_and_a_damaged_version_is_made_anew(home: Settings, data_source: DataSource) -> None:
    assert run_setup(home, data_source, choices=FEW, force=True).version == "v2"
    (home.files.versions / "v2" / "vectors.npy").write_bytes(b"torn")
    mended = run_setup(home, data_source, choices=FEW)
    assert (mended.version, mended.changed) == ("v3", True)


def test_a_failed_set_up_leaves_the_old_version(home: Settings, tmp_path: Path) -> None:
    with pytest.raises(DataError):
        run_setup(home, DataSource.of(source=tmp_path / "nowhere"))
    manifest = current_manifest(home)
    assert manifest is not None and manifest.version == "v1"


def test_training_reads_the_data_again_and_makes_a_new_version(home: Settings) -> None:
    heard: list[JobEvent] = []
    outcome = run_train(home, seed=5, dim=8, steps=4, listener=heard.append)
    assert (outcome.version, heard[-1].stage, heard[-1].version) == ("v2", "done", "v2")
    assert Artifact(home.files.versions / "v2").manifest.seed == 5
    run_train(home, seed=0, dim=8, steps=4)
    assert np.array_equal(vectors(home, "v1"), vectors(home, "v3")), "the same seed gives the same numbers"


def test_training_before_a_set_up_says_so(settings: Settings) -> None:
    with pytest.raises(NotSetUp):
        run_train(settings)
    with pytest.raises(TrainingError, match="no interrupted training"):
        run_train(settings, resume=True)
    with pytest.raises(NotSetUp):
        run_evaluate(settings)


def test_an_interrupted_training_goes_on_with_its_own_options(home: Settings) -> None:
    with pytest.raises(MovierecError) as stopped:
        run_train(home, seed=3, dim=8, steps=6, listener=interrupting(2))
    assert stopped.value.exit_code == 130
    assert "movierec train --resume" in stopped.value.remedy
    heard: list[JobEvent] = []
    assert run_train(home, resume=True, listener=heard.append).version == "v2"
    assert min(event.done for event in heard if event.stage == "train") >= 2
    run_train(home, seed=3, dim=8, steps=6, force=True)
    assert np.array_equal(vectors(home, "v2"), vectors(home, "v3"))


def test_an_interrupted_training_goes_on_where_a_new_one_would_be_refused(
    home: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(MovierecError):
        run_train(home, seed=3, dim=8, steps=6, listener=interrupting(2))
    monkeypatch.setattr(job_planning, "measure_machine", lambda home: Machine(memory=1_000, disk=1_000))
    with pytest.raises(TooSmallMachine):
        run_train(home, seed=4, dim=8, steps=6)
    assert run_train(home, resume=True).version == "v2"


def test_a_training_that_loses_a_process_keeps_its_checkpoint_and_goes_on_with_as_many(
    home: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(MovierecError):
        run_train(home, seed=3, dim=8, steps=6, processes=2, listener=interrupting(2))
    asked: list[int] = []

    def lose(processes: int, device: str) -> NoReturn:
        asked.append(processes)
        raise PeerLost

    with monkeypatch.context() as patched:
        patched.setattr("engine.model.training.worker_processes", lose)
        with pytest.raises(PeerLost):
            run_train(home, resume=True)
    assert asked == [2]
    heard: list[JobEvent] = []
    run_train(home, resume=True, processes=1, listener=heard.append)
    assert min(event.done for event in heard if event.stage == "train") >= 2


def test_an_interrupted_first_set_up_can_be_resumed_or_begun_again(settings: Settings, data_source: DataSource) -> None:
    for _ in range(2):
        with pytest.raises(MovierecError):
            run_setup(settings, data_source, choices=FEW, listener=interrupting(1))
    assert run_train(settings, resume=True).version == "v1"


@pytest.mark.parametrize(("seed", "goes_on"), [(3, True), (4, False)])
def test_the_same_options_go_on_by_themselves_and_others_begin_anew(home: Settings, seed: int, goes_on: bool) -> None:
    with pytest.raises(MovierecError):
        run_train(home, seed=3, dim=8, steps=6, listener=interrupting(2))
    heard: list[JobEvent] = []
    assert run_train(home, seed=seed, dim=8, steps=6, listener=heard.append).version == "v2"
    first = min(event.done for event in heard if event.stage == "train")
    assert (first >= 2) is goes_on


def test_a_resumed_training_keeps_the_sampler_that_it_began_with(home: Settings) -> None:
    with pytest.raises(MovierecError):
        run_train(home, seed=3, dim=8, steps=6, listener=interrupting(2))
    heard: list[JobEvent] = []
    run_train(replace(home, sampler="dgl"), resume=True, listener=heard.append)
    manifest = current_manifest(home)
    assert manifest is not None
    assert manifest.parameters["sampler"] == "torch"
    assert any("draws its walks with torch" in event.message for event in heard if event.note)


@needs_dgl
def test_a_training_with_another_sampler_begins_anew_and_its_version_says_which(home: Settings) -> None:
    with pytest.raises(MovierecError):
        run_train(home, seed=3, dim=8, steps=6, listener=interrupting(2))
    heard: list[JobEvent] = []
    run_train(replace(home, sampler="dgl"), seed=3, dim=8, steps=6, listener=heard.append)
    manifest = current_manifest(home)
    assert manifest is not None
    assert manifest.parameters["sampler"] == "dgl"
    assert min(event.done for event in heard if event.stage == "train") == 0


def test_choosing_dgl_where_there_is_none_is_refused_and_nothing_changes(
    home: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "engine.model.dgl_sampler", raising=False)
    monkeypatch.setitem(sys.modules, "dgl", None)
    with pytest.raises(UsageError, match="DGL is to draw the walks, and it cannot be loaded"):
        run_train(replace(home, sampler="dgl"), seed=3, dim=8, steps=6)
    manifest = current_manifest(home)
    assert manifest is not None
    assert manifest.version == "v1"


def test_resuming_with_other_options_or_other_data_is_refused(home: Settings, small_set: Path) -> None:
    with pytest.raises(MovierecError):
        run_train(home, seed=3, dim=8, steps=6, listener=interrupting(2))
    with pytest.raises(TrainingError, match="other options"):
        run_train(home, resume=True, seed=4)
    ratings = (small_set / "ratings.csv").read_text()
    try:
        (small_set / "ratings.csv").write_text(ratings + "1,40,5.0,1\n")
        with pytest.raises(TrainingError, match="the data have changed"):
            run_train(home, resume=True)
    finally:
        (small_set / "ratings.csv").write_text(ratings)


def test_a_damaged_checkpoint_does_not_stand_in_the_way(home: Settings) -> None:
    with pytest.raises(MovierecError):
        run_train(home, seed=3, dim=8, steps=6, listener=interrupting(2))
    TrainingWorkspace(home).checkpoint.write_bytes(b"torn")
    heard: list[JobEvent] = []
    assert run_train(home, seed=3, dim=8, steps=6, listener=heard.append).version == "v2"
    assert any("starting over" in event.message for event in heard if event.note)


def test_rows_that_cannot_be_read_are_told_with_their_lines(
    settings: Settings, small_set: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "faulty"
    folder.mkdir()
    (folder / "movies.csv").write_text((small_set / "movies.csv").read_text())
    (folder / "ratings.csv").write_text((small_set / "ratings.csv").read_text() + "x,y,z,0\n")
    heard: list[JobEvent] = []
    run_setup(settings, DataSource.of(source=folder), choices=FEW, listener=heard.append)
    (note,) = [event.message for event in heard if event.note and "could not be read" in event.message]
    assert note.startswith("1 row could not be read and was skipped")
    assert "line 722" in note


def test_the_titles_can_be_searched_from_the_first_step_until_a_version_stands(
    settings: Settings, data_source: DataSource
) -> None:
    found: list[str] = []

    def listen(event: JobEvent) -> None:
        if event.stage == "train" and not found:
            titles, dataset = open_titles(settings.files.titles)
            found.extend([dataset.name, dataset.catalogue, *(movie.title for movie in titles.popular(1))])

    run_setup(settings, data_source, choices=FEW, listener=listen)
    with open_recommender(settings) as recommender:
        (popular,) = recommender.titles.popular(1)
        assert found == ["small-set", recommender.catalogue, popular.title]
    assert not settings.files.titles.exists()


def test_evaluation_stands_beside_its_peers(home: Settings) -> None:
    report = run_evaluate(home, protocol="strong")
    assert set(report) == {"protocol", "rows"}
    assert {"movierec", "popularity"} < {row["model"] for row in report["rows"]}
    assert set(report["rows"][0]) == {"model", "metric", "likes", "value", "low", "high"}


def test_where_there_are_times_each_users_last_film_is_asked_for_too(home: Settings) -> None:
    report = run_evaluate(home, baselines=["popularity"])
    assert {row["likes"] for row in report["rows"]} == {"80%", "5", "1", "all but last"}
    assert [part.split(":")[0] for part in report["protocol"].split("\n\n")] == [
        "Strong generalisation",
        "Leave last out",
    ]
    last = run_evaluate(home, baselines=["popularity"], protocol="last")
    assert last["rows"] == [row for row in report["rows"] if row["likes"] == "all but last"]
    assert current_manifest(home) is not None and not (home.files.versions / "v2").exists(), "nothing is published"


def test_evaluation_refuses_data_that_changed(home: Settings, small_set: Path) -> None:
    ratings = (small_set / "ratings.csv").read_text()
    try:
        (small_set / "ratings.csv").write_text(ratings + "1,40,5.0,1\n")
        with pytest.raises(DataError, match="have changed since v1 was trained"):
            run_evaluate(home)
    finally:
        (small_set / "ratings.csv").write_text(ratings)
