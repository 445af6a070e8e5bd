"""Very small or odd data sets: each one trains, answers and is evaluated, or is refused in one clear line."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine import open_recommender
from engine.artifact import Artifact
from engine.errors import MovierecError
from engine.jobs.data_source import DataSource
from engine.jobs.evaluate import run_evaluate
from engine.jobs.setup import run_setup
from engine.jobs.training_workspace import Choices
from engine.settings import Settings

Pairs = list[tuple[int, int]]
EVERYTHING = list(range(1, 31))
SOME: Pairs = [(user, film) for user in range(2, 26) for film in EVERYTHING if (user * film) % 5 < 2]


def written(folder: Path, pairs: Pairs, films: int, rating: float | None = None) -> Path:
    """Write the pairs in the layout of ml-latest-small; ratings are 1 to 5 unless one is given for all."""
    folder.mkdir()
    lines = [
        f"{film},Film {film} ({1980 + film % 30}),{'Drama' if film % 2 else 'War'}" for film in range(1, films + 1)
    ]
    (folder / "movies.csv").write_text("movieId,title,genres\n" + "\n".join(lines) + "\n")
    rows = [f"{user},{film},{rating or 1 + (user + film) % 5},{1_000_000 + user + film}" for user, film in pairs]
    (folder / "ratings.csv").write_text("userId,movieId,rating,timestamp\n" + "\n".join(rows) + "\n")
    return folder


TRAIN: dict[str, tuple[Pairs, int, float | None]] = {
    "users without a film in common": (
        [(user, 6 * (user - 1) + n) for user in range(1, 6) for n in range(1, 7)],
        30,
        None,
    ),
    "a film that nobody watched": (SOME, 40, None),
    "a user who watched everything": ([(1, film) for film in EVERYTHING] + SOME, 30, None),
    "ratings all equal": (SOME, 30, 3.0),
    "users of one film each beside two others": ([(1, 1), (1, 2), (1, 3), (2, 3), (2, 4), (3, 5), (4, 1)], 6, None),
    "two users": ([(1, 1), (1, 2), (1, 3), (2, 3), (2, 4), (2, 5)], 5, None),
    "one film that everybody watched": (SOME + [(user, 31) for user in range(2, 26)], 31, None),
}


@pytest.mark.parametrize("name", TRAIN)
def test_it_trains_answers_and_is_measured(settings: Settings, tmp_path: Path, name: str) -> None:
    pairs, films, rating = TRAIN[name]
    source = written(tmp_path / "data", pairs, films, rating)
    assert run_setup(settings, DataSource.of(source=source), choices=Choices(dim=8, steps=4)).version == "v1"
    artifact = Artifact(settings.files.versions / "v1")
    for array in ("vectors", "likeness"):
        assert np.isfinite(artifact.array(array)).all()
    with open_recommender(settings) as opened:
        found = opened.recommend([3], films)
        assert len(found) == films - 1
        assert all(np.isfinite(one.score) for one in found)
        assert opened.similar(3, 3) is not None
    report = run_evaluate(settings)
    assert all(np.isfinite(row["value"]) for row in report["rows"])


REFUSED: dict[str, tuple[Pairs, int, str]] = {
    "one user": (
        [(1, film) for film in range(1, 11)],
        10,
        "users who watched two films or more: 1; at least 2 are needed",
    ),
    "three films": (
        [(user, film) for user in range(1, 11) for film in (1, 2, 3)],
        3,
        "only 3 films were watched by anyone; at least 5 are needed",
    ),
    "three films watched of many": (
        [(user, film) for user in range(1, 11) for film in (1, 2, 3)],
        30,
        "only 3 films were watched by anyone; at least 5 are needed",
    ),
    "nobody watched two": ([(user, user) for user in range(1, 11)], 10, "users who watched two films or more: 0"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_in_one_line_with_a_remedy(settings: Settings, tmp_path: Path, name: str) -> None:
    pairs, films, words = REFUSED[name]
    source = written(tmp_path / "data", pairs, films)
    with pytest.raises(MovierecError) as refused:
        run_setup(settings, DataSource.of(source=source), choices=Choices(dim=8, steps=4))
    assert words in refused.value.message
    assert "\n" not in refused.value.message
    assert refused.value.remedy
    assert not list(settings.files.versions.glob("v*"))


def test_what_nothing_tells_apart_is_refused_where_many_say_so(settings: Settings, tmp_path: Path) -> None:
    """Everybody watched everything. With a handful of people nothing else can be expected, so it is published."""
    few = written(tmp_path / "few", [(user, film) for user in range(1, 13) for film in range(1, 13)], 12)
    assert run_setup(settings, DataSource.of(source=few), choices=Choices(dim=8, steps=4)).version == "v1"
    many = written(tmp_path / "many", [(user, film) for user in range(1, 41) for film in range(1, 13)], 12)
    other = Settings(home=tmp_path / "other", profile="me")
    with pytest.raises(MovierecError) as refused:
        run_setup(other, DataSource.of(source=many), choices=Choices(dim=8, steps=4))
    assert refused.value.message.startswith("the vectors have collapsed: films hardly differ")
    assert "\n" not in refused.value.message
