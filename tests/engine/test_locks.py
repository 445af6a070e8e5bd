from __future__ import annotations

import fcntl
from pathlib import Path

from engine.locks import is_held


def test_no_file_is_neither_held_nor_free(tmp_path: Path) -> None:
    assert is_held(tmp_path / "lock") is None


def test_a_lock_is_held_as_long_as_it_is_open(tmp_path: Path) -> None:
    with (tmp_path / "lock").open("w") as lock:
        assert is_held(tmp_path / "lock") is False
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert is_held(tmp_path / "lock") is True
    assert is_held(tmp_path / "lock") is False


def test_shared_holders_do_not_count(tmp_path: Path) -> None:
    with (tmp_path / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        assert is_held(tmp_path / "lock") is False
