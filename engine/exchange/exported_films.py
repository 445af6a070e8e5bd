"""The films of an export, whatever the service: what a mark says, with the best ids and title that are known.

No I/O in here: the caller finds each mark's film in the current data set.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

import msgspec

from engine.exchange.row_values import imdb_of
from engine.movies import Movie, clean_text
from engine.profiles.marks import Mark
from engine.profiles.opinions import Opinion, stars


class ExportedFilm(msgspec.Struct, frozen=True, kw_only=True):
    """A mark, and how to name its film to others."""

    title: str
    year: int | None = None
    imdb: int | None = None
    """The number in the IMDb id."""
    tmdb: int | None = None
    catalogue: str
    movie: int
    """With `catalogue`, the key of the mark in the log."""
    opinion: Opinion | None = None
    seen: bool = False
    watchlist: bool = False
    hidden: bool = False
    at: str = ""
    """The mark's time as it was recorded."""

    @property
    def stars(self) -> float | None:
        """The rating in stars; None without one, and for a like or a dislike."""
        return stars(self.opinion)

    @property
    def imdb_id(self) -> str:
        """The IMDb id with its tt; empty if there is none."""
        return f"tt{self.imdb:07d}" if self.imdb is not None else ""

    @property
    def moment(self) -> str:
        """When it was marked, to the second, as in "2024-03-01T12:00:00Z"; empty if unknown."""
        moment = moment_of(self.at)
        return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment else ""

    @property
    def day(self) -> str:
        """The day (UTC) on which it was marked; empty if unknown."""
        return self.moment[:10]


def exported_film(mark: Mark, movie: Movie | None) -> ExportedFilm:
    """The film of `mark`, with the title and ids of `movie`, its film in the current data set (None if it has none).

    What the data set does not know comes from the mark: its IMDb id, or the number that a mark of the catalogue "imdb"
    or "tmdb" has for its id.
    """
    own = {mark.catalogue: mark.movie}
    title, year = (mark.title, mark.year) if movie is None else (movie.title, movie.year)
    imdb, tmdb = (None, None) if movie is None else (movie.imdb, movie.tmdb)
    return ExportedFilm(
        # SQLite and JSON can hold half a character, which no file can.
        title=clean_text(title).encode(errors="replace").decode(),
        year=year,
        imdb=imdb_of(imdb) or imdb_of(mark.imdb) or own.get("imdb"),
        tmdb=tmdb or own.get("tmdb"),
        catalogue=mark.catalogue,
        movie=mark.movie,
        opinion=mark.opinion,
        seen=mark.seen,
        watchlist=mark.watchlist,
        hidden=mark.hidden,
        at=mark.at,
    )


def newest_of_each(films: Iterable[ExportedFilm]) -> list[ExportedFilm]:
    """`films` (newest first) with one mark a film: a film may have been marked in several catalogues, and the newest
    mark counts.

    Two are the same film if they share an id, or if neither has one and they share title and year.
    """
    known: set[object] = set()
    kept = []
    for film in films:
        names: set[object] = {(kind, id) for kind, id in (("imdb", film.imdb), ("tmdb", film.tmdb)) if id is not None}
        names = names or {(film.title.casefold(), film.year)}
        if not names & known:
            kept.append(film)
        known |= names
    return kept


def moment_of(text: str) -> datetime | None:
    """The time that an ISO 8601 text names (without an offset it is UTC); None if it names none."""
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
