"""Trakt's data export: its JSON members of both layouts, and the same rows as backup tools write them.

A row's fields tell what it is. Only a list's name tells the watchlist from any other list, as their rows are the same.
Playback, hidden titles, collections and comments are no marks; what is about the member is never read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePosixPath

from msgspec.structs import replace

from engine.exchange.csv_tables import Record
from engine.exchange.json_fields import list_in, object_in, words_in
from engine.exchange.parts import Part
from engine.exchange.row_checks import named, rated
from engine.exchange.row_dates import iso_date
from engine.exchange.row_values import imdb_of, number_in, stars_of, year_of
from engine.exchange.rows import Reading, Row
from engine.exchange.trakt_csv import BEST, SERVICE, import_reading, list_kind
from engine.exchange.watch_times import bulk_times, is_midnight

_PRIVATE = re.compile(
    r"\A(?:(?:user|comments|hidden|collection)(?:-.*)?|-?errors|(?:watched-)?playback(?:-.*)?)\Z", re.DOTALL
)
_PRIVATE_ROOMS = frozenset(("comments", "hidden", "collection"))
_NO_MARKS = {
    "comment": "a comment",
    "hidden_at": "hidden, not marked",
    "paused_at": "not watched to the end",
    "collected_at": "in a collection",
    "last_collected_at": "in a collection",
}
"""Why a row with that field is left out."""
_WATCHED = ("watched_at", "last_watched_at")
_KINDS = {"rated_at": "ratings", "last_watched_at": "watched", "watched_at": "history", "listed_at": "list"}
_THINGS = ("movie", "show", "season", "episode", "person")
_FLAT = frozenset(("watched_at", "watchlisted_at", "rated_at", "rating"))


def is_private(path: PurePosixPath) -> bool:
    """Whether a member of an export, by its name, is about the member or holds no marks."""
    if path.suffix.lower() != ".json":
        return False
    return _PRIVATE.match(_name(path)) is not None or path.parent.name.lower() in _PRIVATE_ROOMS


def is_trakt(document: object) -> bool:
    """Whether a JSON document is a list of Trakt's rows, or one for its importer. An empty list is nobody's."""
    record = _first(list_in(document))
    known = not record.keys().isdisjoint((*_KINDS, *_NO_MARKS))
    return (known and any(isinstance(record.get(name), dict) for name in _THINGS)) or _is_flat(record)


def read_trakt(part: Part, document: object) -> Reading:
    """The rows of one member; `document` is what is_trakt knows."""
    items = list_in(document)
    first = _first(items)
    if _is_flat(first):
        return import_reading(part, [_flat(number, item) for number, item in enumerate(items, start=1)])
    listed = list_kind(part.path)
    kind = next((kind for name, kind in _KINDS.items() if name in first), "private")
    if is_private(part.path) or not first.keys().isdisjoint(_NO_MARKS):
        kind = "private"
    elif kind == "list":
        kind = listed
    bulk = bulk_times(_watched_at(object_in(item)) for item in items if isinstance(object_in(item).get("movie"), dict))
    rows = tuple(_row(number, item, kind, listed, bulk) for number, item in enumerate(items, start=1))
    return Reading(file=part.label, service=SERVICE, kind=kind, rows=rows, unsure=kind == "list")


def _row(number: int, item: object, kind: str, listed: str, bulk: frozenset[str]) -> Row:
    record = object_in(item)
    if not record:
        return Row(line=number, problem="it is no record of a film")
    row = _film(number, record)
    skipped = next((why for name, why in _NO_MARKS.items() if name in record), "")
    if skipped or kind == "private":
        return named(replace(row, skipped=skipped or "neither watched, rated nor wanted"))
    if "rated_at" in record or not record.keys().isdisjoint(_WATCHED):
        return _marked(row, record, bulk)
    if "listed_at" not in record:
        return named(row)
    if listed == "favorites":
        return named(replace(row, skipped="a list of favourites"))
    return named(replace(row, watchlist=listed == "watchlist", at=iso_date(words_in(record["listed_at"]))))


def _marked(row: Row, record: Mapping[str, object], bulk: frozenset[str]) -> Row:
    """The row of a film that was watched, rated, or both."""
    rating = words_in(record.get("rating"))
    watched = _watched_at(record)
    if is_midnight(watched) or watched in bulk:
        watched = None
    opinion = stars_of(rating, best=BEST)
    rated_at = iso_date(words_in(record.get("rated_at"))) if opinion is not None else None
    row = replace(
        row,
        opinion=opinion,
        seen=not record.keys().isdisjoint(_WATCHED),
        at=rated_at or watched,
        seen_at=watched if rated_at else None,
    )
    return rated(row, rating or ("of another type" if record.get("rating") else ""))


def _film(number: int, record: Mapping[str, object]) -> Row:
    """What the record is about, without what it says of it."""
    movie = record.get("movie")
    if isinstance(movie, dict):
        ids = object_in(movie.get("ids"))
        return Row(
            line=number,
            title=words_in(movie.get("title")),
            year=year_of(words_in(movie.get("year"))),
            imdb=imdb_of(words_in(ids.get("imdb"))),
            tmdb=number_in(words_in(ids.get("tmdb"))),
        )
    if isinstance(record.get("person"), dict):
        return Row(line=number, title=words_in(object_in(record["person"]).get("name")), skipped="a person")
    show = object_in(record.get("show"))
    # The id of the show is not that of the episode: a mark on one of them is none on the whole series.
    own = next((object_in(record[name]) for name in ("episode", "season") if isinstance(record.get(name), dict)), show)
    return Row(
        line=number,
        title=words_in(show.get("title")) or words_in(own.get("title")),
        year=year_of(words_in(show.get("year"))),
        imdb=imdb_of(words_in(object_in(own.get("ids")).get("imdb"))),
        series=bool(show or own),
    )


def _watched_at(record: Mapping[str, object]) -> str | None:
    return next((time for name in _WATCHED if (time := iso_date(words_in(record.get(name))))), None)


def _first(items: list[object]) -> Mapping[str, object]:
    return next((record for item in items if (record := object_in(item))), {})


def _is_flat(record: Mapping[str, object]) -> bool:
    """Whether a record is one for Trakt's importer: its ids are not in an object of their own."""
    return not record.keys().isdisjoint(("imdb_id", "tmdb_id", "trakt_id")) and not record.keys().isdisjoint(_FLAT)


def _flat(number: int, item: object) -> Record:
    cells = {name: words_in(value) for name, value in object_in(item).items()}
    return Record(number, cells, "" if cells else "it is no record of a film")


def _name(path: PurePosixPath) -> str:
    return path.stem.lower().replace("_", "-")
