"""The files for Letterboxd, Trakt and the services that read IMDb's, byte by byte."""

from __future__ import annotations

import csv
from typing import Any

import pytest

from engine.exchange.exported_films import ExportedFilm
from engine.exchange.file_parts import Export, csv_files
from engine.exchange.imdb_writing import imdb_export
from engine.exchange.letterboxd_writing import letterboxd_export
from engine.exchange.trakt_writing import trakt_export


def film(movie: int, title: str, **given: Any) -> ExportedFilm:
    at = "2024-03-01T12:00:00.123456+00:00"
    return ExportedFilm(**{"title": title, "catalogue": "movielens", "movie": movie, "at": at, **given})


MATRIX = film(2571, "The Matrix", year=1999, imdb=133093, tmdb=603, opinion="4.5", seen=True)
AMELIE = film(4973, "Amélie", year=2001, imdb=211915, tmdb=194, opinion="4", watchlist=True)
SEEN = film(1, "Alien", year=1979, tmdb=348, seen=True, opinion="like")
LIKED = film(2, "Heat", year=1995, imdb=113277, opinion="like")
DISLIKED = film(3, "Cats", year=2019, imdb=5697572, opinion="dislike", watchlist=True)
HIDDEN = film(4, "Saw", year=2004, imdb=387564, hidden=True)
WANTED = film(5, "Dune", year=2021, imdb=1160419, tmdb=438631, watchlist=True)
UNLINKED = film(6, 'Good Night, and "Good" Luck\\', year=None, opinion="0.5")
FILMS = [MATRIX, AMELIE, SEEN, LIKED, DISLIKED, HIDDEN, WANTED, UNLINKED]


def texts(export: Export) -> dict[str, str]:
    return {file.name: file.data.decode() for file in export.files}


def counts(export: Export) -> tuple[dict[str, int], dict[str, int]]:
    return {one.why: one.films for one in export.left_out}, {one.why: one.films for one in export.cut_short}


def test_letterboxd() -> None:
    export = letterboxd_export(FILMS)
    assert texts(export) == {
        "letterboxd.csv": "tmdbID,imdbID,Title,Year,Rating,WatchedDate,Rewatch\n"
        "603,tt0133093,The Matrix,1999,4.5,,\n"
        "194,tt0211915,Amélie,2001,4,,\n"
        "348,,Alien,1979,,,\n"
        ",,\"Good Night, and 'Good' Luck/\",,0.5,,\n",
        "letterboxd-watchlist.csv": "tmdbID,imdbID,Title,Year\n,tt5697572,Cats,2019\n438631,tt1160419,Dune,2021\n",
    }
    assert [file.films for file in export.files] == [4, 2]
    assert counts(export) == (
        {
            "liked, without stars (and not marked as seen, as all that Letterboxd imports is)": 1,
            "not interested": 1,
        },
        {"on the watchlist, though rated or seen": 1, "liked, without stars": 1, "disliked, without stars": 1},
    )


def test_imdb() -> None:
    export = imdb_export(FILMS)
    assert texts(export) == {
        "imdb-ratings.csv": "Const,Your Rating,Date Rated,Title,URL,Title Type,IMDb Rating,Runtime (mins),Year,Genres,"
        "Num Votes,Release Date,Directors\n"
        "tt0133093,9,2024-03-01,The Matrix,https://www.imdb.com/title/tt0133093/,movie,,,1999,,,,\n"
        "tt0211915,8,2024-03-01,Amélie,https://www.imdb.com/title/tt0211915/,movie,,,2001,,,,\n",
        "imdb-watchlist.csv": "Position,Const,Created,Modified,Description,Title,URL,Title Type,IMDb Rating,"
        "Runtime (mins),Year,Genres,Num Votes,Release Date,Directors,Your Rating,Date Rated\n"
        "1,tt0211915,2024-03-01,2024-03-01,,Amélie,https://www.imdb.com/title/tt0211915/,movie,,,2001,,,,,8,2024-03-01\n"
        "2,tt5697572,2024-03-01,2024-03-01,,Cats,https://www.imdb.com/title/tt5697572/,movie,,,2019,,,,,,\n"
        "3,tt1160419,2024-03-01,2024-03-01,,Dune,https://www.imdb.com/title/tt1160419/,movie,,,2021,,,,,,\n",
    }
    assert counts(export) == (
        {"without an IMDb id": 2, "liked, without stars": 1, "not interested": 1},
        {"disliked, without stars": 1},
    )


