"""What a member of MovieLens.org exports: ratings, tags, the wishlist and a log.

Its movie ids are those of the data sets, so a film is found without its title, which is often newer than the set's.
"""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec.structs import replace

from engine.exchange.csv_tables import CsvTable, Record
from engine.exchange.parts import Part
from engine.exchange.row_checks import rated
from engine.exchange.row_dates import iso_date
from engine.exchange.row_values import imdb_of, number_in, stars_of
from engine.exchange.rows import Reading, Row
from engine.titles.normalization import split_year

SERVICE = "movielens"
_STARS = 5
_WISHLIST = 1
"""The id of every member's list of films to see."""


def read_movielens(part: Part, table: CsvTable) -> Reading:
    """The films of its ratings, tags or wishlist; tags are no marks, and skipped."""
    kind = "ratings" if table.has("rating") else "tags" if table.has("tag") else "watchlist"
    return Reading(
        file=part.label, service=SERVICE, kind=kind, rows=tuple(_row(record, kind) for record in table.records)
    )


def _row(record: Record, kind: str) -> Row:
    title, year = split_year(record.text("title"))
    row = Row(
        line=record.line,
        title=title,
        year=year,
        movielens=number_in(record.text("movie_id")),
        imdb=imdb_of(record.text("imdb_id")),
        tmdb=number_in(record.text("tmdb_id")),
        opinion=stars_of(record.text("rating"), best=_STARS) if kind == "ratings" else None,
        watchlist=kind == "watchlist",
        skipped="a tag" if kind == "tags" else "",
        problem=record.problem,
    )
    if not row.problem and row.movielens is None and row.imdb is None and row.tmdb is None:
        return replace(row, problem="it has no id")
    return rated(row, record.text("rating")) if kind == "ratings" else row


def read_movielens_log(part: Part, table: CsvTable) -> Reading:
    """The ratings and the wishlist that its log tells of, the last word on each film; all else in it is private."""
    rows = [_log_row(record) for record in table.records]
    last = {(row.movielens, row.watchlist): at for at, row in enumerate(rows) if row.movielens and not row.skipped}
    kept = [
        replace(row, skipped="an earlier rating" if not row.watchlist else "an earlier entry")
        if row.movielens and not row.skipped and last[row.movielens, row.watchlist] != at
        else replace(row, skipped="taken back later")
        if row.says_nothing and not row.skipped and not row.problem
        else row
        for at, row in enumerate(rows)
    ]
    return Reading(file=part.label, service=SERVICE, kind="log", rows=tuple(kept))


def _log_row(record: Record) -> Row:
    action = record.text("action_type")
    if record.problem or action not in ("rating", "user-list"):
        return Row(line=record.line, problem=record.problem, skipped="" if record.problem else "private")
    try:
        said: Any = msgspec.json.decode(record.cells.get("log_json", ""))
    except (msgspec.DecodeError, UnicodeEncodeError):
        said = None
    movie = number_in(said.get("movieId")) if isinstance(said, dict) else None
    if movie is None or not isinstance(said, dict):
        return Row(line=record.line, problem="its log_json names no film")
    added = said.get("action") not in ("DELETE", "REMOVE", "DEL")
    at = iso_date(record.text("datetime"))
    if action == "user-list" and said.get("listId", _WISHLIST) != _WISHLIST:
        return Row(line=record.line, movielens=movie, skipped="a list of yours")
    if action == "user-list":
        return Row(line=record.line, movielens=movie, watchlist=added, at=at)
    rating = said.get("rating")
    opinion = stars_of(rating, best=_STARS) if added and isinstance(rating, int | float) else None
    return Row(line=record.line, movielens=movie, opinion=opinion, at=at)
