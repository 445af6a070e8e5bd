"""The files of an export, as bytes: CSV rows cut into parts that importers accept. Nothing is written to disk here."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from engine.movies import clean_text

LARGEST_PART = 900_000
"""Bytes. Letterboxd refuses files of more than 1 MB."""


@dataclass(frozen=True)
class ExportFile:
    """A file to be written: its name, its bytes, how many films it has, and where to import it, for people."""

    name: str
    data: bytes
    films: int
    where: str = ""


@dataclass(frozen=True)
class Omission:
    """How many films a service's files leave out or cut short, and why, for people."""

    films: int
    why: str


@dataclass(frozen=True)
class Export:
    """What one service gets. `files` are in the order in which to import them."""

    files: tuple[ExportFile, ...]
    left_out: tuple[Omission, ...] = ()
    """Films that are in none of the files."""
    cut_short: tuple[Omission, ...] = ()
    """Films that are in a file, but without something that their mark says."""


def csv_bytes(rows: Iterable[Sequence[object]]) -> bytes:
    """The rows as CSV: UTF-8, LF, quotes where needed. None is an empty cell; line breaks become spaces."""
    text = io.StringIO()
    cells = ([clean_text(str(cell)) if cell is not None else "" for cell in row] for row in rows)
    csv.writer(text, lineterminator="\n").writerows(cells)
    return text.getvalue().encode()


def csv_files(
    name: str,
    header: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    where: str = "",
    largest: int | None = LARGEST_PART,
) -> list[ExportFile]:
    """The rows, each one film, as the file `name`.csv, or as `name`-1.csv, `name`-2.csv, ... where that would have more
    than `largest` bytes (None: no limit). Every part has the header; without rows there is no file."""
    top = csv_bytes([header])
    parts: list[tuple[bytearray, int]] = []
    for row in rows:
        line = csv_bytes([row])
        if not parts or (largest is not None and len(parts[-1][0]) + len(line) > largest):
            parts.append((bytearray(top), 0))
        data, films = parts[-1]
        data += line
        parts[-1] = (data, films + 1)
    names = [f"{name}.csv"] if len(parts) == 1 else [f"{name}-{number}.csv" for number in range(1, len(parts) + 1)]
    return [ExportFile(label, bytes(data), films, where) for label, (data, films) in zip(names, parts, strict=True)]
