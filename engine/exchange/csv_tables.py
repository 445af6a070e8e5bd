"""CSV files as other services write them: decoded, split into records with their lines, looked up by column name.

Headers are compared without case and spaces around them; the order of columns and further ones are free.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass

from engine.errors import DataError
from engine.exchange.parts import Part
from engine.movies import clean_text

csv.field_size_limit(1 << 22)

_DELIMITERS = ",;\t"
_SEPARATOR_NOTE = re.compile(r"\A\ufeff?\"?sep=(.)\"?\s*\Z", re.IGNORECASE)
_UNCLOSED = "a quote is not closed"
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

    def has_any(self, *names: str) -> bool:
        """Whether the header has one of these columns or more."""
        return bool(set(names) & set(self.header))


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
    lines = _lines(text)
    at, delimiter = _start(lines)
    header: tuple[str, ...] = ()
    records = []
    while at < len(lines):
        cells, taken, problem = _record(lines, at, delimiter)
        line = first_line + at
        at += taken
        if not any(cell.strip() for cell in cells):
            continue
        if not header:
            header = tuple(fold_name(cell) for cell in cells)
            continue
        cells = _without_empty_end(cells, len(header))
        if taken > 1 and len(cells) != len(header):
            at += 1 - taken
            cells, problem = [lines[at - 1]], _UNCLOSED
        elif len(cells) > len(header):
            problem = problem or f"{len(cells)} cells where the header has {len(header)}"
        records.append(Record(line, dict(zip(header, cells, strict=False)), problem))
    return CsvTable(header, tuple(records))


def csv_header(text: str) -> tuple[str, ...]:
    """The header alone, of a text that may be anything; empty if there is none."""
    lines = _lines(text[:_LONGEST_HEADER])
    at, delimiter = _start(lines)
    if at >= len(lines):
        return ()
    cells, _, _ = _record(lines, at, delimiter)
    return tuple(fold_name(cell[:_LONGEST_TEXT]) for cell in cells)


def fold_name(cell: str) -> str:
    """A column's name as it is compared."""
    return " ".join(clean_text(cell).split()).casefold()


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _start(lines: Sequence[str]) -> tuple[int, str]:
    """The place of the header, and what parts its cells. Excel's note to itself of that (sep=;) is no header."""
    at = next((at for at, line in enumerate(lines) if line.strip()), len(lines))
    if at < len(lines) and (note := _SEPARATOR_NOTE.match(lines[at])):
        return at + 1, note[1]
    first = lines[at] if at < len(lines) else ""
    return at, max(_DELIMITERS, key=lambda sign: (first.count(sign), sign == ","))


def _record(lines: Sequence[str], start: int, delimiter: str) -> tuple[list[str], int, str]:
    """The cells of the record that starts at that line, how many lines it takes, and what is wrong with it."""
    line = lines[start]
    if '"' not in line:
        return [cell.lstrip(" ") for cell in line.split(delimiter)], 1, ""
    end = min(start + _LONGEST_RECORD, len(lines))
    for strict in (False, True):
        following = (f"{lines[at]}\n" for at in range(start, end))
        reader = csv.reader(following, delimiter=delimiter, skipinitialspace=True, strict=strict)
        try:
            cells = next(reader)
        except StopIteration:
            return [], 1, ""
        except csv.Error:  # within several lines, a quote in the wrong place is one that was not closed
            return [line[:_LONGEST_TEXT]], 1, _UNCLOSED if strict else "a cell is too long"
        if reader.line_num <= 1:
            break
    return cells, max(reader.line_num, 1), ""


def _without_empty_end(cells: list[str], size: int) -> list[str]:
    """`cells` without empty ones beyond the header: some tools end each record with a comma."""
    return cells if any(cell.strip() for cell in cells[size:]) else cells[:size]
