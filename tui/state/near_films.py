"""The few films most like the one whose details are shown: what was asked for, and what came. Pure data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.movies import Movie
from engine.serving.explanations import Recommendation
from tui.state.film_rows import Row

NEAR = 4
"""So many films are shown in the details of one."""


@dataclass(frozen=True)
class NearFilms:
    """`of` is the film that they are like, under the filters of `filters_revision`; None if they are not asked for."""

    of: Movie | None = None
    filters_revision: int = 0
    rows: tuple[Row, ...] = ()
    waiting: bool = False

    def are_for(self, movie: Movie | None, filters_revision: int) -> bool:
        """Whether these are, or will be, the films like `movie` under those filters."""
        if movie is None or self.of is None:
            return movie is self.of
        return (self.of.id, self.filters_revision) == (movie.id, filters_revision)

    def filled(self, movie: Movie, found: Sequence[Recommendation], filters_revision: int) -> NearFilms:
        """These with the films that were `found`; unchanged if they are not for that film."""
        if not self.waiting or not self.are_for(movie, filters_revision):
            return self
        rows = tuple(Row(movie=one.movie, recommendation=one) for one in found[:NEAR])
        return NearFilms(self.of, filters_revision, rows)
