from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.exchange.parts import Part
from engine.exchange.recognition import read_part, read_parts
from engine.exchange.rows import Row
from engine.exchange.trakt_json import is_private, is_trakt, read_trakt

Make = Callable[[str, str | bytes], Part]
MATRIX = {"title": "The Matrix", "year": 1999, "ids": {"trakt": 481, "imdb": "tt0133093", "tmdb": 603}}
SHOW = {"title": "Breaking Bad", "year": 2008, "ids": {"imdb": "tt0903747", "tmdb": 1396}}
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
FIELDS = st.sampled_from(
    (
        *("rated_at", "rating", "watched_at", "last_watched_at", "listed_at", "hidden_at", "movie", "show", "episode"),
        *("title", "year", "ids", "imdb", "tmdb", "imdb_id", "person", "comment"),
    )
)
RECORDS = st.dictionaries(FIELDS, ANY_JSON | st.dictionaries(FIELDS, ANY_JSON, max_size=4), max_size=6)


def test_a_rating_of_ten_is_five_stars(part: Make) -> None:
    text = json.dumps([{"rated_at": "2024-11-03T20:15:00.000Z", "rating": 9, "type": "movie", "movie": MATRIX}])
    reading = read_part(part("ratings-movies-1.json", text))
    assert (reading.service, reading.kind, reading.unsure) == ("trakt", "ratings", False)
    assert reading.rows == (
        Row(
            line=1,
            title="The Matrix",
            year=1999,
            imdb=133093,
            tmdb=603,
            opinion="4.5",
            at="2024-11-03T20:15:00Z",
        ),
    )


def test_a_0_is_no_rating(part: Make) -> None:
    (row,) = read_trakt(part("r.json", ""), [{"rated_at": "2024-11-03", "rating": 0, "movie": MATRIX}]).rows
    assert (row.opinion, row.problem, row.skipped) == (None, "", "not rated")


@pytest.mark.parametrize("rating", [11, -1, "good", 1e300])
def test_a_rating_out_of_range_is_told(part: Make, rating: object) -> None:
    (row,) = read_trakt(part("r.json", ""), [{"rated_at": "2024-11-03", "rating": rating, "movie": MATRIX}]).rows
    assert (row.opinion, row.problem) == (None, "a rating out of range")


def test_a_rating_taken_back_is_no_rating(part: Make) -> None:
    (row,) = read_trakt(part("r.json", ""), [{"rated_at": None, "rating": None, "movie": MATRIX}]).rows
    assert row.skipped == "not rated"


def test_each_play_of_the_history_is_a_row(part: Make) -> None:
    play = {"id": 2**60, "action": "scrobble", "type": "movie", "movie": MATRIX}
    times = ["2024-03-01T20:15:00.000Z", "2024-03-09T21:00:00.000Z"]
    reading = read_part(part("watched-history-1.json", json.dumps([{**play, "watched_at": time} for time in times])))
    assert reading.kind == "history"
    assert [(row.seen, row.at) for row in reading.rows] == [
        (True, "2024-03-01T20:15:00Z"),
        (True, "2024-03-09T21:00:00Z"),
    ]


@pytest.mark.parametrize("films", [19, 20])
def test_films_marked_in_bulk_were_seen_but_not_that_day(part: Make, films: int) -> None:
    record = {"plays": 1, "last_watched_at": "2024-03-01T20:15:00.000Z", "movie": MATRIX}
    reading = read_trakt(part("watched-movies.json", ""), [record] * films)
    assert reading.kind == "watched"
    assert {(row.seen, row.at) for row in reading.rows} == {(True, None if films == 20 else "2024-03-01T20:15:00Z")}


@pytest.mark.parametrize("time", ["2024-03-01T00:00:00.000Z", None, "soon"])
def test_a_film_seen_at_midnight_or_no_time_was_seen_on_an_unknown_day(part: Make, time: object) -> None:
    (row,) = read_trakt(part("history.json", ""), [{"watched_at": time, "movie": MATRIX}]).rows
    assert (row.seen, row.at, row.problem) == (True, None, "")


@pytest.mark.parametrize(
    ("name", "kind", "wanted", "unsure", "skipped"),
    [
        ("lists-watchlist-1.json", "watchlist", True, False, ""),
        ("lists/watchlist.json", "watchlist", True, False, ""),
        ("lists-list-123-my-old-watchlist.json", "list", False, True, ""),
        ("lists-favorites.json", "favorites", False, False, "a list of favourites"),
        ("best.json", "list", False, True, ""),
    ],
)
def test_the_name_tells_which_list_it_is(
    part: Make, name: str, kind: str, wanted: bool, unsure: bool, skipped: str
) -> None:
    text = json.dumps([{"rank": 1, "id": 5, "listed_at": "2024-11-03T20:15:00.000Z", "type": "movie", "movie": MATRIX}])
    reading = read_part(part(name, text))
    (row,) = reading.rows
    assert (reading.kind, row.watchlist, reading.unsure, row.skipped) == (kind, wanted, unsure, skipped)
    assert (row.imdb, row.opinion, row.seen) == (133093, None, False)


