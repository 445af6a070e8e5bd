from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest

from engine.sqlite import choose_journal_mode


def test_a_file_that_another_process_holds_for_a_moment_is_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    holder = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    holder.execute("BEGIN IMMEDIATE")
    release = threading.Timer(0.2, holder.execute, ["COMMIT"])
    release.start()
    connection = sqlite3.connect(path, isolation_level=None, timeout=0)
    choose_journal_mode(connection, path, seconds=30)
    assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    release.join()
    connection.close()
    holder.close()


def test_a_file_held_for_good_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    connection = sqlite3.connect(path, isolation_level=None, timeout=0)
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        choose_journal_mode(connection, path, seconds=0.1)
    connection.close()
    holder.close()
