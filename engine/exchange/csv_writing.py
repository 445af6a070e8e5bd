"""A plain CSV of a profile's marks, for people and spreadsheets. engine.exchange.movierec_json reads it again."""

from __future__ import annotations

from collections.abc import Sequence

from engine.exchange.exported_films import ExportedFilm
from engine.exchange.file_parts import csv_bytes

CSV_HEADER = (
    *("title", "year", "imdb_id", "tmdb_id", "stars", "opinion", "seen", "watchlist", "not_interested", "marked"),
)


def csv_document(films: Sequence[ExportedFilm]) -> bytes:
    """The header and a row for each film. Opinions that are not stars ("like", "dislike") have a column of their own;
    flags are "yes" or empty."""
    rows = [
        (
            *(film.title, film.year, film.imdb_id, film.tmdb),
            *((film.opinion, "") if film.stars is not None else ("", film.opinion)),
            *("yes" if flag else "" for flag in (film.seen, film.watchlist, film.hidden)),
            film.moment,
        )
        for film in films
    ]
    return csv_bytes([CSV_HEADER, *rows])
