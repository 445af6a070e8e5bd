"""The posters that were found for films, as far as they are kept in memory, and what was asked for. Pure data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from engine.movies import Movie
from engine.posters.picture import HALVES, Cell
from tui.graphics.choosing import Graphics
from tui.graphics.drawing import Drawing, Painting


class Room(NamedTuple):
    """The columns and rows of cells that a poster may have, how it is drawn there, and how many pixels a cell has."""

    columns: int
    rows: int
    graphics: Graphics = "blocks"
    cell: Cell = HALVES


_KEPT = 200
"""Films; a poster in half blocks has some 2 kB."""
_LARGEST = 10_000_000
"""Bytes of all; as a picture, a poster has some 200 kB."""


@dataclass
class Posters:
    """`wanted`: a person has a folder of posters, or a key of TMDB; `credit` is what has to be said of where they come
    from."""

    wanted: bool = False
    credit: str = ""
    graphics: Graphics = "blocks"
    """How they are drawn in this terminal."""
    _size: int = 0
    _known: dict[tuple[str, int, Room], Painting | None] = field(default_factory=dict)
    _told: str = ""

    def of(self, catalogue: str, movie: Movie, room: Room | None) -> Painting | None:
        """The film's poster for so much room, if it has been found."""
        return None if room is None else self._known.get((catalogue, movie.id, room))

    def knows(self, catalogue: str, movie: Movie, room: Room) -> bool:
        """Whether it is known which poster the film has, or that it has none."""
        return (catalogue, movie.id, room) in self._known

    def take(self, catalogue: str, movie: Movie, room: Room, picture: Painting | None) -> None:
        """Keep what was found."""
        self._size += _bytes_of(picture) - _bytes_of(self._known.pop((catalogue, movie.id, room), None))
        while self._known and (len(self._known) >= _KEPT or self._size > _LARGEST):
            self._size -= _bytes_of(self._known.pop(next(iter(self._known))))
        self._known[catalogue, movie.id, room] = picture

    def is_new(self, trouble: str) -> bool:
        """Whether this is to be said: the same trouble is said once."""
        told, self._told = self._told, trouble
        return bool(trouble) and trouble != told


def _bytes_of(picture: Painting | None) -> int:
    if picture is None:
        return 0
    return len(picture.sequence if isinstance(picture, Drawing) else picture.pixels)
