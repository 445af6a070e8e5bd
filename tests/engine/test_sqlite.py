from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest

from engine.sqlite import choose_journal_mode, connect_to_read


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


def filled(path: Path) -> sqlite3.Connection:
    """An open database in WAL mode, whose last row is in its log alone."""
    connection = sqlite3.connect(path, isolation_level=None)
    choose_journal_mode(connection, path, seconds=5)
    connection.execute("PRAGMA wal_autocheckpoint=0")
    connection.execute("CREATE TABLE t (x)")
    connection.execute("INSERT INTO t VALUES (1)")
    return connection


READING = """
import os, shutil, sys, tempfile  # loaded before the rights to read them are given up
from pathlib import Path
from engine.sqlite import connect_to_read
if os.geteuid() == 0:
    os.setresuid(4242, 4242, 4242)
print(connect_to_read(Path(sys.argv[1])).execute("SELECT x FROM t").fetchall())
"""


@pytest.mark.parametrize("left", ["nothing", "its log", "its log and an owner that has it open"])
def test_a_database_in_a_folder_that_is_not_ours_is_read_with_all_that_is_in_its_log(left: str) -> None:
    folder = Path(tempfile.mkdtemp(prefix="movierec-sqlite-", dir="/tmp"))
    path = folder / "a.db"
    owner = filled(path)
    if left == "its log":  # as a killed process leaves it
        copy = folder / "copy"
        copy.mkdir()
        for name in ("a.db", "a.db-wal"):
            shutil.copy(folder / name, copy / name)
        folder, path = copy, copy / "a.db"
        path.parent.parent.chmod(0o755)
    if left != "its log and an owner that has it open":
        owner.close()
    for file in folder.iterdir():
        if file.is_file():
            file.chmod(0o444)
    folder.chmod(0o555)
    done = subprocess.run(
        [sys.executable, "-c", READING, path], capture_output=True, text=True, cwd=Path(__file__).parents[2]
    )
    assert done.stdout == "[(1,)]\n", done.stderr
    owner.close()
    for part in (folder, folder.parent if left == "its log" else folder):
        part.chmod(0o755)
    shutil.rmtree(folder)


def test_a_database_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        connect_to_read(tmp_path / "none.db")
