"""The ids of a film at IMDb, as a number."""

from __future__ import annotations

from engine.movies import Movie


def imdb_number(movie: Movie) -> int | None:
    """The number in the film's id at IMDb: 76759 for tt0076759; None if it has no such id."""
    number = (movie.imdb or "").removeprefix("tt")
    return int(number) if number.isascii() and number.isdigit() else None
