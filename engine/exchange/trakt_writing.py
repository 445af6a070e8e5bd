"""What Trakt's importer reads: history and ratings in one CSV, the watchlist in another, each film by its ids.

The days of viewings are not known here; Trakt takes "unknown" for them.
"""

from __future__ import annotations

from collections.abc import Sequence

from engine.exchange.exported_films import ExportedFilm
from engine.exchange.file_parts import Export, csv_files
from engine.exchange.omissions import export_of, key_of, unsayable

_FILM = ("imdb_id", "tmdb_id", "type")
_WHERE = "under Settings, Data, Import at https://trakt.tv"


def trakt_export(films: Sequence[ExportedFilm]) -> Export:
    """Seen and rated films, then the watchlist (importing history takes films off it). `films` holds each film once."""
    linked = [film for film in films if film.imdb is not None or film.tmdb is not None]
    said = [film for film in linked if film.seen or film.stars is not None]
    waiting = [film for film in linked if film.watchlist]
    files = [
        *csv_files(
            "trakt",
            (*_FILM, "watched_at", "rating", "rated_at"),
            [(*_name(film), "unknown" if film.seen else "", *_rating(film)) for film in said],
            where=_WHERE,
        ),
        *csv_files(
            "trakt-watchlist",
            (*_FILM, "watchlisted_at"),
            [(*_name(film), film.moment) for film in waiting],
            where=f"{_WHERE}, after the others",
        ),
    ]
    return export_of(files, films, {key_of(film) for film in (*said, *waiting)}, _why)


def _name(film: ExportedFilm) -> tuple[object, ...]:
    return film.imdb_id, film.tmdb, "movie"


def _rating(film: ExportedFilm) -> tuple[object, ...]:
    return (round(2 * film.stars), film.moment) if film.stars is not None else ("", "")


def _why(film: ExportedFilm) -> str:
    if film.imdb is None and film.tmdb is None:
        return "without an IMDb or TMDB id"
    return unsayable(film)
