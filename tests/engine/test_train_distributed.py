from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import NoReturn, cast

import pytest

from engine import train_distributed
from engine.errors import TrainingError, UsageError
from engine.jobs.versions import current_manifest
from engine.model.process_group import ProcessGroup
from engine.settings import Settings

ROOT = Path(__file__).parents[2]


@pytest.fixture
def small_set(tmp_path: Path) -> Path:
    """40 users, 20 films, each watched by every second of them."""
    (folder := tmp_path / "small").mkdir()
    films = [f"{film},Film {film} ({1980 + film}),Drama" for film in range(1, 21)]
    rows = [f"{user},{film},4.0,{film}" for user in range(1, 41) for film in range(1, 21) if (user + film) % 2]
    (folder / "movies.csv").write_text("\n".join(["movieId,title,genres", *films, ""]))
    (folder / "ratings.csv").write_text("\n".join(["userId,movieId,rating,timestamp", *rows, ""]))
    return folder


def torchrun(*options: object) -> subprocess.CompletedProcess[str]:
    launcher = ["-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]
    command = [sys.executable, *launcher, "-m", "engine.train_distributed", *map(str, options)]
    there = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, env=there, capture_output=True, text=True, timeout=300)


def test_processes_that_torchrun_started_train_and_the_first_publishes(tmp_path: Path, small_set: Path) -> None:
    home = tmp_path / "home"
    done = torchrun("--home", home, "--source", small_set, "--steps", 4, "--dim", 8, "--device", "cpu")
    assert done.returncode == 0, done.stderr
    assert "train · 0/4 steps" in done.stderr
    assert done.stderr.splitlines()[-1] == "v1 is ready: small"
    assert done.stdout == ""
    manifest = current_manifest(Settings(home=home, profile="me"))
    assert manifest is not None
    assert manifest.parameters["processes"] == 2
    assert manifest.parameters["choices"]["processes"] == 1, "it can be continued without torchrun"


def test_without_torchrun_it_says_what_to_run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture) -> None:
    for name in ("RANK", "WORLD_SIZE", "LOCAL_RANK", "LOCAL_WORLD_SIZE"):
        monkeypatch.delenv(name, raising=False)
    assert train_distributed.main([]) == 2
    said = capsys.readouterr().err.splitlines()
    assert said[0] == "movierec: this program is started by torchrun"
    assert "torchrun --nproc-per-node N -m engine.train_distributed" in said[1]


@pytest.mark.parametrize("in_steps", [True, False])
def test_the_others_are_dismissed_only_where_they_listen(monkeypatch: pytest.MonkeyPatch, in_steps: bool) -> None:
    done: list[str] = []
    group = SimpleNamespace(
        in_steps=in_steps, dismiss=lambda: done.append("dismissed"), leave=lambda: done.append("left")
    )

    def fail(*given: object) -> NoReturn:
        raise TrainingError("cannot write the checkpoint", "make room on that disk")

    monkeypatch.setattr("engine.model.process_group.ProcessGroup", lambda *given: group)
    monkeypatch.setattr(train_distributed, "_places", lambda: (0, 2, 0, 2))
    monkeypatch.setattr(train_distributed, "_first", fail)
    assert train_distributed.main(["--device", "cpu"]) == 1
    assert done == (["left"] if in_steps else ["dismissed", "left"])


def test_resuming_takes_the_data_of_the_interrupted_training() -> None:
    options = train_distributed._parser().parse_args(["--resume", "--dataset", "ml-1m"])
    with pytest.raises(UsageError, match="--resume takes the data"):
        train_distributed._first(options, "cpu", cast(ProcessGroup, None))
