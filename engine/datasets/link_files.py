"""Reading links.csv: the IMDb and TMDB ids of films."""

from __future__ import annotations

import csv
from collections.abc import Sequence

from engine.datasets.column_names import IMDB, LINKED_FILM, TMDB, position
from engine.datasets.data_files import DataFile
from engine.datasets.delimited import read_header
from engine.datasets.field_values import whole_number
from engine.datasets.skipped_rows import RowLog, SkippedRows
from engine.errors import DataError


def read_links(file: DataFile) -> tuple[dict[int, tuple[str | None, int | None]], SkippedRows]:
    """(IMDb id as "tt0133093", TMDB id) by movie id, None where there is none, and the skipped rows. Raises
    DataError."""
    line, first = file.header()
    found = read_header(first, _has_columns)
    if found is None:
        raise DataError(f"{file.label}, line {line}: no header movieId,imdbId,tmdbId", "fix or remove that file")
    row, columns = found
    movie_at, imdb_at, tmdb_at = (position(columns, names) for names in (LINKED_FILM, IMDB, TMDB))
    log = RowLog(file)
    links: dict[int, tuple[str | None, int | None]] = {}
    for number, text in file.lines():
        if number <= line:
            continue
        try:
            fields = row.split(text)
            movie = whole_number(fields[movie_at or 0], "movie id")
            imdb, tmdb = _link(fields, imdb_at, "IMDb id"), _link(fields, tmdb_at, "TMDB id")
        except (ValueError, csv.Error) as reason:
            log.skip(number, reason)
            continue
        log.good += 1
        links[movie] = (None if imdb is None else f"tt{imdb:07d}", tmdb)
    return links, log.close("links")


def _has_columns(columns: Sequence[str]) -> bool:
    linked = position(columns, IMDB) is not None or position(columns, TMDB) is not None
    return position(columns, LINKED_FILM) is not None and linked


def _link(fields: Sequence[str], at: int | None, what: str) -> int | None:
    text = fields[at].lower().removeprefix("tt") if at is not None else ""
    return whole_number(text, what) or None if text else None
