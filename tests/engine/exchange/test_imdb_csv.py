from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.exchange.parts import Part
from engine.exchange.recognition import read_part
from engine.exchange.rows import Row

Make = Callable[[str, str | bytes], Part]
V1 = (
    '"position","const","created","modified","description","Title","Title type","Directors","You rated","IMDb Rating",'
    '"Runtime (mins)","Year","Genres","Num. Votes","Release Date (month/day/year)","URL"\n'
)
V1_ROW = (
    '"1","tt0211915","Fri Nov  7 08:36:35 2014","","","Il favoloso mondo di Amélie","Feature Film","J","8","8.4",'
    '"122","2001","c","9","2001-04","u"\n'
)
V2 = "Const,Your Rating,Date Added,Title,Title Type,Directors,IMDb Rating,Runtime (mins),Year,Genres,Num Votes\n"
V3 = (
    "Const,Your Rating,Date Rated,Title,URL,Title Type,IMDb Rating,Runtime (mins),Year,Genres,Num Votes,"
    "Release Date,Directors\n"
)
V4 = V3.replace("Title,URL", "Title,Original Title,URL")
LIST = (
    "Position,Const,Created,Modified,Description,Title,URL,Title Type,IMDb Rating,Runtime (mins),Year,Genres,Num Votes,"
    "Release Date,Directors,Your Rating,Date Rated\n"
)


def test_the_ratings_of_2014_have_the_header_of_a_list(part: Make) -> None:
    reading = read_part(part("ratings.csv", V1 + V1_ROW))
    assert (reading.service, reading.kind) == ("imdb", "ratings")
    assert reading.rows == (
        Row(
            line=2,
            title="Il favoloso mondo di Amélie",
            year=2001,
            imdb=211915,
            opinion="4",
            at="2014-11-07",
        ),
    )


def test_a_list_of_2014_that_is_not_rated_through_is_a_list(part: Make) -> None:
    reading = read_part(part("list.csv", V1 + V1_ROW.replace('"8","8.4"', '"","8.4"')))
    assert (reading.kind, reading.unsure, reading.rows[0].opinion) == ("list", True, None)


@pytest.mark.parametrize(
    "text",
    [
        V2 + "tt0133093,9,2018-01-02,The Matrix,movie,L,8.7,136,1999,a,9\n",
        V3 + "tt0133093,9,2018-01-02,The Matrix,u,movie,8.7,136,1999,a,9,1999-03-31,L\n",
        V4 + 'tt0133093,9,2018-01-02,"The Matrix","The Matrix",u,Movie,8.7,136,1999,a,9,"1999-03-31","L"\n',
    ],
)
def test_every_header_of_ratings_since_is_read(part: Make, text: str) -> None:
    reading = read_part(part("x.csv", text))
    assert (reading.kind, reading.rows) == (
        "ratings",
        (Row(line=2, title="The Matrix", year=1999, imdb=133093, opinion="4.5", at="2018-01-02"),),
    )


def test_latin_1_and_the_original_title_are_read(part: Make) -> None:
    row = 'tt0211915,8,2018-01-02,"Amelie","Le fabuleux destin d\'Amélie Poulain",u,Movie,8,122,2001,a,9,,\n'
    (found,) = read_part(part("x.csv", (V4 + row).encode("latin-1"))).rows
    assert found.titles == ("Le fabuleux destin d'Amélie Poulain",)


def test_a_watchlist_is_known_by_its_name_and_its_ratings_are_ones_own(part: Make) -> None:
    rows = "1,tt0133093,2020-01-01,,,The Matrix,u,movie,8,136,1999,a,9,,,9,2021-02-03\n"
    rows += "2,tt0113277,2020-01-01,,,Heat,u,movie,8,170,1995,a,9,,,,\n"
    reading = read_part(part("WATCHLIST.csv", LIST + rows))
    assert [(row.opinion, row.watchlist, row.at) for row in reading.rows] == [
        ("4.5", True, "2021-02-03"),
        (None, True, "2020-01-01"),
    ]
    assert read_part(part("8a2f.csv", LIST + rows)).unsure


@pytest.mark.parametrize(
    "kind",
    [
        *("tvSeries", "TV Mini Series", "Serie TV", "TV Episode", "Episodio TV", "tvMiniSeries", "Série de TV"),
        *("Minissérie de TV", "Episódio de TV", "Mini-série télévisée", "Épisode télévisé", "Fernsehepisode"),
        *("टीवी सीरीज़", "टीवी एपिसोड", "Jogo eletrônico", "Video Game"),
    ],
)
def test_series_are_told_in_the_languages_that_are_known(part: Make, kind: str) -> None:
    (row,) = read_part(part("x.csv", V3 + f"tt0903747,9,2018-01-02,Breaking Bad,u,{kind},9,45,2008,a,9,,\n")).rows
    assert row.series


def test_a_date_that_a_spreadsheet_spoiled_is_dropped_and_the_row_taken(part: Make) -> None:
    (row,) = read_part(part("x.csv", V3 + "tt0133093,9,10-09-20,The Matrix,u,movie,8,136,????,a,9,,\n")).rows
    assert (row.opinion, row.at, row.year) == ("4.5", None, None)