def test_trakt() -> None:
    export = trakt_export(FILMS)
    assert texts(export) == {
        "trakt.csv": "imdb_id,tmdb_id,type,watched_at,rating,rated_at\n"
        "tt0133093,603,movie,unknown,9,2024-03-01T12:00:00Z\n"
        "tt0211915,194,movie,,8,2024-03-01T12:00:00Z\n"
        ",348,movie,unknown,,\n",
        "trakt-watchlist.csv": "imdb_id,tmdb_id,type,watchlisted_at\n"
        "tt0211915,194,movie,2024-03-01T12:00:00Z\n"
        "tt5697572,,movie,2024-03-01T12:00:00Z\n"
        "tt1160419,438631,movie,2024-03-01T12:00:00Z\n",
    }
    assert counts(export) == (
        {"liked, without stars": 1, "not interested": 1, "without an IMDb or TMDB id": 1},
        {"liked, without stars": 1, "disliked, without stars": 1},
    )


@pytest.mark.parametrize(("stars", "rating"), [("0.5", "1"), ("1.5", "3"), ("3", "6"), ("5", "10")])
def test_half_stars_become_whole_ratings_of_ten(stars: str, rating: str) -> None:
    one = [film(1, "Alien", imdb=78748, opinion=stars)]
    assert f"tt0078748,{rating}," in texts(imdb_export(one))["imdb-ratings.csv"]
    assert f"tt0078748,,movie,,{rating}," in texts(trakt_export(one))["trakt.csv"]


@pytest.mark.parametrize("write", [letterboxd_export, imdb_export, trakt_export])
def test_what_cannot_be_said_makes_no_file(write: Any) -> None:
    assert write([]) == Export(())
    nothing = write([HIDDEN, LIKED])
    assert nothing.files == ()
    assert sum(one.films for one in nothing.left_out) == 2


@pytest.mark.parametrize("title", ["=1+1", "-30-", "@home", "+1", 'A "quoted", title', "千と千尋 🎬", "it's; 'so'\ta"])
def test_a_hostile_title_is_one_cell(title: str) -> None:
    one = [film(1, title, year=2000, imdb=78748, opinion="3")]
    (plain,) = list(csv.DictReader(texts(imdb_export(one))["imdb-ratings.csv"].splitlines()))
    assert plain["Title"] == title.replace("\t", " ")
    (row,) = list(csv.DictReader(texts(letterboxd_export(one))["letterboxd.csv"].splitlines()))
    assert (row["Title"], row["Year"]) == (title.replace("\t", " ").replace('"', "'"), "2000")


def test_a_large_file_is_cut_into_parts_with_the_header() -> None:
    films = [film(number, f"Film {number} {'é' * 100}", imdb=number, opinion="3") for number in range(1, 10_001)]
    export = letterboxd_export(films)
    assert [file.name for file in export.files] == ["letterboxd-1.csv", "letterboxd-2.csv", "letterboxd-3.csv"]
    assert sum(file.films for file in export.files) == 10_000
    titles = []
    for file in export.files:
        assert len(file.data) <= 900_000
        rows = list(csv.DictReader(file.data.decode().splitlines()))
        assert len(rows) == file.films
        titles += [row["imdbID"] for row in rows]
    assert titles == [one.imdb_id for one in films]
    assert [len(file.data) > 890_000 for file in export.files] == [True, True, False]


def test_a_row_larger_than_a_part_is_written_all_the_same() -> None:
    files = csv_files("x", ["a"], [["1"], ["2" * 50], ["3"]], largest=10)
    assert [file.data.decode() for file in files] == ["a\n1\n", f"a\n{'2' * 50}\n", "a\n3\n"]
    assert [file.name for file in csv_files("x", ["a"], [["1"] * 1] * 3, largest=None)] == ["x.csv"]
