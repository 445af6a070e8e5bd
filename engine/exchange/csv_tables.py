"""CSV files as other services write them: decoded, split into records with their lines, looked up by column name.

Headers are compared without case and spaces around them; the order of columns and further ones are free.
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from engine.errors import DataError
from engine.exchange.parts import Part
from engine.movies import clean_text

csv.field_size_limit(1 << 22)

_DELIMITERS = ",;\t"
_LONGEST_TEXT = 1_000
"""Characters of a cell that are kept as a title or a date."""
_LONGEST_HEADER = 20_000
"""Characters within which a header ends."""
_LONGEST_RECORD = 2_000
"""Lines that one record may have, as a long review does."""


@dataclass(frozen=True)
class Record:
    """One record by column name. `line` is the line on which it starts, counted from 1; `problem` says what keeps it
    from being read, and is empty if nothing does."""

    line: int
    cells: dict[str, str]
    problem: str = ""

    def text(self, *names: str) -> str:
        """The cleaned text of the first of these columns that is not empty; empty if none has one."""
        for name in names:
            if found := clean_text(self.cells.get(name, "")[:_LONGEST_TEXT]).strip():
                return found
        return ""


@dataclass(frozen=True)
class CsvTable:
    """A header, folded (trimmed and in lower case), and the records below it."""

    header: tuple[str, ...]
    records: tuple[Record, ...]

    def has(self, *names: str) -> bool:
        """Whether the header has all of these columns."""
        return set(names) <= set(self.header)


def decoded(part: Part) -> str:
    """The part as text: UTF-16 with a byte order mark, UTF-8, else Windows-1252; raises DataError if it is no text."""
    data = part.data
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError as cause:
            raise DataError(f"{part.label} is damaged: it ends within a character", "export it again") from cause
    if b"\0" in data:
        raise DataError(f"{part.label} is not a text file", "check that it is the right file, or export it again")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Five bytes have no character in cp1252; a file with one is still better read than refused.
        return data.decode("cp1252", errors="replace")


def csv_table(text: str, *, first_line: int = 1) -> CsvTable:
    """The table whose header is the first record of `text` that is not empty. `first_line` is the line of the file on
    which `text` starts.

    A quote that is never closed makes only its own line unreadable.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    delimiter = _delimiter(lines)
    header: tuple[str, ...] | None = None
    records = []
    at = 0
    while at < len(lines):
        cells, taken = _record(lines, at, delimiter)
        line, problem = first_line + at, ""
        if header is None:
            header = tuple(fold_name(cell) for cell in cells) if any(cell.strip() for cell in cells) else None
            at += taken
            continue
        cells = _without_empty_end(cells, len(header))
        if taken > 1 and (len(cells) != len(header) or cells[-1].endswith("\n")):
            cells, taken, problem = [lines[at]], 1, "a quote is not closed"
        elif len(cells) > len(header):
            problem = f"{len(cells)} cells where the header has {len(header)}"
        at += taken
        if any(cell.strip() for cell in cells):
            records.append(Record(line, dict(zip(header, cells, strict=False)), problem))
    return CsvTable(header or (), tuple(records))


def csv_header(text: str) -> tuple[str, ...]:
    """The header alone, of a text that may be anything; empty if there is none."""
    lines = text[:_LONGEST_HEADER].replace("\r\n", "\n").replace("\r", "\n").split("\n")
    first = next((at for at, line in enumerate(lines) if line.strip()), None)
    if first is None:
        return ()
    cells, _ = _record(lines, first, _delimiter(lines))
    return tuple(fold_name(cell[:_LONGEST_TEXT]) for cell in cells)


def fold_name(cell: str) -> str:
    """A column's name as it is compared."""
    return " ".join(clean_text(cell).split()).casefold()


def _record(lines: Sequence[str], start: int, delimiter: str) -> tuple[list[str], int]:
    """The cells of the record that starts at that line, and how many lines it takes."""
    reader = csv.reader(
        (f"{line}\n" for line in islice(lines, start, start + _LONGEST_RECORD)),
        delimiter=delimiter,
        skipinitialspace=True,
    )
    try:
        return next(reader), max(reader.line_num, 1)
    except (StopIteration, csv.Error):  # a cell of megabytes
        return [], 1


def _without_empty_end(cells: list[str], size: int) -> list[str]:
    """`cells` without empty ones beyond the header: some tools end each record with a comma."""
    return cells if any(cell.strip() for cell in cells[size:]) else cells[:size]


def _delimiter(lines: Sequence[str]) -> str:
    """What parts the cells of the first line that is not empty; a comma if nothing else is more frequent there."""
    first = next((line for line in lines if line.strip()), "")
    return max(_DELIMITERS, key=lambda sign: (first.count(sign), sign == ","))
