"""What Letterboxd's importer reads (https://letterboxd.com/about/importing-data/).

Everything that its main importer reads is marked as watched, so a film is there only if it was rated or seen, and the
watchlist is a file of its own. The days of viewings are not known here, so no row makes a diary entry.
"""

from __future__ import annotations

from collections.abc import Sequence

from engine.exchange.exported_films import ExportedFilm
from engine.exchange.file_parts import Export, csv_files
from engine.exchange.omissions import export_of, key_of, unsayable

_FILM = ("tmdbID", "imdbID", "Title", "Year")
_HEADER = (*_FILM, "Rating", "WatchedDate", "Rewatch")
_READABLE = str.maketrans({'"': "'", "\\": "/"})
"""Its page says that a quote mark in a cell is escaped with a backslash; other readers double it. Titles have neither
then, and either is right."""


def letterboxd_export(films: Sequence[ExportedFilm]) -> Export:
    """Rated and seen films, in parts of at most 900 kB, and the watchlist. `films` holds each film once."""
    named = [film for film in films if film.imdb is not None or film.tmdb is not None or film.title]
    watched = [film for film in named if _is_watched(film)]
    waiting = [film for film in named if film.watchlist and not _is_watched(film)]
    rated = [(*_name(film), film.opinion if film.stars is not None else "", "", "") for film in watched]
    files = [
        *csv_files("letterboxd", _HEADER, rated, where="at https://letterboxd.com/import/"),
        *csv_files(
            "letterboxd-watchlist",
            _FILM,
            map(_name, waiting),
            where="on your watchlist's page there, not as watched films",
        ),
    ]
    return export_of(files, films, {key_of(film) for film in (*watched, *waiting)}, _why)


def _is_watched(film: ExportedFilm) -> bool:
    return film.stars is not None or film.seen


def _name(film: ExportedFilm) -> tuple[object, ...]:
    return film.tmdb, film.imdb_id, film.title.translate(_READABLE), film.year


def _why(film: ExportedFilm) -> str:
    if reason := unsayable(film):
        unseen = not (film.hidden or _is_watched(film) or film.watchlist)
        return f"{reason} (and not marked as seen, as all that Letterboxd imports is)" if unseen else reason
    if film.watchlist and _is_watched(film):
        return "on the watchlist, though rated or seen"
    return "" if film.title or film.imdb is not None or film.tmdb is not None else "without a title"
