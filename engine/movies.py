"""The records of a film that cross between packages."""

from __future__ import annotations

import re

import msgspec

FIRST_ADDED = 1_000_000_000
"""Ids from here on are films that somebody added; no data set has such an id."""

# C0, DEL and C1 controls (terminal escape sequences) and the bidirectional controls (reordered text).
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\u061c\ufeff]+")


def clean_text(text: str) -> str:
    """`text` without anything that could drive a terminal; used where data come in and where they are shown."""
    return _CONTROLS.sub(" ", text).strip() if _CONTROLS.search(text) else text


class Movie(msgspec.Struct, frozen=True, kw_only=True):
    """A film as people see it. `id` is the data set's own id.

    `title` is in display order ("The Matrix"), without the year. `alternatives` are other titles that it is found
    by. `n_ratings` counts the users of the data set who rated (or watched) it, `mean` is their mean rating (stars of 5;
    None where the set has no ratings), `histogram` how many gave each half star, from 0.5 to 5 (empty without ratings).
    """

    id: int
    title: str
    year: int | None = None
    genres: tuple[str, ...] = ()
    alternatives: tuple[str, ...] = ()
    imdb: str | None = None
    tmdb: int | None = None
    n_ratings: int = msgspec.field(default=0, name="watchers")
    mean: float | None = None
    histogram: tuple[int, ...] = ()

    @property
    def label(self) -> str:
        """The title with its year, as in "Alien (1979)"."""
        return f"{self.title} ({self.year})" if self.year is not None else self.title


class MovieFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which films may be answered. The empty one lets every film through.

    `genres`: any of them; `without_genres`: none of them (both as the data set writes them); years are inclusive,
    and a film without a year fits no year filter; `exclude`: ids never answered.

    >>> from engine import Movie, MovieFilter
    >>> of_the_seventies = MovieFilter(year_from=1970, year_to=1979, without_genres=("Horror",))
    >>> of_the_seventies.admits(Movie(id=1, title="Stalker", year=1979, genres=("Drama", "Sci-Fi")))
    True
    >>> of_the_seventies.admits(Movie(id=2, title="Alien", year=1979, genres=("Horror", "Sci-Fi")))
    False
    """

    genres: tuple[str, ...] = ()
    without_genres: tuple[str, ...] = ()
    year_from: int | None = None
    year_to: int | None = None
    exclude: frozenset[int] = frozenset()

    def admits(self, movie: Movie) -> bool:
        """Whether the film passes."""
        if movie.id in self.exclude:
            return False
        if self.genres and not set(self.genres) & set(movie.genres):
            return False
        if self.without_genres and set(self.without_genres) & set(movie.genres):
            return False
        if self.year_from is None and self.year_to is None:
            return True
        if movie.year is None:
            return False
        return (self.year_from is None or movie.year >= self.year_from) and (
            self.year_to is None or movie.year <= self.year_to
        )
