"""recommend --wish: films in words."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.mark.parametrize(
    ("wish", "filters"),
    [
        ("crime or comedy", ["--genre", "Crime", "--genre", "Comedy"]),
        ("crime -drama", ["--genre", "Crime", "--not-genre", "Drama"]),
        ("drama since 1990", ["--genre", "Drama", "--year", "1990-"]),
        ("crime drama", ["--genre", "Crime", "--genre", "Drama", "--all-genres"]),
    ],
)
def test_a_wish_is_filters_in_words(cli: Any, wish: str, filters: list[str]) -> None:
    asked = cli("recommend", "Alien", "--wish", wish, "--json")
    assert asked.code == 0
    assert asked.json == cli("recommend", "Alien", *filters, "--json").json


def test_like_a_film_takes_the_place_of_the_marks(cli: Any) -> None:
    assert cli("recommend", "--wish", "crime like heat", "--json").json == (
        cli("recommend", "Heat", "--genre", "Crime", "--json").json
    )


def test_the_words_that_are_not_understood_are_named(cli: Any) -> None:
    done = cli("recommend", "--wish", "80s heist crime with robots")
    assert done.code == 2
    assert "not understood: 'heist', 'robots'" in done.err
    assert cli("recommend", "--wish", "the").code == 2


@pytest.mark.parametrize(
    "beside",
    [["--genre", "Crime"], ["--year", "1980"], ["--not-genre", "Crime"], ["--all-genres"], ["--batch", "-"]],
)
def test_beside_a_wish_there_are_no_other_filters(cli: Any, beside: list[str]) -> None:
    assert cli("recommend", "--wish", "crime", *beside).code == 2


def test_seen_films_are_no_matter_beside_a_film(cli: Any) -> None:
    assert cli("recommend", "--wish", "like heat", "--seen", "show").code == 2
