from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from engine.atomic import move_aside, new_file, new_folder, unfinished_in, write_file

NOBODY = 2**22 + 7
"""No process has this id: the highest on Linux is 2**22."""


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_written_whole_and_for_its_owner_alone(tmp_path: Path) -> None:
    write_file(tmp_path / "a.json", b"{}")
    assert (tmp_path / "a.json").read_bytes() == b"{}"
    assert (tmp_path / "a.json").stat().st_mode & 0o777 == 0o600
    assert names(tmp_path) == ["a.json"]


def test_what_fails_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    write_file(tmp_path / "a", b"old")
    with pytest.raises(RuntimeError), new_file(tmp_path / "a") as unfinished:
        unfinished.write_bytes(b"half of the n")
        raise RuntimeError
    assert (tmp_path / "a").read_bytes() == b"old"
    assert names(tmp_path) == ["a"]


def test_a_file_that_cannot_be_put_in_its_place_says_so(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    with pytest.raises(OSError):
        write_file(tmp_path / "a", b"new")
    assert names(tmp_path) == ["a"]


def test_a_new_folder_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    for text in ("old", "new"):
        with new_folder(tmp_path / "v1") as unfinished:
            (unfinished / text).write_text(text)
            assert not (tmp_path / "v1" / text).exists()
    assert names(tmp_path) == ["v1"]
    assert names(tmp_path / "v1") == ["new"]
    assert (tmp_path / "v1").stat().st_mode & 0o777 == 0o700


def test_a_folder_is_kept_where_another_process_was_quicker(tmp_path: Path) -> None:
    folder = tmp_path / "v1"
    with new_folder(folder, keep_where=folder.exists) as unfinished:
        (unfinished / "ours").touch()
        folder.mkdir()
        (folder / "theirs").touch()
    assert names(folder) == ["theirs"]
    assert names(tmp_path) == ["v1"]


def test_a_folder_that_fails_is_never_there(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), new_folder(tmp_path / "v1") as unfinished:
        (unfinished / "half").touch()
        raise RuntimeError
    assert names(tmp_path) == []


def test_a_folder_is_moved_aside_in_one_step_and_only_once(tmp_path: Path) -> None:
    (tmp_path / "v1").mkdir()
    aside = move_aside(tmp_path / "v1")
    assert aside is not None and names(tmp_path) == [aside.name]
    assert move_aside(tmp_path / "v1") is None


def test_what_a_killed_process_left_is_swept_when_it_is_old(tmp_path: Path) -> None:
    killed = "import os, sys, pathlib; from engine.atomic import new_file\n"
    killed += "with new_file(pathlib.Path(sys.argv[1])) as path:\n    path.write_text('half'); os.kill(os.getpid(), 9)"
    root = str(Path(__file__).parents[2])
    subprocess.run([sys.executable, "-c", killed, str(tmp_path / "a")], env={**os.environ, "PYTHONPATH": root})
    (left,) = tmp_path.iterdir()
    assert unfinished_in(tmp_path) == [(left, "a")]
    write_file(tmp_path / "a", b"new")
    assert left.exists(), "another machine may be writing it"
    os.utime(left, (time.time() - 4_000,) * 2)
    write_file(tmp_path / "a", b"newer")
    assert names(tmp_path) == ["a"]


def test_what_is_being_written_here_is_not_taken_for_left_behind(tmp_path: Path) -> None:
    with new_file(tmp_path / "a") as unfinished:
        unfinished.touch()
        assert unfinished_in(tmp_path) == []
    (tmp_path / f".b.{NOBODY}.tmp").touch()
    assert [name for _, name in unfinished_in(tmp_path)] == ["b"]
