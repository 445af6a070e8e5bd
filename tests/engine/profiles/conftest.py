from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.movies import Movie
from engine.profiles.marks import MarkLog


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "marks.db"


@pytest.fixture
def log(path: Path) -> Iterator[MarkLog]:
    with MarkLog(path) as log:
        yield log


@pytest.fixture
def heat() -> Movie:
    return Movie(id=6, title="Heat", year=1995, imdb="tt0113277")


@pytest.fixture
def alien() -> Movie:
    return Movie(id=1214, title="Alien", year=1979)
