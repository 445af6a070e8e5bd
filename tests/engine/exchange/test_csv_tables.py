from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import DataError
from engine.exchange.csv_tables import csv_header, csv_table, decoded
from engine.exchange.parts import Part

Make = Callable[[str, str | bytes], Part]


def test_names_are_compared_without_case_and_spaces(part: Make) -> None:
    table = csv_table("\n Score,  Film Name , IMDB ID\n92,The Matrix,tt1\n")
    assert table.header == ("score", "film name", "imdb id")
    assert [(r.line, r.text("film name")) for r in table.records] == [(3, "The Matrix")]


def test_a_record_of_many_lines_is_at_its_first_one() -> None:
    table = csv_table('Name,Review\r\nAlien,"one\r\n\r\ntwo"\r\nHeat,x\r\n')
    assert [(r.line, r.text("name")) for r in table.records] == [(2, "Alien"), (5, "Heat")]


def test_a_quote_that_is_never_closed_spoils_its_own_line_only() -> None:
    table = csv_table('a,b\n1,"x\n2,y\n3,z\n')
    assert [(r.line, r.text("a"), bool(r.problem)) for r in table.records] == [
        (2, '1,"x', True),
        (3, "2", False),
        (4, "3", False),
    ]


def test_too_many_cells_are_a_problem_and_an_empty_end_is_none() -> None:
    table = csv_table("a,b\n1,2,3\n1,2,\n1\n")
    assert [bool(r.problem) for r in table.records] == [True, False, False]


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_the_sign_between_cells_is_found(sign: str) -> None:
    assert csv_table(f"Const{sign}Title\ntt1{sign}Alien\n").records[0].text("title") == "Alien"


def test_a_cell_cannot_drive_the_terminal() -> None:
    assert csv_table("a\n\x1b]0;evil\x07x\n").records[0].text("a") == "]0;evil x"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("Amélie".encode(), "Amélie"),
        (b"\xef\xbb\xbf" + "Amélie".encode(), "Amélie"),
        ("Amélie".encode("cp1252"), "Amélie"),
        ("Amélie".encode("utf-16"), "Amélie"),
        ("\ufeffAmélie".encode("utf-16-be"), "Amélie"),
    ],
)
def test_a_text_is_read_in_the_encodings_that_services_write(part: Make, data: bytes, expected: str) -> None:
    assert decoded(part("x.csv", data)) == expected


@pytest.mark.parametrize("data", [b"\0\0\0\0", b"a\0b", b"\xff\xfea"])
def test_what_is_no_text_is_refused(part: Make, data: bytes) -> None:
    with pytest.raises(DataError, match=r"x\.csv"):
        decoded(part("x.csv", data))


@given(st.text())
def test_no_text_is_too_odd(text: str) -> None:
    csv_header(text)
    lines = [record.line for record in csv_table(text).records]
    assert lines == sorted(set(lines))


def test_a_quote_that_the_next_row_seems_to_close_spoils_its_own_line_only() -> None:
    table = csv_table('Name,URI,Rating\nHeat,"https://b,3.5\nFargo,"https://b",4\nRan,u,5\n')
    assert [(r.line, r.text("name"), bool(r.problem)) for r in table.records] == [
        (2, 'Heat,"https://b,3.5', True),
        (3, "Fargo", False),
        (4, "Ran", False),
    ]


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_a_spreadsheet_s_note_of_its_separator_is_no_header(sign: str) -> None:
    text = f"sep={sign}\nConst{sign}Title\ntt1{sign}Alien\n"
    assert csv_header(text) == ("const", "title")
    assert [(r.line, r.text("title")) for r in csv_table(text).records] == [(3, "Alien")]


def test_a_cell_of_megabytes_is_a_problem_of_its_row() -> None:
    table = csv_table('a,b\n1,"' + "x" * (5 << 20) + '"\n2,y\n')
    assert [(r.line, bool(r.problem)) for r in table.records] == [(2, True), (3, False)]
