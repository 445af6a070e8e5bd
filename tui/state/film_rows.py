"""The rows of a list as records, and what visibly changes with a new order. Pure functions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, get_args

import msgspec

from engine.movies import Movie
from engine.profiles.marks import Mark
from engine.serving.explanations import Recommendation
from engine.titles.wishes import Wish
from tui.theme.glyphs import DOWN, UP

Order = Literal["match", "year", "rating", "watchers", "title"]
ORDERS: tuple[Order, ...] = get_args(Order)


class Wished(msgspec.Struct, frozen=True, kw_only=True):
    """What a search text asks for, and the film that others are to be like, if it names one. `known`: it is known which
    films are so; lengths may not be."""

    wish: Wish
    like: Movie | None = None
    known: bool = True


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One film of a list, or what a search text asks for: then `wished` is set, and `movie` is no film, but has the
    words for it as its title. `rank` and `recommendation` are set in ranked lists only."""

    movie: Movie
    rank: int | None = None
    recommendation: Recommendation | None = None
    matched: str = ""
    """The alternative title by which a search found it."""
    change: str = ""
    """How the row moved: "▲3", "▼2", "new"; empty if it did not."""
    kept: bool = False
    """A mark removed it from the list, but it stays until the cursor leaves it, or a view of marks is left, so that the
    next key acts on it too."""
    wished: Wished | None = None
    mark: Mark | None = None
    """Set only if this catalogue lacks the film; other marks are looked up when the row is painted."""

    @property
    def name(self) -> str:
        """The title, with the one that was searched for in parentheses if that is another."""
        return f"{self.movie.title} ({self.matched})" if self.matched else self.movie.title

    @property
    def active(self) -> bool:
        """Whether it is a film of this catalogue."""
        return self.mark is None and self.wished is None

    @property
    def taste(self) -> int | None:
        """The number of the taste that the film is for, None if the list has only one taste."""
        found = self.recommendation
        return found.taste if found is not None and found.taste_films else None


def ranked(recommendations: Sequence[Recommendation], before: Sequence[Row] = ()) -> tuple[Row, ...]:
    """The rows of a ranked list; `before` is the list that it replaces, empty for a first one.

    A film has moved if it passed others that are in both lists, but not if it only closed the gap that another film
    left. Nothing is told of what is beyond the end of the one before.
    """
    ids = [recommendation.movie.id for recommendation in recommendations]
    kept = set(ids)
    old = {row.movie.id: place for place, row in enumerate(row for row in before if row.movie.id in kept)}
    new = {movie: place for place, movie in enumerate(movie for movie in ids if movie in old)}
    return tuple(
        Row(
            movie=found.movie,
            rank=rank,
            recommendation=found,
            change=_change(found.movie.id, old, new) if rank <= len(before) else "",
        )
        for rank, found in enumerate(recommendations, 1)
    )


def in_order(rows: Sequence[Row], order: Order) -> tuple[Row, ...]:
    """The rows sorted by `order`: the newest, best rated or most watched first; titles from A to Z, ignoring articles.

    Films without the value come last; ties keep their order.
    """
    return tuple(rows) if order == "match" else tuple(sorted(rows, key=_KEYS[order]))


def changed(rows: Sequence[Row]) -> int:
    """The number of rows that moved or are new."""
    return sum(1 for row in rows if row.change)


def place_of(rows: Sequence[Row], before: Sequence[Row], cursor: int) -> int:
    """The cursor's place in `rows`, given that it was on row `cursor` of `before`.

    It stays on its film; if the film has left, it stays in its place, and the list closes up under it.
    """
    if cursor < len(before):
        film = before[cursor].movie.id
        for place, row in enumerate(rows):
            if row.movie.id == film:
                return place
    return max(min(cursor, len(rows) - 1), 0)


def _change(movie: int, old: dict[int, int], new: dict[int, int]) -> str:
    if movie not in old:
        return "new"
    moved = old[movie] - new[movie]
    return f"{UP}{moved}" if moved > 0 else f"{DOWN}{-moved}" if moved < 0 else ""


def _title(row: Row) -> tuple[str, int]:
    key = row.movie.title.casefold()
    first, _, rest = key.partition(" ")
    return (rest if first in ("the", "a", "an") and rest else key, row.movie.year or 0)


_KEYS: dict[str, Callable[[Row], tuple[str, int] | float]] = {
    "year": lambda row: -(row.movie.year or 0),
    "rating": lambda row: -(row.movie.mean or 0.0),
    "watchers": lambda row: -row.movie.n_ratings,
    "title": _title,
}
