"""The posters that were found for films, as far as they are kept in memory, and what was asked for. Pure data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from engine.movies import Movie
from engine.posters.picture import Picture

Room: TypeAlias = tuple[int, int]
"""The columns and rows of cells that a poster may have."""
_KEPT = 200
"""Films; a poster in cells has some 2 kB."""


@dataclass
class Posters:
    """`wanted`: a person has a folder of posters, or a key of TMDB; `credit` is what has to be said of where they come
    from."""

    wanted: bool = False
    credit: str = ""
    _known: dict[tuple[str, int, Room], Picture | None] = field(default_factory=dict)
    _told: str = ""

    def of(self, catalogue: str, movie: Movie, room: Room | None) -> Picture | None:
        """The film's poster for so much room, if it has been found."""
        return None if room is None else self._known.get((catalogue, movie.id, room))

    def knows(self, catalogue: str, movie: Movie, room: Room) -> bool:
        """Whether it is known which poster the film has, or that it has none."""
        return (catalogue, movie.id, room) in self._known

    def take(self, catalogue: str, movie: Movie, room: Room, picture: Picture | None) -> None:
        """Keep what was found."""
        while len(self._known) >= _KEPT:
            del self._known[next(iter(self._known))]
        self._known[catalogue, movie.id, room] = picture

    def is_new(self, trouble: str) -> bool:
        """Whether this is to be said: the same trouble is said once."""
        told, self._told = self._told, trouble
        return bool(trouble) and trouble != told
