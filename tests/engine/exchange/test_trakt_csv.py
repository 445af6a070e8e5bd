from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.exchange.parts import Part
from engine.exchange.recognition import read_part
from engine.exchange.rows import Row

Make = Callable[[str, str | bytes], Part]
FILM = "type,title,year,trakt_rating,trakt_id,imdb_id,tmdb_id"
MATRIX = "movie,The Matrix,1999,8.7,481,tt0133093,603"


def test_the_members_rating_counts_not_the_publics(part: Make) -> None:
    reading = read_part(part("ratings.csv", f"rated_at,{FILM},rating\n2024-11-03T20:15:00Z,{MATRIX},9\n"))
    assert (reading.service, reading.kind) == ("trakt", "ratings")
    assert reading.rows == (
        Row(line=2, title="The Matrix", year=1999, imdb=133093, tmdb=603, opinion="4.5", at="2024-11-03T20:15:00Z"),
    )


def test_a_history_has_the_times_of_viewings(part: Make) -> None:
    text = f"watched_at,{FILM}\n2024-11-03T20:15:00Z,{MATRIX}\n2024-11-03T00:00:00Z,{MATRIX}\n"
    reading = read_part(part("history.csv", text))
    assert [(row.seen, row.at) for row in reading.rows] == [(True, "2024-11-03T20:15:00Z"), (True, None)]


@pytest.mark.parametrize(
    ("name", "wanted", "unsure"), [("watchlist.csv", True, False), ("lists-list-1-watchlist.csv", False, True)]
)
def test_the_name_tells_a_watchlist_from_a_list(part: Make, name: str, wanted: bool, unsure: bool) -> None:
    reading = read_part(part(name, f"rank,listed_at,{FILM}\n1,2024-11-03T20:15:00Z,{MATRIX}\n"))
    (row,) = reading.rows
    assert (row.watchlist, reading.unsure, row.at) == (wanted, unsure, "2024-11-03T20:15:00Z")


def test_a_collection_is_left_out(part: Make) -> None:
    (row,) = read_part(part("collection.csv", f"collected_at,{FILM}\n2024-11-03T20:15:00Z,{MATRIX}\n")).rows
    assert row.skipped == "in a collection"


def test_an_episode_has_its_own_id(part: Make) -> None:
    line = "2024-11-03T20:15:00Z,episode,Breaking Bad,2008,9,1,tt0903747,1396,tt0959621\n"
    text = f"watched_at,{FILM},episode_imdb_id\n{line}"
    (row,) = read_part(part("history.csv", text)).rows
    assert (row.series, row.title, row.imdb, row.tmdb) == (True, "Breaking Bad", 959621, None)


def test_a_row_for_the_importer_may_be_watched_and_rated(part: Make) -> None:
    line = "tt0133093,603,movie,2024-03-01T12:00:00Z,9,2024-03-02T12:00:00Z\n"
    text = f"imdb_id,tmdb_id,type,watched_at,rating,rated_at\n{line}"
    (row,) = read_part(part("import.csv", text)).rows
    assert row == Row(
        line=2,
        imdb=133093,
        tmdb=603,
        opinion="4.5",
        seen=True,
        at="2024-03-02T12:00:00Z",
        seen_at="2024-03-01T12:00:00Z",
    )


def test_an_unknown_day_is_seen_without_a_date(part: Make) -> None:
    text = "imdb_id,tmdb_id,type,watched_at,rating,rated_at\ntt0211915,194,movie,unknown,8,\n"
    (row,) = read_part(part("import.csv", text)).rows
    assert row == Row(line=2, imdb=211915, tmdb=194, opinion="4", seen=True)


def test_midnight_for_the_importer_is_that_day(part: Make) -> None:
    (row,) = read_part(part("i.csv", "imdb_id,watched_at\ntt0211915,2024-03-01T00:00:00Z\n")).rows
    assert (row.seen, row.at) == (True, "2024-03-01")


def test_a_watchlist_for_the_importer_is_one(part: Make) -> None:
    reading = read_part(part("i.csv", "imdb_id,type,watchlisted_at\ntt0211915,movie,2024-03-01T10:00:00Z\n"))
    assert (reading.kind, reading.rows) == (
        "watchlist",
        (Row(line=2, imdb=211915, watchlist=True, at="2024-03-01T10:00:00Z"),),
    )


def test_the_id_of_tmdb_needs_the_type(part: Make) -> None:
    rows = read_part(part("i.csv", "tmdb_id,type,watched_at\n603,movie,unknown\n603,show,unknown\n603,,unknown\n")).rows
    assert [(row.tmdb, row.problem) for row in rows] == [
        (603, ""),
        (None, "it names no film"),
        (None, "it names no film"),
    ]


def test_a_row_that_says_nothing_is_told(part: Make) -> None:
    text = "imdb_id,type,watched_at,rating,rated_at\ntt0211915,movie,,,\ntt0211915,movie,,11,\n,movie,unknown,,\n"
    rows = read_part(part("i.csv", text)).rows
    assert [(row.skipped, row.problem) for row in rows] == [
        ("not rated", ""),
        ("", "a rating out of range"),
        ("", "it names no film"),
    ]
