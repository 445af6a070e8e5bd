"""The pages of the main screen (ranked list, views of marks, search hits, similar films) and their history."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal

from engine.movies import Movie
from engine.profiles.marks import Mark
from tui.state.company import Person
from tui.state.film_rows import Row, Wished

Kind = Literal[
    "pick", "for_you", "films", "watchlist", "seen", "hidden", "hits", "similar", "wish", "famous", "together"
]
VIEWS: tuple[Kind, ...] = ("for_you", "films", "watchlist", "seen", "hidden")
PICKING: tuple[Kind, ...] = ("pick", *VIEWS)
SUGGESTING: frozenset[Kind] = frozenset({"pick", "for_you", "similar", "wish", "famous", "together"})
"""The pages of films that the person did not ask for one by one."""
UNRANKED: tuple[Kind, ...] = ("pick", "films", "watchlist", "seen", "hidden")


@dataclass(frozen=True)
class Page:
    """One page. `movie`: its films are like that one; `people`: those that the list is for; `wished`: what a text
    asks for; `on` is the film that the cursor was on when the page was left; `waiting`: its rows are still to come;
    `miss`: nothing is called like the search `text`, and the rows are guesses; `notice`: what else to say of it."""

    kind: Kind
    text: str = ""
    movie: Movie | None = None
    people: tuple[Person, ...] = ()
    wished: Wished | None = None
    rows: tuple[Row, ...] = ()
    on: int | None = None
    waiting: bool = False
    miss: bool = False
    notice: str = ""

    def awaits(self, movie: Movie) -> bool:
        """Whether the page is waiting for the films like `movie`."""
        return self.kind == "similar" and self.waiting and self.movie is not None and self.movie.id == movie.id


@dataclass
class Navigation:
    """The history of pages; the last one is the current page."""

    trail: list[Page] = field(default_factory=lambda: [Page("for_you")])

    @property
    def page(self) -> Page:
        return self.trail[-1]

    @property
    def base(self) -> Page:
        """The first page of the trail: a list or a view of marks."""
        return self.trail[0]

    def start_at(self, page: Page) -> None:
        """Replace the trail with a new one that starts at `page`."""
        self.trail = [page]

    def replace_base(self, page: Page) -> None:
        self.trail[0] = page

    def push(self, page: Page) -> None:
        self.trail.append(page)

    def show(self, page: Page) -> None:
        """Go to `page`; it replaces the current one if both are hits, or both famous films."""
        if self.page.kind == page.kind:
            self.trail[-1] = page
        else:
            self.trail.append(page)

    def pop(self) -> bool:
        """Go back one page. Returns whether there was one."""
        if len(self.trail) == 1:
            return False
        self.trail.pop()
        return True

    def leave(self, on: int | None) -> None:
        """Note film `on` as the one that the current page is left on."""
        self.trail[-1] = replace(self.page, on=on)

    def ask_again(self) -> None:
        """Drop the rows of all pages that obey the filters: they are out of date and have to be requested again."""
        self.trail = [
            replace(page, rows=(), waiting=True, on=None) if page.kind in ("similar", "wish", "together") else page
            for page in self.trail
        ]

    def fill_similar(self, movie: Movie, rows: tuple[Row, ...]) -> bool:
        """Fill in the films like `movie`. Returns whether a page was waiting for them."""
        return self._fill(lambda page: page.awaits(movie), rows)

    def fill_wished(self, wished: Wished, rows: tuple[Row, ...]) -> bool:
        """Fill in the films that were wished for. Returns whether a page was waiting for them."""
        return self._fill(lambda page: page.waiting and page.wished == wished, rows)

    def _fill(self, waits: Callable[[Page], bool], rows: tuple[Row, ...]) -> bool:
        for at, page in enumerate(self.trail):
            if waits(page):
                self.trail[at] = replace(page, rows=rows, waiting=False)
                return True
        return False

    def fill_together(self, people: tuple[Person, ...], rows: tuple[Row, ...]) -> bool:
        """Fill in the films for `people`. Returns whether a page was waiting for them."""
        for at, page in enumerate(self.trail):
            if page.kind == "together" and page.waiting and page.people == people:
                self.trail[at] = replace(page, rows=rows, waiting=False)
                return True
        return False


def belongs(mark: Mark, kind: Kind) -> bool:
    """Whether the view of that kind shows a film with this mark."""
    if kind == "films":
        return mark.opinion is not None
    return bool(getattr(mark, kind))
