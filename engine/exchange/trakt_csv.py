"""Trakt's CSV: what its VIP members could export before 2025, and what its importer reads, as other tools write it.

TMDB numbers films and series apart, so its id counts only where the type is a film. A collection is no mark.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePosixPath

from msgspec.structs import replace

from engine.exchange.csv_tables import CsvTable, Record
from engine.exchange.parts import Part
from engine.exchange.row_checks import named, rated
from engine.exchange.row_dates import iso_date
from engine.exchange.row_values import imdb_of, number_in, stars_of, year_of
from engine.exchange.rows import Reading, Row
from engine.exchange.watch_times import bulk_times, day_at_midnight, is_midnight

SERVICE = "trakt"
BEST = 10
_OWN_LIST = re.compile(r"\A(?:lists-)?list-\d")
"""A list that the member made; its name follows, and may have any word in it."""


def list_kind(path: PurePosixPath) -> str:
    """Which list a file holds, by its name: watchlist, favorites or another list."""
    name = path.stem.lower().replace("_", "-")
    if _OWN_LIST.match(name):
        return "list"
    if "watchlist" in name:
        return "watchlist"
    return "favorites" if "favorite" in name or "favourite" in name else "list"


def read_trakt_csv(part: Part, table: CsvTable) -> Reading:
    """The titles of one VIP file; its first column tells what it is."""
    if table.has("rated_at"):
        kind = "ratings"
    elif table.has("watched_at"):
        kind = "history"
    elif table.has("listed_at"):
        kind = list_kind(part.path)
    else:
        kind = "collection"
    bulk = bulk_times(_watched(record) for record in table.records if _is_film(record))
    rows = tuple(_row(record, kind, bulk) for record in table.records)
    return Reading(file=part.label, service=SERVICE, kind=kind, rows=rows, unsure=kind == "list")


def read_trakt_import(part: Part, table: CsvTable) -> Reading:
    """The titles of a file for Trakt's importer."""
    return import_reading(part, table.records)


def import_reading(part: Part, records: Sequence[Record]) -> Reading:
    """The records of a file for Trakt's importer, by the names of its columns.

    "unknown" in `watched_at` is a film that was seen on an unknown day. Tools write midnight for a day without hour.
    """
    bulk = bulk_times(_watched(record) for record in records if _is_film(record))
    rows = tuple(_import_row(record, bulk) for record in records)
    readable = [row for row in rows if not row.problem]
    wanted = bool(readable) and all(row.watchlist for row in readable)
    return Reading(file=part.label, service=SERVICE, kind="watchlist" if wanted else "import", rows=rows)


def _row(record: Record, kind: str, bulk: frozenset[str]) -> Row:
    row = _film(record)
    if kind == "collection":
        return named(replace(row, skipped="in a collection"))
    if kind == "favorites":
        return named(replace(row, skipped="a list of favourites"))
    if kind in ("watchlist", "list"):
        return named(replace(row, watchlist=kind == "watchlist", at=iso_date(record.text("listed_at"))))
    watched = _watched(record)
    if is_midnight(watched) or watched in bulk:
        watched = None
    if kind == "history":
        return named(replace(row, seen=True, at=watched))
    rating = record.text("rating")
    seen = bool(record.text("watched_at"))
    return rated(
        replace(row, opinion=stars_of(rating, best=BEST), seen=seen, at=_rated(record), seen_at=watched), rating
    )


def _import_row(record: Record, bulk: frozenset[str]) -> Row:
    rating = record.text("rating")
    opinion = stars_of(rating, best=BEST)
    watched = _watched(record)
    watched = None if watched in bulk else day_at_midnight(watched)
    rated_at = day_at_midnight(_rated(record)) if opinion is not None else None
    listed = record.text("watchlisted_at")
    row = replace(
        _film(record),
        opinion=opinion,
        seen=bool(record.text("watched_at")),
        watchlist=bool(listed),
        at=rated_at or watched or iso_date(listed),
        seen_at=watched if rated_at else None,
    )
    if row.says_nothing and record.text("collected_at"):
        row = replace(row, skipped="in a collection")
    return rated(row, rating)


def _film(record: Record) -> Row:
    """What the record is about, without what it says of it."""
    kind = record.text("type").lower()
    series = kind not in ("", "movie", "movies")
    own = ("episode_imdb_id",) if kind == "episode" and "episode_imdb_id" in record.cells else ("imdb_id",)
    # A season's row has the id of the whole series, and says nothing of that.
    imdb = None if kind == "season" else imdb_of(record.text(*own))
    return Row(
        line=record.line,
        title=record.text("title"),
        year=year_of(record.text("year")),
        imdb=imdb,
        tmdb=number_in(record.text("tmdb_id")) if kind in ("movie", "movies") else None,
        series=series,
        problem=record.problem,
    )


def _is_film(record: Record) -> bool:
    return record.text("type").lower() in ("", "movie", "movies")


def _watched(record: Record) -> str | None:
    return iso_date(record.text("watched_at"))


def _rated(record: Record) -> str | None:
    return iso_date(record.text("rated_at"))
