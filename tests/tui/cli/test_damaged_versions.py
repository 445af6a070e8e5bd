"""Damaged files of a version: one line that says which, and never a bug."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

QUESTIONS = (("search", "Alien"), ("similar", "Alien"), ("recommend", "Alien"), ("marks",), ("status",))


@pytest.fixture
def home(toy_home: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "home"
    shutil.copytree(toy_home, copy)
    return copy


def said(done: Any) -> str:
    assert "bug" not in done.err and "Traceback" not in done.err, done.err
    if done.code:
        message, remedy = done.err.splitlines()
        assert message.startswith("movierec: ") and remedy.startswith("  ")
    return str(done.err)


@pytest.mark.parametrize("name", ["ids.npy", "titles_names.npy"])
@pytest.mark.parametrize("header", [b"{'descr': '<i8', (((", b"{'descr': [[[[", b"\xff\xfe{", b"{'shape': ("])
def test_a_header_that_cannot_be_read_is_damage(call: Any, home: Path, name: str, header: bytes) -> None:
    file = home / "versions" / "v1" / name
    content = bytearray(file.read_bytes())
    content[10 : 10 + len(header)] = header
    file.write_bytes(content)
    told = [said(call("--home", home, *question)) for question in QUESTIONS]
    assert any(name in words and "damaged" in words for words in told)


def test_values_that_lead_nowhere_are_damage(call: Any, home: Path) -> None:
    file = home / "versions" / "v1" / "titles_word_films.npy"
    content = file.read_bytes()
    file.write_bytes(content[:128] + b"\x7f" * (len(content) - 128))
    done = call("--home", home, "search", "Alien")
    assert (done.code, said(done).splitlines()[0]) == (
        1,
        "movierec: version v1: titles_word_films.npy is damaged",
    )
