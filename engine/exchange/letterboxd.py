"""Letterboxd's export: watched films, ratings, the diary, reviews, the watchlist, likes and lists.

Several of its files have the same header, so the path tells what a file is. A diary's and a review's rating is the one
given then; ratings.csv has the current one. Its profile, comments, and what was deleted are never read.
"""

from __future__ import annotations

from pathlib import PurePosixPath

from msgspec.structs import replace

from engine.exchange.csv_tables import CsvTable, Record, csv_header, csv_table
from engine.exchange.parts import Part
from engine.exchange.row_dates import iso_date
from engine.exchange.row_values import imdb_of, number_in, stars_of, year_of
from engine.exchange.rows import Reading, Row

SERVICE = "letterboxd"
_STARS = 5
_OF_A_VIEWING = ("rating", "rating10", "watcheddate", "rewatch", "letterboxduri")
_PRIVATE_ROOMS = frozenset(("deleted", "orphaned"))
_PRIVATE = frozenset(("profile.csv", "comments.csv", "likes/reviews.csv", "likes/lists.csv"))
_LIST_MARK = "letterboxd list export"
_LIST_COLUMNS = ("position", "name", "year", "url")
_LIST_OF_LISTS = ("date", "name", "tags", "url", "description")


def is_private(path: PurePosixPath) -> bool:
    """Whether a file of the export is of no use here, or nobody's business."""
    return path.parts[0] in _PRIVATE_ROOMS or str(path) in _PRIVATE


def is_list(text: str) -> bool:
    """Whether a text is an exported list: two tables, of the list and of its films, with a blank line between."""
    start = text[:2_000].lstrip('\ufeff\r\n "').lower()
    names = set(csv_header(text))
    return start.startswith(_LIST_MARK) or names >= set(_LIST_OF_LISTS) or names >= set(_LIST_COLUMNS)


def read_letterboxd(part: Part, table: CsvTable) -> Reading:
    """The films of one of its tables other than a list."""
    kind = _kind(part.path, table)
    rows = tuple(_row(record, kind) for record in table.records)
    return Reading(file=part.label, service=SERVICE, kind=kind, rows=rows, unsure=kind == "list")


def read_letterboxd_list(part: Part, text: str) -> Reading:
    """The films of an exported list; whether they are to be watched, or the worst of all, only the person knows."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    # The last line that looks like the header is it: a description may have anything in it.
    start = max((n for n, line in enumerate(lines) if _is_list_header(line)), default=len(lines))
    table = csv_table("\n".join(lines[start:]), first_line=start + 1)
    rows = tuple(_row(record, "list") for record in table.records)
    return Reading(file=part.label, service=SERVICE, kind="list", rows=rows, unsure=True)


def read_letterboxd_import(part: Part, table: CsvTable) -> Reading:
    """A file in the format of Letterboxd's importer, which other programs write too. Every film in it was watched; one
    of titles and years alone may be any list."""
    watchlist = "watchlist" in part.path.name.lower()
    unsure = not watchlist and not table.has_any(*_OF_A_VIEWING)
    rows = []
    for record in table.records:
        day = iso_date(record.text("watcheddate"))
        row = Row(
            line=record.line,
            title=record.text("title", "name"),
            year=year_of(record.text("year")),
            imdb=imdb_of(record.text("imdbid")),
            tmdb=number_in(record.text("tmdbid")),
            opinion=None if watchlist else _rating(record),
            seen=not watchlist and not unsure,
            watchlist=watchlist,
            at=day,
            problem=record.problem,
        )
        rows.append(_named(row))
    kind = "watchlist" if watchlist else "list" if unsure else "import"
    return Reading(file=part.label, service=SERVICE, kind=kind, rows=tuple(rows), unsure=unsure)


def _rating(record: Record) -> str | None:
    return stars_of(record.text("rating"), best=_STARS) or stars_of(record.text("rating10"), best=10)


def _is_list_header(line: str) -> bool:
    begins = line[:20].lstrip(' "').lower().startswith("position")
    return begins and set(csv_header(line)) >= set(_LIST_COLUMNS)


def _kind(path: PurePosixPath, table: CsvTable) -> str:
    if table.has("watched date"):
        return "reviews" if table.has("review") else "diary"
    if table.has("rating"):
        return "ratings"
    name = path.name.lower()
    if path.parent.name == "likes" or "likes" in name or name.startswith("films"):
        return "likes"
    for kind in ("watchlist", "watched"):
        if kind in name:
            return kind
    return "list"


def _row(record: Record, kind: str) -> Row:
    day = iso_date(record.text("date"))
    row = Row(
        line=record.line,
        title=record.text("name"),
        year=year_of(record.text("year")),
        at=day,
        problem=record.problem,
    )
    if kind in ("diary", "reviews", "ratings"):
        row = replace(
            row,
            opinion=stars_of(record.text("rating"), best=_STARS),
            seen=True,
            seen_at=iso_date(record.text("watched date")),
        )
    elif kind == "likes":
        row = replace(row, opinion="like")
    elif kind in ("watched", "watchlist"):
        row = replace(row, seen=kind == "watched", watchlist=kind == "watchlist")
    return _named(row)


def _named(row: Row) -> Row:
    if row.problem or row.title or row.imdb or row.tmdb:
        return row
    return replace(row, problem="it names no film")
