"""The pages of the main screen: its list, the views of marks, hits, films like one; and the way that led to one."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
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
    """One page. `on` is the film that the cursor was on when it was left; `waiting`: its rows are still to come."""

    kind: Kind
    text: str = ""
    movie: Movie | None = None
    rows: tuple[Row, ...] = ()
    on: int | None = None
    waiting: bool = False
    miss: bool = False

    def awaits(self, movie: Movie) -> bool:
        """Whether it waits for the films like `movie`."""
        return self.kind == "similar" and self.waiting and self.movie is not None and self.movie.id == movie.id


@dataclass
class Navigation:
    """The trail of pages that were gone through; the last one is in front."""

    trail: list[Page] = field(default_factory=lambda: [Page("for_you")])

    @property
    def page(self) -> Page:
        return self.trail[-1]

    @property
    def base(self) -> Page:
        """Where the trail begins: a list or a view of marks."""
        return self.trail[0]

    def start_at(self, page: Page) -> None:
        """Forget the trail and begin another one."""
        self.trail = [page]

    def replace_base(self, page: Page) -> None:
        self.trail[0] = page

    def push(self, page: Page) -> None:
        self.trail.append(page)

    def show_hits(self, page: Page) -> None:
        """Put hits in front, in the place of the hits that were there."""
        if self.page.kind == "hits":
            self.trail[-1] = page
        else:
            self.trail.append(page)

    def pop(self) -> bool:
        """One page back; whether there was one."""
        if len(self.trail) == 1:
            return False
        self.trail.pop()
        return True

    def leave(self, on: int | None) -> None:
        """Note which film the page in front was left on."""
        self.trail[-1] = replace(self.page, on=on)

    def ask_similar_again(self) -> None:
        """What there is of films like others is out of date."""
        self.trail = [
            replace(page, rows=(), waiting=True, on=None) if page.kind == "similar" else page for page in self.trail
        ]

    def fill_similar(self, movie: Movie, rows: tuple[Row, ...]) -> bool:
        """The films like `movie` are here; whether a page waited for them."""
        for at, page in enumerate(self.trail):
            if page.awaits(movie):
                self.trail[at] = replace(page, rows=rows, waiting=False)
                return True
        return False


def belongs(mark: Mark, kind: Kind) -> bool:
    """Whether the view of that kind shows a film marked so."""
    if kind == "films":
        return mark.opinion is not None and not mark.hidden
    return bool(getattr(mark, kind))
