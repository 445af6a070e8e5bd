from __future__ import annotations

import errno
import os
import sqlite3
from pathlib import Path

import pytest
from safetensors import SafetensorError
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from engine.file_faults import file_fault, find_file_fault, why_unwritable


@pytest.mark.parametrize(
    ("number", "words", "remedy"),
    [
        (errno.ENOSPC, "the disk is full", "make room"),
        (errno.EDQUOT, "your disk quota is used up", "make room"),
        (errno.EROFS, "its file system is read-only", "--home"),
        (errno.EACCES, "permission denied", "chown, chmod"),
        (errno.EPERM, "permission denied", "chown, chmod"),
        (errno.EIO, "the disk fails to read or write", "check the disk"),
        (errno.EFBIG, "files may not grow that large here", "ulimit -f"),
        (errno.EMFILE, "too many files are open", "ulimit -n"),
    ],
)
def test_each_way_a_file_can_fail_has_its_own_words_and_remedy(number: int, words: str, remedy: str) -> None:
    fault = file_fault(OSError(number, os.strerror(number), "/srv/films/marks.db"))
    assert fault.message == f"cannot use /srv/films/marks.db: {words}"
    assert remedy in fault.remedy
    assert fault.exit_code == 1


def test_the_place_and_the_purpose_are_the_callers_to_say() -> None:
    fault = file_fault(OSError(errno.ENOSPC, "no space"), Path("/srv/v2"), "cannot write")
    assert fault.message == "cannot write /srv/v2: the disk is full"
    assert file_fault(OSError(errno.ENOSPC, "no space")).message == "cannot use a file: the disk is full"
    assert file_fault(OSError(errno.ENOTEMPTY, "Directory not empty", "/srv")).message == (
        "cannot use /srv: Directory not empty"
    )


def test_errors_of_libraries_are_told_by_what_the_system_said() -> None:
    full = SafetensorError("Error while serializing: I/O error: No space left on device (os error 28)")
    short = OSError("1000 requested and 512 written")  # numpy, without an error number
    for error in (full, short):
        fault = find_file_fault(error)
        assert fault is not None and fault.message == "cannot use a file: the disk is full"


def test_an_error_of_sqlalchemy_is_told_by_its_drivers(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path}/nowhere/a.db")
    with pytest.raises(OperationalError) as failure, engine.connect() as connection:
        connection.execute(text("SELECT 1"))
    fault = find_file_fault(failure.value)
    assert fault is not None and fault.message == "cannot use a file: permission denied"


def test_what_does_not_come_from_a_file_is_left_a_bug() -> None:
    for error in (KeyError("vocabulary"), ValueError("28"), sqlite3.ProgrammingError("closed")):
        assert find_file_fault(error) is None


def test_a_place_that_can_be_written_has_no_fault(tmp_path: Path) -> None:
    assert why_unwritable(tmp_path) is None
    (tmp_path / "file").write_text("")
    assert why_unwritable(tmp_path / "file") is None
