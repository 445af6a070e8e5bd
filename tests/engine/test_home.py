from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine.errors import UsageError
from engine.home import HomeFiles

ROOT = Path(__file__).parents[2]
FILE_NAMES = (
    "marks.db",
    "catalog.db",
    "milvus.db",
    "config.toml",
    "manifest.json",
    "movies.msgpack",
    "app.log",
    "train.lock",
    "training.json",
    "checkpoint.safetensors",
    "dataset.json",
)


def test_home_and_its_parts_are_for_their_owner_alone(tmp_path: Path) -> None:
    HomeFiles(tmp_path / "deep" / "home").ensure()
    made = [tmp_path / "deep" / "home", *(tmp_path / "deep" / "home").iterdir()]
    assert sorted(path.name for path in made) == ["cache", "home", "jobs", "logs", "versions"]
    assert {path.stat().st_mode & 0o777 for path in made} == {0o700}


def test_a_home_that_cannot_be_made_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file")
    with pytest.raises(UsageError, match=r"cannot use .*/home as home") as refusal:
        HomeFiles(tmp_path / "home").ensure()
    assert "--home" in refusal.value.remedy


def test_every_version_of_a_name_is_found(tmp_path: Path) -> None:
    files = HomeFiles(tmp_path)
    for folder in (files.version("v1"), files.version_of_owner("v1", "another"), files.version("v10")):
        folder.mkdir(parents=True)
    assert {folder.name for folder in files.versions_named("v1")} == {
        "v1",
        files.version_of_owner("v1", "another").name,
    }
    assert files.versions_named("v2") == []


@pytest.mark.parametrize("name", FILE_NAMES)
def test_a_file_name_stands_in_one_module(name: str) -> None:
    """Docstrings and messages may mention a file name, but only home.py may have it as a string of its own."""
    written = re.compile(rf"""["'/]{re.escape(name)}["']""")
    modules = [*(ROOT / "engine").rglob("*.py"), *(ROOT / "tui").rglob("*.py")]
    assert [path.name for path in modules if written.search(path.read_text(encoding="utf-8"))] == ["home.py"]
