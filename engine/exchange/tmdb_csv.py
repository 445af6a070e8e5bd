"""TMDB's exports of ratings, watchlist and favourites, which have one header: ratings, or else the name, tell which.

TMDB numbers films and series apart, so its id counts only where the type is a film. `Rating` is the public's.
"""

from __future__ import annotations

from msgspec.structs import replace

from engine.exchange.csv_tables import CsvTable, Record
from engine.exchange.parts import Part
from engine.exchange.row_checks import named, rated
from engine.exchange.row_dates import iso_date
from engine.exchange.row_values import imdb_of, number_in, stars_of, year_of
from engine.exchange.rows import Reading, Row
from engine.exchange.watch_times import day_at_midnight

SERVICE = "tmdb"
_BEST = 10


def read_tmdb(part: Part, table: CsvTable) -> Reading:
    """The titles of one file. A list that is neither the watchlist nor the favourites by its name is unsure."""
    kind = _kind(part, table)
    rows = tuple(_row(record, kind) for record in table.records)
    return Reading(file=part.label, service=SERVICE, kind=kind, rows=rows, unsure=kind == "list")


def _kind(part: Part, table: CsvTable) -> str:
    name = str(part.path).lower()
    if "watchlist" in name:
        return "watchlist"
    if "favorite" in name or "favourite" in name:
        return "likes"
    if "rating" in part.path.name.lower() or any(record.text("your rating") for record in table.records):
        return "ratings"
    return "list"


def _row(record: Record, kind: str) -> Row:
    film = record.text("type").lower() in ("movie", "film")
    rating = record.text("your rating")
    stars = stars_of(rating, best=_BEST)
    title, original = record.text("name", "title"), record.text("original name", "original title")
    row = Row(
        line=record.line,
        title=title or original,
        year=year_of(record.text("release date", "first air date")),
        titles=(original,) if title and original not in ("", title) else (),
        imdb=imdb_of(record.text("imdb id")),
        tmdb=number_in(record.text("tmdb id")) if film else None,
        series=not film,
        opinion=stars or ("like" if kind == "likes" else None),
        watchlist=kind == "watchlist",
        at=day_at_midnight(iso_date(record.text("date rated", "date added"))),
        problem=record.problem,
    )
    if record.text("episode number", "season number"):
        row = replace(row, series=True, imdb=None, tmdb=None)
    return rated(row, rating) if kind == "ratings" else named(row)
