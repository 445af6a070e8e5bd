"""A small data set that trains in a second or two: two groups of people, two kinds of films."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from engine.settings import Settings


@pytest.fixture(scope="session")
def small_set(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in the layout of ml-latest-small: 60 users, 40 films."""
    folder = tmp_path_factory.mktemp("small") / "small-set"
    folder.mkdir()
    chance = random.Random(4)
    films = [
        f'{number},"Film {number} ({1980 + number})",{"Sci-Fi" if number % 2 else "Drama"}' for number in range(1, 41)
    ]
    (folder / "movies.csv").write_text("movieId,title,genres\n" + "\n".join(films) + "\n")
    rows = [
        f"{user},{film},{chance.choice((3.0, 4.0, 5.0))},{1_000_000 + film}"
        for user in range(1, 61)
        for film in sorted(chance.sample([f for f in range(1, 41) if f % 2 == user % 2 or f % 7 == 0], 12))
    ]
    (folder / "ratings.csv").write_text("userId,movieId,rating,timestamp\n" + "\n".join(rows) + "\n")
    return folder


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", profile="me")
