"""The film record and the film filter shared by all packages."""

from __future__ import annotations

import re

import msgspec

FIRST_ADDED_ID = 1_000_000_000
"""Ids from here on belong to films added with `movierec add`; no data set has such an id."""
FIRST_NEW_ID = 2_000_000_000
"""Ids from here on belong to new films, which joined from IMDb's data sets (`movierec enrich --new-films`): this plus
the number in the film's IMDb id, so that a film has the same id whenever and wherever it joins."""

# C0, DEL and C1 controls (terminal escape sequences) and the bidirectional controls (reordered text).
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\u061c\ufeff]+")


def clean_text(text: str) -> str:
    """`text` without control characters that could drive a terminal; applied both to input data and on display."""
    return _CONTROLS.sub(" ", text).strip() if _CONTROLS.search(text) else text


class Movie(msgspec.Struct, frozen=True, kw_only=True):
    """A film as shown to users. `id` is the data set's own id.

    `title` is in display order ("The Matrix"), without the year. `alternatives` are other titles it can be found by.
    `n_ratings` is the number of users of the data set who rated (or watched) it, `mean` their mean rating in stars out
    of 5 (None without ratings), `histogram` the counts of each half star, from 0.5 to 5 (empty without ratings).
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
    def is_new(self) -> bool:
        """Whether it joined from IMDb's data sets: nobody in the data set rated it."""
        return self.id >= FIRST_NEW_ID

    @property
    def label(self) -> str:
        """The title with its year, as in "Alien (1979)"."""
        return f"{self.title} ({self.year})" if self.year is not None else self.title


class MovieFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which films a search may return. The default admits every film.

    `genres`: any of them, or all of them if `every_genre`; `without_genres`: none of them (both as spelled in the data
    set); years are inclusive, and a film without a year matches no year filter; `exclude`: ids that are never returned;
    `only`: if it is set, the ids of the films that may be (those of a person, for example); `new`: if it is set,
    whether new films (see FIRST_NEW_ID) alone are admitted, or all others.

    >>> from engine import Movie, MovieFilter
    >>> of_the_seventies = MovieFilter(year_from=1970, year_to=1979, without_genres=("Horror",))
    >>> of_the_seventies.admits(Movie(id=1, title="Stalker", year=1979, genres=("Drama", "Sci-Fi")))
    True
    >>> of_the_seventies.admits(Movie(id=2, title="Alien", year=1979, genres=("Horror", "Sci-Fi")))
    False
    """

    genres: tuple[str, ...] = ()
    every_genre: bool = False
    without_genres: tuple[str, ...] = ()
    year_from: int | None = None
    year_to: int | None = None
    exclude: frozenset[int] = frozenset()
    only: frozenset[int] | None = None
    new: bool | None = None

    @property
    def only_excludes(self) -> bool:
        """Whether it asks for nothing but films other than the excluded ones."""
        asked = (self.year_from, self.year_to, self.only, self.new)
        return not (self.genres or self.without_genres or any(one is not None for one in asked))

    def admits(self, movie: Movie) -> bool:
        """Whether the film passes the filter."""
        if movie.id in self.exclude or (self.only is not None and movie.id not in self.only):
            return False
        if self.new is not None and self.new != movie.is_new:
            return False
        if self.genres and not (all if self.every_genre else any)(genre in movie.genres for genre in self.genres):
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
