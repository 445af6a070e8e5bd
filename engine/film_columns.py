"""What filters ask of a version's films, as columns: their years, and a bit for each film and genre.

A version keeps them beside its vectors, in the same order, because decoding the records of 87,000 films to find out
takes a second. Which films a person has excluded is not known here.

    film_years          (M) int32, 0 for a film without a year
    film_genres         (G, ceil(M / 8)) uint8, a row of bits for each genre, as numpy.packbits makes them
    film_genre_names    the G genres, UTF-8, newline-separated, in alphabetical order
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.artifact import Artifact
from engine.movies import FIRST_NEW_ID, Movie, MovieFilter

Mask = NDArray[np.bool_]


class FilmColumns:
    """The years and genres of M films, in one order. `bits` has a row of packed bits for each of `genres`."""

    def __init__(self, years: NDArray[np.int32], genres: Sequence[str], bits: NDArray[np.uint8]) -> None:
        self.years = years
        """(M), 0 for a film without a year"""
        self.genres = tuple(genres)
        """Every genre of these films, in alphabetical order."""
        self._bits = bits
        self._places = {genre: place for place, genre in enumerate(self.genres)}

    def __len__(self) -> int:
        return len(self.years)

    @classmethod
    def of(cls, movies: Sequence[Movie]) -> FilmColumns:
        """The columns of `movies`, in their order."""
        genres = sorted({genre for movie in movies for genre in movie.genres})
        places = {genre: place for place, genre in enumerate(genres)}
        flags = np.zeros((len(genres), len(movies)), bool)
        for column, movie in enumerate(movies):
            for genre in movie.genres:
                flags[places[genre], column] = True
        years = np.array([movie.year or 0 for movie in movies], np.int32)
        return cls(years, genres, np.packbits(flags, axis=1))

    @classmethod
    def of_version(cls, artifact: Artifact) -> FilmColumns:
        """The columns of a version's films, in the order of its vectors; made from the films where an earlier release
        did not write them. Raises ArtifactError if they cannot be read."""
        if not artifact.has("film_genres"):
            return cls.of(artifact.movies())
        years, bits, names = (np.asarray(artifact.array(f"film_{name}")) for name in ("years", "genres", "genre_names"))
        return cls(years, names.tobytes().decode().split("\n") if len(names) else (), bits)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """The arrays that a version keeps of them, by name."""
        return {
            "film_years": self.years,
            "film_genres": self._bits,
            "film_genre_names": np.frombuffer("\n".join(self.genres).encode(), np.uint8),
        }

    def having(self, genre: str) -> Mask:
        """(M) which films have that genre."""
        place = self._places.get(genre)
        if place is None:
            return np.zeros(len(self), bool)
        return np.unpackbits(self._bits[place], count=len(self)).view(bool)

    def admitted(self, movie_filter: MovieFilter) -> Mask:
        """(M) which films have the years and the genres that `movie_filter` admits; the films it names do not count."""
        admitted = np.ones(len(self), bool)
        if movie_filter.genres:
            admitted &= (self._all_of if movie_filter.every_genre else self._any_of)(movie_filter.genres)
        if movie_filter.without_genres:
            admitted &= ~self._any_of(movie_filter.without_genres)
        first, last = movie_filter.year_from, movie_filter.year_to
        if first is not None or last is not None:
            admitted &= self.years > 0
        if first is not None:
            admitted &= self.years >= first
        if last is not None:
            admitted &= self.years <= last
        return admitted

    def year_span(self) -> tuple[int, int] | None:
        """The first and the last year of the films; None if none has one."""
        dated = self.years[self.years > 0]
        return (int(dated.min()), int(dated.max())) if len(dated) else None

    def _all_of(self, genres: Iterable[str]) -> Mask:
        found = np.ones(len(self), bool)
        for genre in genres:
            found &= self.having(genre)
        return found

    def _any_of(self, genres: Iterable[str]) -> Mask:
        found = np.zeros(len(self), bool)
        for genre in genres:
            found |= self.having(genre)
        return found


def admitted_rows(
    ids: NDArray[np.int64],
    columns: Callable[[], FilmColumns],
    places: Callable[[Collection[int]], NDArray[np.int64]],
    movie_filter: MovieFilter,
) -> Mask:
    """(M) which of the films `ids` (M) `movie_filter` admits; `places` gives the places of those of some ids that are
    among them.
    `columns` is called only where the filter asks for more than other films: they may have to be read."""
    admitted = np.ones(len(ids), bool) if movie_filter.only_excludes else columns().admitted(movie_filter)
    admitted[places(movie_filter.exclude)] = False
    if movie_filter.only is not None:
        named = np.zeros(len(ids), bool)
        named[places(movie_filter.only)] = True
        admitted &= named
    if movie_filter.new is not None:
        admitted &= (ids >= FIRST_NEW_ID) == movie_filter.new
    return admitted
