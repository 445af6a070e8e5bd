"""Files as IMDb itself exported them from 2018 to 2024: what most services mean by "import from IMDb".

They know ratings and lists of films with an IMDb id, nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence

from engine.exchange.exported_films import ExportedFilm
from engine.exchange.file_parts import Export, csv_files
from engine.exchange.omissions import export_of, key_of, unsayable

_ABOUT = "IMDb Rating,Runtime (mins),Year,Genres,Num Votes,Release Date,Directors"
_RATINGS = f"Const,Your Rating,Date Rated,Title,URL,Title Type,{_ABOUT}".split(",")
_LIST = f"Position,Const,Created,Modified,Description,Title,URL,Title Type,{_ABOUT},Your Rating,Date Rated".split(",")
_WHERE = "where a service (TMDB, Simkl, Criticker, MovieLens) imports {} from IMDb"


def imdb_export(films: Sequence[ExportedFilm]) -> Export:
    """The ratings, from 1 to 10, and the watchlist. `films` holds each film once."""
    rated = [film for film in films if film.imdb is not None and film.stars is not None]
    waiting = [film for film in films if film.imdb is not None and film.watchlist]
    listed = [
        (place, film.imdb_id, film.day, film.day, "", *_about(film), *_rating(film))
        for place, film in enumerate(waiting, start=1)
    ]
    files = [
        *csv_files(
            "imdb-ratings",
            _RATINGS,
            [(film.imdb_id, *_rating(film), *_about(film)) for film in rated],
            where=_WHERE.format("ratings"),
        ),
        *csv_files("imdb-watchlist", _LIST, listed, where=_WHERE.format("a watchlist")),
    ]
    return export_of(files, films, {key_of(film) for film in (*rated, *waiting)}, _why)


def _about(film: ExportedFilm) -> tuple[object, ...]:
    """From the title to the directors."""
    url = f"https://www.imdb.com/title/{film.imdb_id}/"
    return film.title, url, "movie", "", "", film.year, "", "", "", ""


def _rating(film: ExportedFilm) -> tuple[object, ...]:
    return (round(2 * film.stars), film.day) if film.stars is not None else ("", "")


def _why(film: ExportedFilm) -> str:
    if film.imdb is None:
        return "without an IMDb id"
    return unsayable(film) or ("seen, but not rated" if film.seen and film.stars is None else "")
