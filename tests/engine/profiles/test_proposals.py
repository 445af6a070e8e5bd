from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from engine.errors import StoreError
from engine.home import HomeFiles
from engine.profiles.proposals import add_proposal, proposed

NOW = datetime(2026, 1, 1, 20, 0, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path) -> HomeFiles:
    return HomeFiles(tmp_path)


def test_a_proposal_is_remembered_for_the_evening(home: HomeFiles) -> None:
    assert proposed(home, "anna", "movielens", NOW) == frozenset()
    add_proposal(home, "anna", "movielens", 7, NOW)
    add_proposal(home, "anna", "movielens", 9, NOW + timedelta(hours=11))
    assert proposed(home, "anna", "movielens", NOW + timedelta(hours=11)) == {7, 9}
    assert proposed(home, "anna", "movielens", NOW + timedelta(hours=12)) == {9}
    assert proposed(home, "anna", "movielens", NOW + timedelta(hours=24)) == frozenset()


def test_profiles_and_catalogues_are_kept_apart(home: HomeFiles) -> None:
    add_proposal(home, "anna", "movielens", 7, NOW)
    assert proposed(home, "Anna", "movielens", NOW) == frozenset()
    assert proposed(home, "anna", "ml-100k", NOW) == frozenset()


@pytest.mark.parametrize(
    "content", [b"", b"\xff", b"{}", b'[{"catalogue":"movielens","movie":7,"at":"2026-01-01T20:00:00"}]']
)
def test_a_file_that_cannot_be_read_counts_as_empty_and_is_replaced(home: HomeFiles, content: bytes) -> None:
    home.proposals("anna").parent.mkdir()
    home.proposals("anna").write_bytes(content)
    assert proposed(home, "anna", "movielens", NOW) == frozenset()
    add_proposal(home, "anna", "movielens", 7, NOW)
    assert proposed(home, "anna", "movielens", NOW) == {7}


def test_a_clock_that_was_set_back_keeps_what_was_proposed(home: HomeFiles) -> None:
    add_proposal(home, "anna", "movielens", 7, NOW)
    assert proposed(home, "anna", "movielens", NOW - timedelta(hours=1)) == {7}


def test_a_home_that_cannot_be_written_is_told(home: HomeFiles) -> None:
    home.proposals("anna").parent.write_text("a file")
    with pytest.raises(StoreError, match="cannot be kept"):
        add_proposal(home, "anna", "movielens", 7, NOW)
    assert proposed(home, "anna", "movielens", NOW) == frozenset()
