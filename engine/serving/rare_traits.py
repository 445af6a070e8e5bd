"""What two films have in common that few others have: genres, and the decade beside them.

That two films are dramas, or of one decade, tells nothing. How rare a trait is, is counted in the catalogue itself.
"""

from __future__ import annotations

from collections.abc import Iterable

from engine.movies import Movie

_KNOWN_BY = 0.11
"""The largest share of the films that may have a genre for it to be named at all. On MovieLens 100K, 1M and the small
set, Drama, Comedy, Action, Thriller and Romance are beyond it (12 to 45% of the films), and in the last also Adventure
and Crime."""
_TELLING = 0.05
"""The largest share of the films that may have all that is named: Western, Film-Noir, Musical or War alone (1 to 4%),
Horror and Sci-Fi together (1%), but neither of those alone (6 to 10%)."""
_FORMATS = frozenset({"IMAX"})
"""Genres of MovieLens that say how a film was shown."""


class RareTraits:
    """The genres of a catalogue's films, or of an even sample of them."""

    def __init__(self, movies: Iterable[Movie]) -> None:
        films = [frozenset(movie.genres) for movie in movies]
        self._films = len(films)
        self._with: dict[str, set[int]] = {}
        for place, genres in enumerate(films):
            for genre in genres - _FORMATS:
                self._with.setdefault(genre, set()).add(place)

    def in_common(self, movie: Movie, other: Movie) -> tuple[str, ...]:
        """The genres that the two share, in the order of `movie`, and their decade if it is the same, as "1940s"; empty
        if that is nothing rare."""
        most = _KNOWN_BY * self._films
        genres = [
            genre
            for genre in dict.fromkeys(movie.genres)
            if genre in other.genres and genre in self._with and len(self._with[genre]) <= most
        ]
        if not genres or len(set.intersection(*(self._with[genre] for genre in genres))) > _TELLING * self._films:
            return ()
        if movie.year is None or other.year is None or movie.year // 10 != other.year // 10:
            return tuple(genres)
        return (*genres, f"{movie.year // 10 * 10}s")
