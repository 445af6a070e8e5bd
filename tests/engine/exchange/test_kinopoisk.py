from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.exchange.kinopoisk import is_kinopoisk_html
from engine.exchange.parts import Part
from engine.exchange.recognition import read_part
from engine.exchange.rows import Row

Make = Callable[[str, str | bytes], Part]
HEAD = "".join(f"<td>{name}</td>" for name in ("русскоязычное название", "оригинальное название", "год", "моя оценка"))


def _page(*rows: tuple[str, str, str, str]) -> str:
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>\n" for row in rows)
    return f"<html><body><table border=1><tr>{HEAD}</tr>\n{body}</table></body></html>"


@pytest.mark.parametrize("encoding", ["cp1251", "utf-8"])
def test_a_page_is_read_in_both_encodings(part: Make, encoding: str) -> None:
    page = _page(
        ("Матрица", "The Matrix", "1999", "9"), ("Брат", "", "1997", "10"), ("Друзья", "Friends", "1994 – 2004", "8")
    )
    reading = read_part(part("votes.xls", page.encode(encoding)))
    assert (reading.service, reading.kind, reading.unsure) == ("kinopoisk", "ratings", False)
    assert reading.rows == (
        Row(line=1, title="The Matrix", year=1999, titles=("Матрица",), opinion="4.5"),
        Row(line=2, title="Брат", year=1997, opinion="5"),
        Row(line=3, title="Friends", year=1994, titles=("Друзья",), opinion="4", series=True),
    )


def test_unrated_and_odd_rows_are_told(part: Make) -> None:
    page = _page(
        ("Брат", "", "1997", "10"), ("Брат", "", "1997", "zero"), ("Брат", "", "1997", "99"), ("", "", "1997", "5")
    )
    rows = read_part(part("votes.xls", page)).rows
    assert [(row.skipped, row.problem) for row in rows] == [
        ("", ""),
        ("not rated", ""),
        ("", "a rating out of range"),
        ("", "it names no film"),
    ]


def test_a_list_without_ratings_is_left_to_the_person(part: Make) -> None:
    reading = read_part(part("kinopoisk.ru-list.xls", _page(("Матрица", "The Matrix", "1999", ""))))
    (row,) = reading.rows
    assert (reading.kind, reading.unsure, row.says_nothing, row.skipped) == ("list", True, True, "")


def test_cells_and_rows_need_not_be_closed(part: Make) -> None:
    text = f"<table><tr>{HEAD}<tr><td>Матрица<td>The&nbsp;Matrix<br>x<td>1999<td>9<tr><td>Брат"
    rows = read_part(part("votes.xls", text)).rows
    assert (rows[0].title, rows[0].opinion) == ("The Matrix x", "4.5")
    assert rows[1].problem == "it has one cell only"


@pytest.mark.parametrize("end", ["<![", "<!--", "<![CDATA[", "<!DOCTYPE [", "</td", "&#xffffffff;"])
def test_a_broken_end_does_not_lose_the_rows_before(part: Make, end: str) -> None:
    page = f"<table><tr>{HEAD}</tr><tr><td>Матрица</td><td>The Matrix</td><td>1999</td><td>9</td></tr>{end}"
    assert read_part(part("votes.xls", page)).rows[0].title == "The Matrix"


def test_a_csv_of_other_tools_is_read(part: Make) -> None:
    text = (
        "id,nameEng,nameRus,rating,date,year,link\n"
        '301,The Matrix,Матрица,9,"09.09.2009, 15:34",1999,https://www.kinopoisk.ru/film/301/\n'
        '77044,Friends,Друзья,8,"10.09.2009, 15:34",1994,https://www.kinopoisk.ru/series/77044/\n'
    )
    matrix, friends = read_part(part("votes.csv", text)).rows
    assert matrix == Row(line=2, title="The Matrix", year=1999, titles=("Матрица",), opinion="4.5", at="2009-09-09")
    assert (friends.series, friends.opinion) == (True, "4")


def test_other_pages_are_not_kinopoisks() -> None:
    assert not is_kinopoisk_html("<table><tr><td>my rating</td></tr></table>")
    assert not is_kinopoisk_html("моя оценка")
    assert is_kinopoisk_html(_page().encode("cp1251").decode("cp1252", errors="replace"))
