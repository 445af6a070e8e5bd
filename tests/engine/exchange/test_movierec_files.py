"""movierec's own files, written and read again."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any

import pytest

from engine.errors import DataError
from engine.exchange.backup_writing import backup_document
from engine.exchange.csv_tables import csv_table, decoded
from engine.exchange.csv_writing import csv_document
from engine.exchange.exported_films import ExportedFilm
from engine.exchange.movierec_json import is_backup, read_backup, read_movierec_csv
from engine.exchange.parts import Part
from engine.exchange.rows import Row

AT = "2024-03-01T12:00:00.123456+00:00"
FILMS = [
    ExportedFilm(
        title="The Matrix",
        year=1999,
        imdb=133093,
        tmdb=603,
        catalogue="movielens",
        movie=2571,
        opinion="4.5",
        seen=True,
        watchlist=True,
        at=AT,
    ),
    ExportedFilm(
        title='=1+1, "so" 🎬', catalogue="ml-100k", movie=7, opinion="dislike", at="2023-01-01T00:00:00+00:00"
    ),
    ExportedFilm(title="Saw", year=2004, catalogue="title", movie=281474976710655, hidden=True, at="2022-05-06"),
]


def part(data: bytes = b"", name: str = "marks.json") -> Part:
    return Part(PurePosixPath(name), name, data)


def rows(document: object) -> tuple[Row, ...]:
    return read_backup(part(), document).rows


def test_a_backup_is_one_document_that_says_all() -> None:
    document = backup_document("anna", FILMS[:2], exported=datetime(2024, 5, 6, 7, 8, 9, 10, tzinfo=UTC))
    assert document == {
        "movierec": 1,
        "profile": "anna",
        "exported": "2024-05-06T07:08:09+00:00",
        "marks": [
            {
                "catalogue": "movielens",
                "movie": 2571,
                "title": "The Matrix",
                "year": 1999,
                "imdb": "tt0133093",
                "tmdb": 603,
                "opinion": "4.5",
                "seen": True,
                "watchlist": True,
                "hidden": False,
                "at": AT,
            },
            {
                "catalogue": "ml-100k",
                "movie": 7,
                "title": '=1+1, "so" 🎬',
                "year": None,
                "imdb": None,
                "opinion": "dislike",
                "seen": False,
                "watchlist": False,
                "hidden": False,
                "at": "2023-01-01T00:00:00+00:00",
            },
        ],
    }


def test_a_backup_loses_nothing() -> None:
    document = json.loads(json.dumps(backup_document("anna", FILMS, exported=datetime.now(UTC))))
    assert is_backup(document)
    reading = read_backup(part(), document)
    assert (reading.file, reading.service, reading.kind) == ("marks.json", "movierec", "marks")
    assert reading.rows == (
        Row(
            line=1,
            title="The Matrix",
            year=1999,
            key=("movielens", 2571),
            movielens=2571,
            imdb=133093,
            tmdb=603,
            opinion="4.5",
            seen=True,
            watchlist=True,
            at="2024-03-01T12:00:00.123456Z",
        ),
        Row(
            line=2,
            title='=1+1, "so" 🎬',
            key=("ml-100k", 7),
            opinion="dislike",
            at="2023-01-01T00:00:00.000000Z",
        ),
        Row(line=3, title="Saw", year=2004, key=("title", 281474976710655), hidden=True, at="2022-05-06"),
    )


def test_the_csv_is_for_people_and_is_read_again() -> None:
    data = csv_document(FILMS)
    assert data.decode() == (
        "title,year,imdb_id,tmdb_id,stars,opinion,seen,watchlist,not_interested,marked\n"
        "The Matrix,1999,tt0133093,603,4.5,,yes,yes,,2024-03-01T12:00:00Z\n"
        '"=1+1, ""so"" 🎬",,,,,dislike,,,,2023-01-01T00:00:00Z\n'
        "Saw,2004,,,,,,,yes,2022-05-06T00:00:00Z\n"
    )
    given = part(data, "marks.csv")
    reading = read_movierec_csv(given, csv_table(decoded(given)))
    assert (reading.service, reading.kind) == ("movierec", "marks")
    assert reading.rows == (
        Row(
            line=2,
            title="The Matrix",
            year=1999,
            imdb=133093,
            tmdb=603,
            opinion="4.5",
            seen=True,
            watchlist=True,
            at="2024-03-01T12:00:00Z",
        ),
        Row(line=3, title='=1+1, "so" 🎬', opinion="dislike", at="2023-01-01T00:00:00Z"),
        Row(line=4, title="Saw", year=2004, hidden=True, at="2022-05-06T00:00:00Z"),
    )


def test_a_csv_that_a_spreadsheet_saved_again_is_read() -> None:
    text = 'Title;Year;Stars;Seen;not_interested;marked\n Alien ;1979;3,5;TRUE;;01.03.2024\nHeat;1995;4.0;x;no;""\n'
    one, two = read_movierec_csv(part(), csv_table(text)).rows
    assert one == Row(line=2, title="Alien", year=1979, opinion="3.5", seen=True)
    assert two == Row(line=3, title="Heat", year=1995, opinion="4", seen=True)


@pytest.mark.parametrize("wrong", ["Alien,7,,,", "Alien,,loved,,", "Alien,,,perhaps,"])
def test_a_wrong_value_in_the_csv_is_a_problem_of_its_row(wrong: str) -> None:
    table = csv_table(f"title,stars,opinion,seen,marked\n{wrong}\nHeat,5,,yes,\n")
    bad, good = read_movierec_csv(part(), table).rows
    assert bad.problem
    assert good == Row(line=3, title="Heat", opinion="5", seen=True)


@pytest.mark.parametrize(
    ("weight", "opinion"),
    [
        *[(1.5, "5"), (1.25, "4.5"), (1.0, "like"), (1, "like"), (0.5, "3.5"), (0, "3"), (-0.2, "2.5")],
        *[(-0.4, "2"), (-0.6, "1.5"), (-0.8, "1"), (-1.0, "dislike"), (None, None)],
    ],
)
def test_the_weights_of_the_marks_command_become_opinions(weight: float | None, opinion: str | None) -> None:
    document = {
        "profile": "anna",
        "marks": [{"movie": 10, "title": "Alien", "year": 1979, "genres": [], "opinion": weight, "seen": True}],
    }
    assert is_backup(document)
    assert rows(document) == (Row(line=1, title="Alien", year=1979, opinion=opinion, seen=True),)


@pytest.mark.parametrize(
    "wrong",
    [
        *({"opinion": given} for given in ("best", "5.5", 0.3, True, [], float("nan"))),
        {"seen": "yes"},
        {"hidden": 1},
    ],
)
def test_a_wrong_value_is_a_problem_of_its_mark(wrong: dict[str, Any]) -> None:
    bad, good = rows({"movierec": 1, "marks": [{"title": "Alien"} | wrong, {"title": "Heat", "opinion": "5"}]})
    assert bad.problem
    assert good == Row(line=2, title="Heat", opinion="5")


def test_what_a_stranger_wrote_is_read_with_care() -> None:
    given = [
        7,
        None,
        {"title": ["x"], "year": "x", "imdb": {}, "tmdb": -1, "at": "yesterday", "catalogue": "movielens"},
        {"title": "a\x1b[31m\nb" + "x" * 5_000, "catalogue": "movielens", "movie": 1 << 70, "at": "9999-13-01"},
        {"title": "c", "catalogue": "x\x1b", "movie": 1, "imdb": "tt0078748", "year": 1979.5},
        {"title": "d", "catalogue": "", "movie": True, "imdb": 78748, "tmdb": "348", "year": "1979"},
    ]
    found = rows({"movierec": 1, "marks": given})
    assert [row.problem for row in found[:2]] == ["it is not a mark"] * 2
    assert found[2] == Row(line=3)
    assert found[3].title.startswith("a [31m b") and len(found[3].title) <= 1_000
    assert (found[3].key, found[3].movielens, found[3].at) == (None, None, None)
    assert found[4] == Row(line=5, title="c", imdb=78748)
    assert found[5] == Row(line=6, title="d", imdb=78748, tmdb=348, year=1979)


def test_a_backup_of_a_newer_movierec_is_refused_by_name() -> None:
    assert is_backup({"movierec": 2})
    with pytest.raises(DataError, match=r"marks\.json was written by a newer movierec \(format 2, this one reads 1\)"):
        rows({"movierec": 2, "films": []})


@pytest.mark.parametrize("wrong", [{"movierec": 1}, {"movierec": "1", "marks": []}, {"movierec": 0, "marks": []}, []])
def test_what_is_no_backup_is_refused(wrong: object) -> None:
    with pytest.raises(DataError, match="is not a backup of movierec"):
        rows(wrong)


@pytest.mark.parametrize("other", [[], None, {}, {"marks": []}, {"profile": "x"}, {"movies": []}, "movierec"])
def test_other_documents_are_not_backups(other: object) -> None:
    assert not is_backup(other)
