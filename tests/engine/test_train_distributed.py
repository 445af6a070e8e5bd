from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from engine import train_distributed
from engine.jobs.versions import current_manifest
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
