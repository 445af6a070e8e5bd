from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.exchange.parts import Part
from engine.exchange.recognition import read_part
from engine.exchange.rows import Row
from engine.exchange.simkl import is_simkl, read_simkl_json

Make = Callable[[str, str | bytes], Part]
MATRIX = {"title": "The Matrix", "year": 1999, "ids": {"simkl": 1, "imdb": "tt0133093", "tmdb": "603"}}
BACKUP = "SIMKL_ID,Title,Type,Year,Watchlist,LastEpWatched,WatchedDate,Rating,Memo,TVDB,TMDB,IMDB\n"
IMPORT = "simkl_id,TVDB_ID,TMDB,IMDB_ID,MAL_ID,Type,Title,Year,LastEpWatched,Watchlist,WatchedDate,Rating,Memo\n"
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
FIELDS = st.sampled_from(["status", "user_rating", "last_watched_at", "movie", "show", "anime_type", "title", "ids"])
RECORDS = st.dictionaries(FIELDS, ANY_JSON | st.dictionaries(FIELDS, ANY_JSON, max_size=4), max_size=6)


def _row(part: Part, room: str = "movies", **fields: object) -> Row:
    (row,) = read_simkl_json(part, {room: [{"movie": MATRIX, **fields}]}).rows
    return row


def test_a_completed_film_was_seen_and_may_be_rated(part: Make) -> None:
    record = {
        "status": "completed",
        "user_rating": 9,
        "user_rated_at": "2024-03-02T10:00:00Z",
        "last_watched_at": "2024-03-01T20:00:00Z",
        "movie": MATRIX,
    }
    reading = read_part(part("SimklBackup.json", json.dumps({"movies": [record], "shows": [], "anime": []})))
    assert reading.service == "simkl"
    assert reading.rows == (
        Row(
            line=1,
            title="The Matrix",
            year=1999,
            imdb=133093,
            tmdb=603,
            opinion="4.5",
            seen=True,
            at="2024-03-02T10:00:00Z",
            seen_at="2024-03-01T20:00:00Z",
        ),
    )


def test_a_planned_film_may_be_rated(part: Make) -> None:
    row = _row(part("b.json", ""), status="plantowatch", user_rating=7, added_to_watchlist_at="2024-03-01T20:00:00Z")
    assert (row.watchlist, row.seen, row.opinion, row.at) == (True, False, "3.5", "2024-03-01T20:00:00Z")


@pytest.mark.parametrize("status", ["watching", "hold", "dropped"])
def test_a_film_not_watched_to_the_end_says_nothing(part: Make, status: str) -> None:
    row = _row(part("b.json", ""), status=status, user_rating=None)
    assert (row.says_nothing, row.skipped) == (True, "not watched to the end")


def test_a_dropped_film_keeps_its_rating(part: Make) -> None:
    row = _row(part("b.json", ""), status="dropped", user_rating=2)
    assert (row.opinion, row.seen, row.skipped) == ("1", False, "")


def test_a_rating_out_of_range_leaves_a_seen_film_seen(part: Make) -> None:
    row = _row(part("b.json", ""), status="completed", user_rating=0)
    assert (row.opinion, row.seen, row.problem) == (None, True, "")


def test_shows_are_series_and_anime_films_are_films_without_the_id_of_tmdb(part: Make) -> None:
    show = {"status": "completed", "show": MATRIX}
    document = {"shows": [show], "anime": [{**show, "anime_type": "movie"}, {**show, "anime_type": "tv"}]}
    rows = read_simkl_json(part("b.json", ""), document).rows
    assert [(row.line, row.series, row.tmdb, row.imdb) for row in rows] == [
        (1, True, None, 133093),
        (2, False, None, 133093),
        (3, True, None, 133093),
    ]


def test_the_backup_in_csv_is_read(part: Make) -> None:
    text = (
        BACKUP + "53,The Matrix,movie,1999,completed,,8/21/2015,9,,,603,tt0133093\n,Dark,tv,2017,plantowatch,,,,,,,\n"
    )
    matrix, dark = read_part(part("backup.csv", text)).rows
    assert matrix == Row(
        line=2, title="The Matrix", year=1999, imdb=133093, tmdb=603, opinion="4.5", seen=True, at="2015-08-21"
    )
    assert (dark.series, dark.watchlist) == (True, True)


def test_a_file_for_the_importer_is_read(part: Make) -> None:
    text = IMPORT + "1,,603,tt0133093,,movie,The Matrix,1999,,plan to watch,18-12-2023 21:50:41,,\n"
    (row,) = read_part(part("import.csv", text)).rows
    assert row == Row(line=2, title="The Matrix", year=1999, imdb=133093, tmdb=603, watchlist=True)


def test_an_ambiguous_date_is_none(part: Make) -> None:
    text = BACKUP + "53,The Matrix,movie,1999,completed,,8/2/2015,,,,603,tt0133093\n"
    (row,) = read_part(part("backup.csv", text)).rows
    assert (row.seen, row.at) == (True, None)


@pytest.mark.parametrize(
    "document", [[], {}, None, {"movies": 1}, {"movies": [1]}, {"movies": [{"status": "completed"}]}]
)
def test_other_documents_are_not_simkls(document: object) -> None:
    assert not is_simkl(document)


@given(
    ANY_JSON | st.dictionaries(st.sampled_from(["movies", "shows", "anime"]), st.lists(RECORDS | ANY_JSON, max_size=3))
)
def test_any_json_is_read_without_raising(document: object) -> None:
    is_simkl(document)
    read_simkl_json(Part(PurePosixPath("x.json"), "x.json", b""), document)
