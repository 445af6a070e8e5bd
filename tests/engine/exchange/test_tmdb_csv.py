from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.exchange.parts import Part
from engine.exchange.recognition import read_part
from engine.exchange.rows import Row

Make = Callable[[str, str | bytes], Part]
HEAD = "TMDb ID,IMDb ID,Type,Name,Release Date,Season Number,Episode Number,Rating,Your Rating,Date Rated\n"


def test_the_members_rating_counts_not_the_publics(part: Make) -> None:
    line = "603,tt0133093,movie,The Matrix,1999-03-31T00:00:00Z,,,8.2,8.5,2024-11-03T00:00:00Z\n"
    reading = read_part(part("export.csv", HEAD + line))
    assert (reading.service, reading.kind) == ("tmdb", "ratings")
    assert reading.rows == (
        Row(line=2, title="The Matrix", year=1999, imdb=133093, tmdb=603, opinion="4.5", at="2024-11-03"),
    )


@pytest.mark.parametrize(
    ("name", "kind", "wanted", "opinion"),
    [
        ("watchlist.csv", "watchlist", True, None),
        ("My_Watchlist/movies.csv", "watchlist", True, None),
        ("favorites.csv", "likes", False, "like"),
        ("favourite_movies.csv", "likes", False, "like"),
        ("films.csv", "list", False, None),
    ],
)
def test_without_ratings_the_name_tells(part: Make, name: str, kind: str, wanted: bool, opinion: str | None) -> None:
    reading = read_part(part(name, HEAD + "603,tt0133093,movie,The Matrix,1999-03-31T00:00:00Z,,,8.2,,\n"))
    (row,) = reading.rows
    assert (reading.kind, row.watchlist, row.opinion, reading.unsure) == (kind, wanted, opinion, kind == "list")
    assert (row.skipped, row.problem) == ("", "")


@pytest.mark.parametrize(
    "line", ["1396,,tv,Breaking Bad,2008-01-20T00:00:00Z,,,9,9.0,\n", "1396,,tv,Breaking Bad,,1,2,9,9.0,\n"]
)
def test_a_series_is_never_found_by_its_number(part: Make, line: str) -> None:
    (row,) = read_part(part("ratings.csv", HEAD + line)).rows
    assert (row.title, row.series, row.tmdb) == ("Breaking Bad", True, None)


def test_unrated_and_odd_rows_of_the_ratings_are_told(part: Make) -> None:
    lines = "603,,movie,The Matrix,,,,8,,\n603,,movie,The Matrix,,,,8,12,\n,,movie,,,,,8,9,\n"
    rows = read_part(part("ratings.csv", HEAD + lines)).rows
    assert [(row.skipped, row.problem) for row in rows] == [
        ("not rated", ""),
        ("", "a rating out of range"),
        ("", "it names no film"),
    ]
