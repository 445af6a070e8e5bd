"""The same data and seed on one machine give the same version, byte for byte, whichever process trains it."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]

TRAIN = """
import hashlib, json, sys
from pathlib import Path
from engine.datasets.sources import read_files
from engine.evaluation.version_report import report_of
from engine.model.training_options import TrainingOptions
from engine.model.training import train

trained = train(
    read_files(Path(sys.argv[1]), Path(sys.argv[2])),
    TrainingOptions(seed=int(sys.argv[3]), device="cpu", dim=16, steps=25, walks=20, redraw=10),
)
parts = dict(trained.arrays) | {f"{a}.{b}": value for a, some in trained.tensors.items() for b, value in some.items()}
print(json.dumps({
    "arrays": {name: hashlib.sha256(array.tobytes()).hexdigest() for name, array in sorted(parts.items())},
    "report": report_of(trained.served, trained.split)["rows"],
}))
assert "dgl" not in sys.modules, "only the sampler that was chosen may be loaded"
"""


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    chance = random.Random(4)
    movies, views = tmp_path / "movies.dat", tmp_path / "views.csv"
    movies.write_text(
        "".join(f"{film}::Film {film} ({1960 + film})::{'Drama' if film % 2 else 'War'}\n" for film in range(1, 61))
    )
    pairs = [(user, film) for user in range(1, 81) for film in chance.sample(range(user % 2 + 1, 61, 2), 12)]
    views.write_text("user,movie\n" + "".join(f"{user},{film}\n" for user, film in pairs))
    return views, movies


def run(files: tuple[Path, Path], seed: int, hash_seed: int) -> dict[str, object]:
    done = subprocess.run(
        [sys.executable, "-c", TRAIN, *map(str, files), str(seed)],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": str(hash_seed)},
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, object] = json.loads(done.stdout)
    return found


def test_two_processes_train_the_same_version(files: tuple[Path, Path]) -> None:
    first = run(files, seed=3, hash_seed=1)
    assert run(files, seed=3, hash_seed=2) == first
