"""Recording where data came from, and reading them again."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
import pytest

from engine.errors import UsageError
from engine.jobs.data_source import DataSource


def test_nothing_given_is_the_default_set() -> None:
    assert DataSource.of().is_default
    assert not DataSource.of(dataset="ml-25m").is_default


@pytest.mark.parametrize(
    "given",
    [
        {"dataset": "ml-1m", "source": Path("x")},
        {"ratings": Path("x")},
        {"movies": Path("x")},
        {"source": Path("x"), "ratings": Path("x"), "movies": Path("x")},
        {"catalogue": "mine"},
        {"dataset": "ml-1m", "catalogue": "mine"},
        {"dataset": "ml-7m"},
    ],
)
def test_options_that_do_not_go_together_are_refused(given: dict[str, Path]) -> None:
    with pytest.raises(UsageError):
        DataSource.of(**given)  # type: ignore[arg-type]


def test_it_survives_being_kept_with_a_version(tmp_path: Path) -> None:
    data_source = DataSource.of(ratings=tmp_path / "r.csv", movies=tmp_path / "m.dat", catalogue="mine")
    kept = msgspec.json.decode(msgspec.json.encode({"origin": msgspec.to_builtins(data_source)}))
    assert DataSource.of_parameters(kept) == data_source
    assert DataSource.of_parameters({}) is None


def test_paths_are_kept_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "data").mkdir()
    monkeypatch.chdir(tmp_path / "data")
    assert DataSource.of(source=Path("../data")).source == str(tmp_path / "data")


def test_the_fingerprint_changes_with_the_files(small_set: Path) -> None:
    data_source = DataSource.of(source=small_set)
    before = data_source.fingerprint()
    assert DataSource.of(source=small_set).fingerprint() == before
    times = (small_set / "ratings.csv").stat()
    os.utime(small_set / "ratings.csv", ns=(times.st_atime_ns, times.st_mtime_ns + 1))
    assert data_source.fingerprint() != before


def test_a_folder_is_read(small_set: Path, tmp_path: Path) -> None:
    dataset = DataSource.of(source=small_set).read(tmp_path)
    assert (len(dataset.movies), dataset.ratings["user"].nunique()) == (40, 60)
    assert DataSource.of(source=small_set).as_read(dataset) == DataSource.of(source=small_set)


def test_a_name_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not UTF-8"):
        DataSource.of(source=Path(os.fsdecode(b"x\xff")))
