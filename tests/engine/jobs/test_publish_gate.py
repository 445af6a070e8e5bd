"""The publish check on real trainings of a few steps, spoiled where a test needs a bad one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.artifact import Artifact
from engine.errors import TrainingError
from engine.evaluation import version_report
from engine.job_log import JobEvent
from engine.jobs.data_source import DataSource
from engine.jobs.setup import run_setup
from engine.jobs.train import run_train
from engine.jobs.training_workspace import Choices
from engine.jobs.versions import current_manifest
from engine.model import training
from engine.settings import Settings

FEW = Choices(dim=8, steps=4)
Spoil = Callable[[Callable[[np.ndarray], np.ndarray]], None]


@pytest.fixture
def spoil(monkeypatch: pytest.MonkeyPatch) -> Spoil:
    """Makes every later training return its vectors changed by the given function."""

    def do(change: Callable[[np.ndarray], np.ndarray]) -> None:
        whole = training.train

        def train(*arguments: Any, **options: Any) -> training.Trained:
            trained = whole(*arguments, **options)
            return replace(trained, arrays={**trained.arrays, "vectors": change(trained.arrays["vectors"])})

        monkeypatch.setattr(training, "train", train)

    return do


def shuffled(vectors: np.ndarray) -> np.ndarray:
    return np.random.default_rng(0).permutation(vectors)


def collapsed(vectors: np.ndarray) -> np.ndarray:
    return np.tile(vectors[:1], (len(vectors), 1))


def check(settings: Settings, version: str) -> dict[str, Any]:
    found: dict[str, Any] = Artifact(settings.files.versions / version).manifest.report["check"]
    return found


def current(settings: Settings) -> str:
    manifest = current_manifest(settings)
    assert manifest is not None
    return manifest.version


def test_a_first_version_is_published_and_tells_how_its_vectors_are(settings: Settings, small_set: Path) -> None:
    run_setup(settings, DataSource.of(source=small_set), choices=FEW)
    found = check(settings, "v1")
    assert found["verdict"] == "first"
    assert found["cosine"] < 0.9 and found["spread"] > 0.02


def test_a_first_version_whose_vectors_have_collapsed_is_refused_unless_forced(
    settings: Settings, small_set: Path, spoil: Spoil
) -> None:
    spoil(collapsed)
    with pytest.raises(TrainingError, match="the vectors have collapsed: films hardly differ") as refused:
        run_setup(settings, DataSource.of(source=small_set), choices=FEW)
    assert "--force" in refused.value.remedy
    assert current_manifest(settings) is None
    assert run_train(settings, dim=8, steps=4, force=True).version == "v1"
    assert check(settings, "v1")["verdict"] == "collapsed"


def test_one_that_is_no_worse_replaces_the_current_one(settings: Settings, small_set: Path) -> None:
    run_setup(settings, DataSource.of(source=small_set), choices=FEW)
    heard: list[JobEvent] = []
    assert run_train(settings, dim=8, steps=4, listener=heard.append).version == "v2"
    found = check(settings, "v2")
    assert (found["verdict"], found["against"], found["difference"]) == ("not worse", "v1", 0)
    assert any("against v1 on the same 6 held-out users" in event.message for event in heard)


def test_one_that_is_worse_is_refused_with_by_how_much_and_force_publishes_it_untrained(
    settings: Settings, small_set: Path, spoil: Spoil
) -> None:
    run_setup(settings, DataSource.of(source=small_set), choices=Choices(dim=16, steps=30))
    spoil(shuffled)
    with pytest.raises(TrainingError, match=r"worse than the current one: Recall@20 -0\.\d+ \[-0\.") as refused:
        run_train(settings, seed=1, dim=16, steps=30)
    assert refused.value.remedy.startswith("v1 stays current")
    assert current(settings) == "v1"
    heard: list[JobEvent] = []
    assert run_train(settings, seed=1, dim=16, steps=30, force=True, listener=heard.append).version == "v2"
    assert min(event.done for event in heard if event.stage == "train") == 30, "the finished training is reused"
    found = check(settings, "v2")
    assert found["verdict"] == "worse" and found["high"] < 0


def test_on_other_data_nothing_is_compared(settings: Settings, small_set: Path, tmp_path: Path, spoil: Spoil) -> None:
    run_setup(settings, DataSource.of(source=small_set), choices=FEW)
    other = tmp_path / "other"
    other.mkdir()
    (other / "movies.csv").write_text((small_set / "movies.csv").read_text())
    (other / "ratings.csv").write_text((small_set / "ratings.csv").read_text() + "999,40,5.0,1\n999,2,5.0,1\n")
    spoil(collapsed)
    heard: list[JobEvent] = []
    run_setup(settings, DataSource.of(source=other), choices=FEW, listener=heard.append)
    assert current(settings) == "v2"
    assert check(settings, "v2")["verdict"] == "collapsed"
    assert any("warning: the vectors have collapsed" in event.message for event in heard)


def test_a_version_that_loses_to_popularity_is_published_with_a_warning(
    settings: Settings, small_set: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = version_report.report_of

    def report_of(*arguments: Any) -> dict[str, Any]:
        report = whole(*arguments)
        rows = [
            {**row, "value": 0.25 if row["model"] == "movierec" else 0.5} if row["metric"] == "recall@20" else row
            for row in report["rows"]
        ]
        return {**report, "rows": rows}

    monkeypatch.setattr(version_report, "report_of", report_of)
    heard: list[JobEvent] = []
    assert run_setup(settings, DataSource.of(source=small_set), choices=FEW, listener=heard.append).version == "v1"
    said = [
        event.message for event in heard if event.message.startswith("warning: the popularity baseline does better")
    ]
    assert len(said) == 3
    assert "(likes: 5): Recall@20 0.500 against 0.250" in said[1]