@pytest.mark.parametrize(
    ("record", "skipped"),
    [
        ({"hidden_at": "2024-11-03", "movie": MATRIX}, "hidden, not marked"),
        ({"paused_at": "2024-11-03", "progress": 12.5, "movie": MATRIX}, "not watched to the end"),
        ({"collected_at": "2024-11-03", "movie": MATRIX}, "in a collection"),
        ({"comment": {"comment": "Good."}, "movie": MATRIX}, "a comment"),
        ({"listed_at": "2024-11-03", "type": "person", "person": {"name": "Keanu Reeves"}}, "a person"),
    ],
)
def test_what_is_no_mark_is_left_out(part: Make, record: object, skipped: str) -> None:
    assert is_trakt([record])
    (row,) = read_trakt(part("x.json", ""), [record]).rows
    assert (row.skipped, row.says_nothing) == (skipped, True)


def test_an_episode_counts_neither_as_its_series_nor_by_the_id_of_tmdb(part: Make) -> None:
    episode = {"season": 1, "number": 1, "title": "Pilot", "ids": {"imdb": "tt0959621", "tmdb": 62085}}
    (row,) = read_trakt(part("h.json", ""), [{"watched_at": "2024-03-01", "episode": episode, "show": SHOW}]).rows
    assert (row.title, row.series, row.imdb, row.tmdb) == ("Breaking Bad", True, 959621, None)


def test_a_series_has_its_own_imdb_id_and_none_of_tmdb(part: Make) -> None:
    (row,) = read_trakt(part("r.json", ""), [{"rated_at": "2024-03-01", "rating": 8, "show": SHOW}]).rows
    assert (row.title, row.series, row.imdb, row.tmdb) == ("Breaking Bad", True, 903747, None)


def test_a_film_may_lack_its_title_or_its_ids(part: Make) -> None:
    films = [
        {"title": None, "year": None, "ids": {"imdb": None, "tmdb": 603}},
        {"title": "The Matrix", "year": 1999, "ids": None},
        {"title": None, "year": 1999, "ids": {"slug": "the-matrix-1999"}},
    ]
    rows = read_trakt(
        part("r.json", ""), [{"rated_at": "2024-03-01", "rating": 8, "movie": film} for film in films]
    ).rows
    assert [(row.title, row.tmdb, row.problem) for row in rows] == [
        ("", 603, ""),
        ("The Matrix", None, ""),
        ("", None, "it names no film"),
    ]


def test_each_broken_record_is_a_row_of_its_own(part: Make) -> None:
    rows = read_trakt(part("r.json", ""), [None, 7, [], {"rated_at": "2024-03-01", "rating": 8, "movie": MATRIX}]).rows
    assert [(row.line, bool(row.problem)) for row in rows] == [(1, True), (2, True), (3, True), (4, False)]


def test_a_list_for_the_importer_is_read_too(part: Make) -> None:
    text = json.dumps([{"imdb_id": "tt0133093", "type": "movie", "watched_at": "unknown", "rating": 9}])
    (row,) = read_part(part("import.json", text)).rows
    assert row == Row(line=1, imdb=133093, opinion="4.5", seen=True)


@pytest.mark.parametrize(
    "name",
    [
        *("user-profile.json", "comments-1.json", "_errors.json", "hidden-calendar.json", "watched-playback.json"),
        *("collection-movies.json", "collection_movies.json", "hidden/calendar.json"),
    ],
)
def test_private_members_are_known_by_name(name: str) -> None:
    assert is_private(PurePosixPath(name))


@pytest.mark.parametrize(
    "name", ["ratings-movies.json", "user-profile.csv", "users.json", "lists-list-1-hidden-gems.json"]
)
def test_other_members_are_not_private(name: str) -> None:
    assert not is_private(PurePosixPath(name))


def test_private_members_of_an_export_are_left_unread(part: Make) -> None:
    text = json.dumps([{"rated_at": "2024-11-03", "rating": 9, "movie": MATRIX}])
    readings, _ = read_parts([part("user-profile.json", text), part("ratings-movies.json", text)])
    assert [reading.file for reading in readings] == ["ratings-movies.json"]


@pytest.mark.parametrize(
    "document", [[], {}, None, [1], [{"rated_at": "2024-11-03"}], [{"movie": MATRIX}], {"movies": []}]
)
def test_other_documents_are_not_trakts(document: object) -> None:
    assert not is_trakt(document)


@given(ANY_JSON | st.lists(RECORDS, max_size=4))
def test_any_json_is_read_without_raising(document: object) -> None:
    is_trakt(document)
    reading = read_trakt(Part(PurePosixPath("x.json"), "x.json", b""), document)
    assert len(reading.rows) == (len(document) if isinstance(document, list) else 0)


def test_a_member_of_nothing_is_read_as_nothing(part: Callable[[str, str], Part]) -> None:
    assert read_part(part("lists-favorites.json", "[]")).rows == ()
