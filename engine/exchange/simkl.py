"""Simkl's backup, in JSON and CSV, and what its importer reads.

A film that is being watched, on hold or dropped says nothing unless it is rated. Which of TMDB's two numberings the
id of an anime is from is not told, so it is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from engine.exchange.csv_tables import CsvTable, Record
from engine.exchange.day_orders import days_of
from engine.exchange.json_fields import object_in, words_in
from engine.exchange.parts import Part
from engine.exchange.row_checks import named
from engine.exchange.row_dates import iso_date
from engine.exchange.row_values import imdb_of, number_in, stars_of, year_of
from engine.exchange.rows import Reading, Row
from engine.exchange.watch_times import bulk_times, day_at_midnight

SERVICE = "simkl"
_BEST = 10
_ROOMS = ("movies", "shows", "anime")
_THINGS = ("movie", "show", "anime")
_FILMS = ("movie", "movies", "film")
_SERIES = ("tv", "show", "shows", "series", "anime", "episode")
_WHYS = {"watching": "not watched to the end", "hold": "not watched to the end", "dropped": "not watched to the end"}


def is_simkl(document: object) -> bool:
    """Whether a JSON document is a backup of Simkl."""
    rooms = [value for name, value in object_in(document).items() if name in _ROOMS]
    if not rooms or not all(isinstance(room, list) for room in rooms):
        return False
    firsts = [object_in(room[0]) for room in rooms if isinstance(room, list) and room]
    return all(any(isinstance(first.get(name), dict) for name in _THINGS) for first in firsts)


def read_simkl_json(part: Part, document: object) -> Reading:
    """The titles of a backup: films, then series, then anime; a row's line is its number among all of them."""
    items = list(_items(object_in(document)))
    bulk = bulk_times(iso_date(words_in(object_in(item).get("last_watched_at"))) for _, item in items)
    rows = tuple(_json_row(number, room, item, bulk) for number, (room, item) in enumerate(items, start=1))
    return Reading(file=part.label, service=SERVICE, kind="marks", rows=rows)


def read_simkl_csv(part: Part, table: CsvTable) -> Reading:
    """The titles of a backup in CSV, or of a file for the importer."""
    days = days_of([record.text("watcheddate") for record in table.records])
    bulk = bulk_times(days)
    rows = tuple(
        _csv_row(record, None if day in bulk else day_at_midnight(day))
        for record, day in zip(table.records, days, strict=True)
    )
    return Reading(file=part.label, service=SERVICE, kind="marks", rows=rows)


def _items(document: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    for room in _ROOMS:
        items = document.get(room)
        if isinstance(items, list):
            for item in items:
                yield room, item


def _json_row(number: int, room: str, item: object, bulk: frozenset[str]) -> Row:
    record = object_in(item)
    thing = next((object_in(record[name]) for name in _THINGS if isinstance(record.get(name), dict)), {})
    if not thing:
        return Row(line=number, problem="it is no record of a film")
    ids = object_in(thing.get("ids"))
    watched = iso_date(words_in(record.get("last_watched_at")))
    row = Row(
        line=number,
        title=words_in(thing.get("title")),
        year=year_of(words_in(thing.get("year"))),
        imdb=imdb_of(words_in(ids.get("imdb"))),
        tmdb=number_in(words_in(ids.get("tmdb"))) if room == "movies" else None,
        series=room == "shows" or (room == "anime" and words_in(record.get("anime_type")).lower() not in _FILMS),
    )
    return _marked(
        row,
        status=words_in(record.get("status")),
        rating=words_in(record.get("user_rating")),
        rated_at=iso_date(words_in(record.get("user_rated_at"))),
        watched=None if watched in bulk else watched,
        listed=iso_date(words_in(record.get("added_to_watchlist_at"))),
    )


def _csv_row(record: Record, day: str | None) -> Row:
    kind = record.text("type").lower()
    row = Row(
        line=record.line,
        title=record.text("title"),
        year=year_of(record.text("year")),
        imdb=imdb_of(record.text("imdb", "imdb_id")),
        tmdb=number_in(record.text("tmdb", "tmdb_id")) if kind in _FILMS else None,
        series=kind in _SERIES,
        problem=record.problem,
    )
    return _marked(row, status=record.text("watchlist"), rating=record.text("rating"), watched=day)


def _marked(
    row: Row,
    *,
    status: str,
    rating: str,
    watched: str | None,
    rated_at: str | None = None,
    listed: str | None = None,
) -> Row:
    """`row` with what its status and its rating say. A planned film may be rated."""
    words = "".join(status.lower().replace("-", " ").replace("_", " ").split())
    wanted = words == "plantowatch"
    seen = words == "completed"
    opinion = stars_of(rating, best=_BEST)
    rated_at = rated_at if opinion is not None else None
    watched = watched if seen else None
    row = replace(
        row,
        opinion=opinion,
        seen=seen,
        watchlist=wanted,
        at=rated_at or watched or (listed if wanted else None),
        seen_at=watched if rated_at else None,
    )
    row = named(row)
    if row.problem or not row.says_nothing:
        return row
    if rating and words not in _WHYS:
        return replace(row, problem="a rating out of range")
    return replace(row, skipped=_WHYS.get(words, "neither watched, rated nor wanted"))
