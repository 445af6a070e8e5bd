"""How the rows of a ratings file are written, sniffed from its first line."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass

from engine.datasets.column_names import MOVIE, RATING, TIMESTAMP, USER, position
from engine.datasets.data_files import DataFile
from engine.datasets.delimited import SEPARATORS, Row, read_header, split
from engine.datasets.field_values import TIME
from engine.errors import DataError

_NUMBER = re.compile(rf"[\d.,]+|{TIME}")


@dataclass(frozen=True)
class RatingFormat:
    """`user`, `movie`, `rating` and `timestamp` are the fields' indices; `header` is the number of the last line before
    the ratings."""

    row: Row
    user: int
    movie: int
    rating: int | None
    timestamp: int | None
    header: int


def sniff_ratings(file: DataFile) -> RatingFormat:
    """The format of a ratings file. Raises DataError if it is none."""
    line, first = file.header()
    found = read_header(first, _has_columns)
    if found is not None:
        row, columns = found
        user, movie = position(columns, USER) or 0, position(columns, MOVIE) or 0
        return RatingFormat(row, user, movie, position(columns, RATING), position(columns, TIMESTAMP), line)
    separator = next((mark for mark in SEPARATORS if mark in first), ",")
    try:
        fields = split(first, separator)
    except csv.Error:
        fields = []
    if len(fields) in (3, 4) and all(_NUMBER.fullmatch(field) for field in fields):
        if separator in ("::", "\t"):
            row = Row(separator, len(fields), len(fields))
            return RatingFormat(row, 0, 1, 2, 3 if len(fields) == 4 else None, line - 1)
        raise DataError(
            f"{file.label}, line {line}: the header is missing", "start the file with user,movie[,rating][,timestamp]"
        )
    raise DataError(
        f"{file.label}, line {line}: not a ratings file (ratings.csv, ratings.dat, u.data or a RecBole .inter file)",
        "a CSV must start with a header like user,movie[,rating][,timestamp]",
    )


def is_ratings(file: DataFile) -> bool:
    """Whether the first line looks like that of a ratings file."""
    try:
        sniff_ratings(file)
    except DataError:
        return False
    return True


def _has_columns(columns: Sequence[str]) -> bool:
    return position(columns, USER) is not None and position(columns, MOVIE) is not None
