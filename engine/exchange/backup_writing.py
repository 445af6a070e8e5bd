"""A profile's marks as one JSON document that loses nothing; engine.exchange.movierec_json reads it again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from engine.exchange.exported_films import ExportedFilm

BACKUP_FORMAT = 1
"""Increases when a movierec that knows only the former one would read a document wrongly."""


def backup_document(profile: str, films: Sequence[ExportedFilm], *, exported: datetime) -> dict[str, Any]:
    """The document, in the order of `films` (newest first); of several marks on a film it has all."""
    return {
        "movierec": BACKUP_FORMAT,
        "profile": profile,
        "exported": exported.astimezone(UTC).isoformat(timespec="seconds"),
        "marks": [_mark(film) for film in films],
    }


def _mark(film: ExportedFilm) -> dict[str, Any]:
    return {
        "catalogue": film.catalogue,
        "movie": film.movie,
        "title": film.title,
        "year": film.year,
        "imdb": film.imdb_id or None,
        **({"tmdb": film.tmdb} if film.tmdb is not None else {}),
        "opinion": film.opinion,
        "seen": film.seen,
        "watchlist": film.watchlist,
        "hidden": film.hidden,
        "at": film.at,
    }
