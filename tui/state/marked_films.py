"""The profile's marks, and the films of the current catalogue that they belong to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from engine.movies import Movie
from engine.profiles.marks import Mark
from tui.state.film_rows import Row
from tui.state.navigation import Kind, belongs


class Films(Protocol):
    """Looks up films by id, as a title index does."""

    def movie(self, movie_id: int) -> Movie | None: ...


@dataclass
class MarkedFilms:
    """`marks` are all marks of the profile, newest first; `by_movie` those on films of this catalogue, by movie id;
    `elsewhere` those on films that it lacks. `changes` counts how often any of them changed."""

    marks: tuple[Mark, ...] = ()
    by_movie: dict[int, Mark] = field(default_factory=dict)
    elsewhere: tuple[Mark, ...] = ()
    read: bool = False
    """Whether the profile's marks have been read."""
    changes: int = 0

    @property
    def opinions(self) -> int:
        """How many films of this catalogue have an opinion."""
        return sum(1 for mark in self.by_movie.values() if mark.opinion is not None)

    def take(self, marks: Sequence[Mark], catalogue: str) -> None:
        """Use these changed marks: those of this catalogue at once, those of others once they are matched."""
        self.marks, self.read = tuple(marks), True
        self.match_own(catalogue)

    def match_own(self, catalogue: str) -> None:
        """Match the marks that were made in this very catalogue, which needs no engine."""
        own = {mark.movie: mark for mark in reversed(self.marks) if mark.catalogue == catalogue}
        names = {(mark.catalogue, mark.movie) for mark in self.marks}
        others = {
            movie: mark
            for movie, mark in self.by_movie.items()
            if mark.catalogue != catalogue and (mark.catalogue, mark.movie) in names
        }
        self.by_movie = {**others, **own}
        self.changes += 1

    def match(self, matched: Sequence[tuple[Mark, int | None]]) -> None:
        """Set which marks apply here, those of other catalogues included; of two on one film, the newer applies."""
        newest = sorted(matched, key=lambda pair: pair[0].at)
        self.by_movie = {movie: mark for mark, movie in newest if movie is not None}
        self.elsewhere = tuple(mark for mark, movie in matched if movie is None)
        self.changes += 1

    def forget(self) -> None:
        """Forget everything; the marks of another profile follow."""
        self.marks, self.by_movie, self.elsewhere, self.read = (), {}, (), False
        self.changes += 1

    @property
    def left_out(self) -> int:
        """How many films of this catalogue were seen and have no other mark that keeps them out of the list."""
        return sum(1 for mark in self.by_movie.values() if mark.seen and mark.opinion is None and not mark.hidden)

    def still_listed(self, rows: Sequence[Row], *, hide_seen: bool, but: int | None) -> tuple[Row, ...]:
        """`rows` without the films that the person is not interested in and, with `hide_seen`, has seen. Film `but`
        stays."""

        def stays(movie: int) -> bool:
            mark = self.by_movie.get(movie)
            return mark is None or movie == but or not (mark.hidden or (mark.seen and hide_seen))

        return tuple(row for row in rows if stays(row.movie.id))

    def rows(self, kind: Kind, films: Films | None) -> tuple[Row, ...]:
        """The rows of a view of marks, newest first; films that this catalogue lacks come last."""
        by_time = sorted(self.by_movie.items(), key=lambda pair: pair[1].at, reverse=True)
        found = [_film(movie, mark, films) for movie, mark in by_time if belongs(mark, kind)]
        here = [Row(movie=movie) for movie in found if movie is not None]
        away = [
            Row(movie=Movie(id=-place, title=mark.title, year=mark.year), mark=mark)
            for place, mark in enumerate(self.elsewhere, 1)
            if belongs(mark, kind)
        ]
        return (*here, *away)


def _film(movie: int, mark: Mark, films: Films | None) -> Movie | None:
    """A marked film; while the titles are still loading, made from the mark itself."""
    if films is None:
        return Movie(id=movie, title=mark.title, year=mark.year, imdb=mark.imdb)
    return films.movie(movie)
