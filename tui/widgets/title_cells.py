"""A film's title and genres in the cells that they share: a title is cut only where it has all of them."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

from engine.movies import Movie
from tui.state.new_film_texts import UNRATED
from tui.theme import glyphs
from tui.widgets.cell_text import cut, fit, join_fitting

_LEAST_ROOM = 30
"""The fewest cells in which genres are shown beside the titles."""
_FEWEST, _MOST = 10, 24
"""The width of the column of genres."""
_GAP = 2


_TAG = f" {glyphs.DOT} {UNRATED}"
_LEAST_TITLE = 10
"""The fewest cells that a title keeps beside a tag."""


def tagged(name: str, movie: Movie, room: int) -> str:
    """The title with the tag of a new film behind it, cut so that both fit into `room` cells; without it where there
    is no room for it."""
    if not movie.is_new or room < _LEAST_TITLE + len(_TAG):
        return name
    return f"{cut(name, room - len(_TAG))}{_TAG}"


def parted(title: str, movie: Movie) -> tuple[str, str]:
    """The cell of a title in two: the title itself, and the tag of a new film with all that follows."""
    name, tag, rest = title.rpartition(_TAG) if movie.is_new else ("", "", title)
    return (name, f"{tag}{rest}") if tag else (rest, "")


def title_and_genres(name: str, genres: Sequence[str], room: int, spare: int = 0) -> tuple[str, str]:
    """The title and the genres, as wide together as `room` and `spare`. The genres stand in a column that depends on
    `room` only; a title that is longer than its part pushes them on or out. Both take the `spare` cells too."""
    short = cut(name, room + spare)
    if room < _LEAST_ROOM:
        return fit(short, room + spare), ""
    column = room - min(max(room // 3, _FEWEST), _MOST)
    start = max(column, cell_len(short) + _GAP)
    left = room + spare - start
    fits = bool(genres) and (start == column or cell_len(genres[0]) <= left)
    if not fits:
        return fit(short, room + spare), ""
    return fit(short, start), fit(join_fitting(genres, left), left)
