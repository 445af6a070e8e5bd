"""The stops of the main screen's trail: its list, the views of marks, hits, films like one; and their order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from engine.movies import Movie
from engine.profiles.marks import Mark
from tui.state.film_rows import Row

Kind = Literal["pick", "for_you", "films", "watchlist", "seen", "hidden", "hits", "similar"]
VIEWS: tuple[Kind, ...] = ("for_you", "films", "watchlist", "seen", "hidden")
PICKING: tuple[Kind, ...] = ("pick", *VIEWS)
UNRANKED: tuple[Kind, ...] = ("pick", "films", "watchlist", "seen", "hidden")


@dataclass(frozen=True)
class Page:
    """One stop of the trail. `on` is the film that the cursor was on when it was left."""

    kind: Kind
    text: str = ""
    movie: Movie | None = None
    rows: tuple[Row, ...] = ()
    on: int | None = None
    waiting: bool = False
    miss: bool = False


def belongs(mark: Mark, kind: Kind) -> bool:
    """Whether the view of that kind shows a film marked so."""
    if kind == "films":
        return mark.opinion is not None and not mark.hidden
    return bool(getattr(mark, kind))
