"""Named filters of a profile."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import StoreError
from engine.home import HomeFiles
from engine.profiles.filter_presets import BUILT_IN, LONGEST, all_presets, cleaned, read_presets, save_preset
from engine.profiles.list_filters import ListFilters

WAR = ListFilters(genres=("War", "Comedy"), every_genre=True, year_to=1979)


@pytest.fixture
def home(tmp_path: Path) -> HomeFiles:
    made = HomeFiles(tmp_path / "home")
    made.ensure()
    return made


def test_a_preset_is_read_back_for_its_profile_only(home: HomeFiles) -> None:
    save_preset(home, "anna", "old war comedies", WAR)
    assert read_presets(home, "anna") == {"old war comedies": WAR}
    assert read_presets(home, "bert") == {}
    assert home.filter_presets("anna").stat().st_mode & 0o077 == 0


def test_the_same_name_replaces_and_none_deletes(home: HomeFiles) -> None:
    save_preset(home, "anna", "Mine", WAR)
    save_preset(home, "anna", "mine", ListFilters(year_from=1990))
    assert read_presets(home, "anna") == {"mine": ListFilters(year_from=1990)}
    save_preset(home, "anna", "MINE", None)
    save_preset(home, "anna", "never there", None)
    assert read_presets(home, "anna") == {} and not home.filter_presets("anna").exists()


def test_own_ones_come_first_and_take_the_place_of_a_built_in_one(home: HomeFiles) -> None:
    save_preset(home, "anna", "hidden GEMS", WAR)
    names = list(all_presets(home, "anna"))
    assert names[0] == "hidden GEMS" and "Hidden gems" not in names
    assert list(all_presets(home, "bert")) == list(BUILT_IN)


def test_names_are_cleaned(home: HomeFiles) -> None:
    assert cleaned("  a\x1b[2J \n b\u202e ") == "a [2J b"
    assert len(cleaned("x" * 500)) == LONGEST
    save_preset(home, "anna", " \x1b ", WAR)
    assert read_presets(home, "anna") == {}


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b'{"a": 3}', b"\xff"])
def test_a_broken_file_counts_as_none(home: HomeFiles, content: bytes) -> None:
    home.filter_presets("anna").parent.mkdir(exist_ok=True)
    home.filter_presets("anna").write_bytes(content)
    assert read_presets(home, "anna") == {}


def test_a_folder_that_cannot_be_written_is_told(home: HomeFiles) -> None:
    home.filter_presets("anna").parent.write_text("a file in its place")
    with pytest.raises(StoreError):
        save_preset(home, "anna", "mine", WAR)
