"""Kinopoisk's ratings: its own export (to about 2018), which is a web page called .xls, and the CSV of other tools.

A film is named by its original title, and by the Russian one where it has none. A list without any rating may be
anything, and is left to the person.
"""

from __future__ import annotations

from collections.abc import Sequence
from html.parser import HTMLParser

from msgspec.structs import replace

from engine.errors import DataError
from engine.exchange.csv_tables import CsvTable, Record, decoded, fold_name
from engine.exchange.parts import Part
from engine.exchange.row_checks import rated
from engine.exchange.row_dates import iso_date, written_date
from engine.exchange.row_values import stars_of, year_of
from engine.exchange.rows import Reading, Row
from engine.movies import clean_text

SERVICE = "kinopoisk"
_BEST = 10
_MINE = "моя оценка"
_MISREAD = _MINE.encode("cp1251").decode("cp1252")
"""The same words in a page that was taken for Western."""
_UNRATED = ("0", "zero", "-", "нет")
_SHAPES = ("%d.%m.%Y, %H:%M", "%d.%m.%Y %H:%M", "%d.%m.%Y")
_MOST_CELLS = 200
_LONGEST_CELL = 1_000


def is_kinopoisk_html(text: str) -> bool:
    """Whether a text, or the beginning of one, is a page with a table of Kinopoisk's."""
    words = text.lower()
    return ("<table" in words or "<tr" in words) and (_MINE in words or _MISREAD in words)


def read_kinopoisk_html(part: Part) -> Reading:
    """The films of a page, in either encoding; a row's line is its number below the header."""
    tables = _Tables()
    try:
        tables.feed(_page(part))
        tables.close()
    except AssertionError as cause:  # a broken declaration, in some versions of Python
        raise DataError(f"{part.label} is damaged: {cause}", "export it again") from cause
    rows = [[fold_name(cell) for cell in row] for row in tables.rows]
    start = next((at for at, row in enumerate(rows) if _MINE in row), len(rows))
    header = rows[start] if start < len(rows) else []
    below = [row for row in tables.rows[start + 1 :] if any(row)]
    records = [
        Record(number, dict(zip(header, row, strict=False)), "" if len(row) > 1 else "it has one cell only")
        for number, row in enumerate(below, start=1)
    ]
    return _reading(part, [_html_row(record) for record in records], [record.text(_MINE) for record in records])


def read_kinopoisk_csv(part: Part, table: CsvTable) -> Reading:
    """The films of a CSV with the columns `nameEng` and `nameRus`."""
    rows = [_csv_row(record) for record in table.records]
    return _reading(part, rows, [record.text("rating") for record in table.records])


class _Tables(HTMLParser):
    """The rows of all tables of a page, as texts of cells."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[str]] = []
        self._cell: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self._end_cell()
            self.rows.append([])
        elif tag in ("td", "th"):
            self._end_cell()
            self._cell = []
        elif tag == "br" and self._cell is not None:
            self._cell.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "tr", "table"):
            self._end_cell()

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data[:_LONGEST_CELL])

    def close(self) -> None:
        super().close()
        self._end_cell()

    def _end_cell(self) -> None:
        if self._cell is not None and self.rows and len(self.rows[-1]) < _MOST_CELLS:
            self.rows[-1].append(" ".join(clean_text("".join(self._cell)[:_LONGEST_CELL]).split()))
        self._cell = None


def _page(part: Part) -> str:
    if part.data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return decoded(part)
    try:
        return part.data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return part.data.decode("cp1251", errors="replace")


def _html_row(record: Record) -> Row:
    years = record.text("год")
    return replace(
        _film(record, "оригинальное название", "русскоязычное название"),
        year=year_of(years),
        series=any(dash in years for dash in "–—-"),
        at=_day(record.text("дата оценки", "время оценки")),
    )


def _csv_row(record: Record) -> Row:
    return replace(
        _film(record, "nameeng", "namerus"),
        year=year_of(record.text("year")),
        series="/series/" in record.text("link", "url").lower(),
        at=_day(record.text("date")),
    )


def _film(record: Record, original: str, russian: str) -> Row:
    titles = [title for title in (record.text(original), record.text(russian)) if title]
    return Row(line=record.line, title=titles[0] if titles else "", titles=tuple(titles[1:]), problem=record.problem)


def _reading(part: Part, rows: Sequence[Row], ratings: Sequence[str]) -> Reading:
    given = ["" if rating.lower() in _UNRATED else rating for rating in ratings]
    if rows and not any(given):
        return Reading(file=part.label, service=SERVICE, kind="list", rows=tuple(rows), unsure=True)
    marked = tuple(
        rated(replace(row, opinion=stars_of(rating, best=_BEST)), rating)
        for row, rating in zip(rows, given, strict=True)
    )
    return Reading(file=part.label, service=SERVICE, kind="ratings", rows=marked)


def _day(text: str) -> str | None:
    return iso_date(text) or written_date(text, *_SHAPES)
