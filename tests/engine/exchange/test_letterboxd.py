from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.exchange.parts import Part
from engine.exchange.recognition import read_part, read_parts
from engine.exchange.rows import Row

Make = Callable[[str, str | bytes], Part]
HEAD = "Date,Name,Year,Letterboxd URI"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("watched.csv", ("watched", Row(line=2, title="Alien", year=1979, seen=True, at="2024-03-02"))),
        ("watchlist.csv", ("watchlist", Row(line=2, title="Alien", year=1979, watchlist=True, at="2024-03-02"))),
        ("watchlist (1).csv", ("watchlist", Row(line=2, title="Alien", year=1979, watchlist=True, at="2024-03-02"))),
        ("likes/films.csv", ("likes", Row(line=2, title="Alien", year=1979, opinion="like", at="2024-03-02"))),
    ],
)
def test_of_one_header_the_path_tells_what_it_is(part: Make, name: str, expected: tuple[str, Row]) -> None:
    reading = read_part(part(name, f"{HEAD}\r\n2024-03-02,Alien,1979,https://boxd.it/a\r\n"))
    assert (reading.service, reading.kind, *reading.rows) == ("letterboxd", *expected)


def test_a_file_of_another_name_is_a_list_of_which_the_person_knows_more(part: Make) -> None:
    reading = read_part(part("films-of-anna.csv", f"{HEAD}\n2024-03-02,Alien,1979,u\n"))
    assert reading.kind == "likes"
    reading = read_part(part("export.csv", f"{HEAD}\n2024-03-02,Alien,1979,u\n"))
    assert (reading.kind, reading.unsure) == ("list", True)


def test_a_diary_of_2017_without_rewatch_is_one(part: Make) -> None:
    text = f'{HEAD},Rating,Tags,Watched Date\n2017-03-02,"Good Night, and Good Luck.",2005,u,3.5,"a, b",2017-03-01\n'
    (row,) = read_part(part("diary.csv", text)).rows
    assert row == Row(
        line=2,
        title="Good Night, and Good Luck.",
        year=2005,
        opinion="3.5",
        seen=True,
        at="2017-03-02",
        seen_at="2017-03-01",
    )


def test_an_unrated_row_and_one_out_of_range_are_seen_all_the_same(part: Make) -> None:
    text = f"{HEAD},Rating\n2017-03-02,A,2005,u,\n2017-03-02,B,2005,u,7\n2017-03-02,C,,u,0.5\n"
    assert [(row.opinion, row.seen, row.year) for row in read_part(part("ratings.csv", text)).rows] == [
        (None, True, 2005),
        (None, True, 2005),
        ("0.5", True, None),
    ]


@pytest.mark.parametrize("first", ["Letterboxd list export v7", ""])
def test_a_list_is_read_behind_a_description_of_many_lines(part: Make, first: str) -> None:
    text = f'{first}\nDate,Name,Tags,URL,Description\n2024-01-01,Best,,u,"a\n\nb"\n\n'
    text += "Position,Name,Year,URL,Description\n1,Alien,1979,u,\n"
    reading = read_part(part("best.csv", text))
    assert (reading.kind, reading.unsure, reading.rows) == ("list", True, (Row(line=8, title="Alien", year=1979),))


def test_what_is_private_or_deleted_is_never_read(part: Make) -> None:
    files = ["profile.csv", "comments.csv", "deleted/diary.csv", "orphaned/diary.csv", "likes/reviews.csv"]
    parts = [part(name, f"{HEAD}\n2024-03-02,Alien,1979,u\n") for name in [*files, "watched.csv"]]
    assert [reading.file for reading in read_parts(parts)[0]] == ["watched.csv"]


def test_a_file_for_its_importer_is_read_too(part: Make) -> None:
    text = "tmdbID,imdbID,Title,Year,Rating,WatchedDate,Rewatch\n603,tt0133093,The Matrix,1999,4.5,2024-03-01,false\n"
    assert read_part(part("x.csv", text)).rows == (
        Row(
            line=2,
            title="The Matrix",
            year=1999,
            imdb=133093,
            tmdb=603,
            opinion="4.5",
            seen=True,
            at="2024-03-01",
        ),
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("sign", [";", "\t"])
def test_a_list_saved_anew_by_a_spreadsheet_is_read(part: Make, sign: str, encoding: str) -> None:
    rows = [["Letterboxd list export v7", "", "", "", ""], ["Date", "Name", "Tags", "URL", "Description"]]
    rows += [["2024-01-01", "Best", "", "u", ""], [""] * 5, ["Position", "Name", "Year", "URL", "Description"]]
    rows += [["1", "Alien", "1979", "u", ""]]
    text = "\r\n".join(sign.join(f'"{cell}"' for cell in row) for row in rows)
    reading = read_part(part("best.csv", text.encode(encoding)))
    assert [(row.line, row.title, row.year) for row in reading.rows] == [(6, "Alien", 1979)]


def test_a_description_that_looks_like_the_header_of_the_films_is_none(part: Make) -> None:
    text = 'Letterboxd list export v7\nDate,Name,Tags,URL,Description\n2024-01-01,Best,,u,"a\n'
    text += 'Position,Name,Year,URL,Description\nb"\n\nPosition,Name,Year,URL,Description\n1,Alien,1979,u,\n'
    assert [row.title for row in read_part(part("best.csv", text)).rows] == ["Alien"]


def test_a_damaged_member_of_an_export_is_told_and_the_others_are_read(part: Make) -> None:
    parts = [part("ratings.csv", bytes(100)), part("watched.csv", f"{HEAD}\n2024-03-02,Alien,1979,u\n")]
    readings, refused = read_parts([*parts, part("notes.txt", "milk and bread\n"), part("watchlist.csv", "")])
    assert [reading.file for reading in readings] == ["watched.csv"]
    assert [one.file for one in refused] == ["ratings.csv", "watchlist.csv"]


def test_titles_and_years_alone_are_a_list(part: Make) -> None:
    reading = read_part(part("x.csv", "Title,Year\nAlien,1979\n"))
    assert (reading.unsure, reading.rows) == (True, (Row(line=2, title="Alien", year=1979),))
