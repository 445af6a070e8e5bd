"""What two films have in common that few others have: genres, and the decade beside them.

That two films are dramas, or of one decade, tells nothing. How rare a trait is, is counted in the catalogue itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from engine.film_columns import FilmColumns, Mask
from engine.movies import Movie

_KNOWN_BY = 0.11
"""The largest share of the films that may have a genre for it to be named at all. On MovieLens 100K, 1M and the small
set, Drama, Comedy, Action, Thriller and Romance are beyond it (12 to 45% of the films), and in the last also Adventure
and Crime."""
_TELLING = 0.05
"""The largest share of the films that may have all that is named: Western, Film-Noir, Musical or War alone (1 to 4%),
Horror and Sci-Fi together (1%), but neither of those alone (6 to 10%)."""
FORMATS = frozenset({"IMAX"})
"""Genres of MovieLens that say how a film was shown."""


class RareTraits:
    """The genres of a catalogue's films."""

    def __init__(self, columns: FilmColumns) -> None:
        self._columns = columns

    @cached_property
    def _rare(self) -> dict[str, Mask]:
        """Which films have each of the genres that may be named."""
        having = {genre: self._columns.having(genre) for genre in self._columns.genres if genre not in FORMATS}
        most = _KNOWN_BY * len(self._columns)
        return {genre: films for genre, films in having.items() if films.sum() <= most}

    def in_common(self, movie: Movie, other: Movie) -> tuple[str, ...]:
        """The genres that the two share, in the order of `movie`, and their decade if it is the same, as "1940s"; empty
        if that is nothing rare."""
        genres = [genre for genre in dict.fromkeys(movie.genres) if genre in other.genres and genre in self._rare]
        if not genres or self._with_all(genres) > _TELLING * len(self._columns):
            return ()
        if movie.year is None or other.year is None or movie.year // 10 != other.year // 10:
            return tuple(genres)
        return (*genres, f"{movie.year // 10 * 10}s")

    def _with_all(self, genres: Sequence[str]) -> int:
        """How many films have all of these rare genres."""
        with_all = self._rare[genres[0]]
        for genre in genres[1:]:
            with_all = with_all & self._rare[genre]
        return int(with_all.sum())
