"""Completion of paths."""

from pathlib import Path

import pytest

from tui.widgets.path_input import complete


def test_the_first_matching_name_is_suggested_with_a_slash_behind_a_folder(tmp_path: Path) -> None:
    (tmp_path / "movies").mkdir()
    (tmp_path / "movies.zip").touch()
    assert complete(f"{tmp_path}/mo") == f"{tmp_path}/movies/"
    assert complete(f"{tmp_path}/movies.") == f"{tmp_path}/movies.zip"


def test_the_home_folder_stays_a_tilde(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "data").mkdir()
    assert complete("~/d") == "~/data/"


@pytest.mark.parametrize("typed", ["", "mo", "/no/such/x", "{}/", "{}/zzz", "{}/one.csv", "~nobody-here/x", "{}/\0x"])
def test_where_there_is_nothing_to_suggest_nothing_is(tmp_path: Path, typed: str) -> None:
    (tmp_path / "one.csv").touch()
    assert complete(typed.format(tmp_path)) is None
