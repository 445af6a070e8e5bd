"""recommend --preset: named filters."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine.profiles.filter_presets import save_preset
from engine.profiles.list_filters import ListFilters
from engine.settings import Settings


def test_a_preset_stands_for_its_filters(cli: Any, toy_home: Path) -> None:
    files = Settings(home=toy_home, profile="presets").files
    crime = ListFilters(genres=("Crime",), without_genres=("Drama",), popularity=0.5)
    save_preset(files, "presets", "my crime", crime)
    asked = cli("--profile", "presets", "recommend", "Alien", "--preset", "My Crime", "--json")
    assert asked.json == (
        cli("recommend", "Alien", "--genre", "Crime", "--not-genre", "Drama", "--popular", "0.5", "--json").json
    )


def test_an_unknown_one_lists_those_that_there_are(cli: Any) -> None:
    done = cli("--profile", "nobody", "recommend", "--preset", "mine")
    assert done.code == 2
    assert "no filters called 'mine'" in done.err and "Hidden gems, The charts, Something else" in done.err


@pytest.mark.parametrize("beside", [["--genre", "Crime"], ["--wish", "crime"], ["--seen", "show"], ["--batch", "-"]])
def test_beside_a_preset_there_are_no_other_filters(cli: Any, beside: list[str]) -> None:
    assert cli("recommend", "--preset", "The charts", *beside).code == 2
