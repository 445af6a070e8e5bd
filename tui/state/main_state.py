"""What the main screen is about, as plain state: the pages gone through, the marks, the list and its held successor.

No widgets and no threads in here, so each rule can be read and tested by itself. Rows come from the ranking thread's
answers, from the title index (in memory) and from the marks; nothing here asks a store.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import msgspec

from engine.movies import Movie
from engine.profiles.list_filters import ListFilters
from engine.profiles.marks import Mark
from engine.serving.explanations import Recommendation
from engine.serving.onboarding import films_to_pick_from
from tui.state.active_filters import TightestFilter
from tui.state.film_rows import ORDERS, Order, Row, in_order, ranked
from tui.state.navigation import PICKING, UNRANKED, VIEWS, Kind, Page, belongs

HITS = 50
FEW = 5
"""So many likes make a list that is one's own; below, the app offers popular films of many kinds to pick from."""
_CHOICE = 500
"""The most watched films that those are taken from."""


class Titles(Protocol):
    """The part of TitleIndex that the screen uses; it answers from memory, on the UI's own thread."""

    @property
    def newest_year(self) -> int | None: ...
    def search(self, text: str, k: int = 20) -> list[Movie]: ...
    def closest(self, text: str, k: int = 5) -> list[Movie]: ...
    def movie(self, movie_id: int) -> Movie | None: ...
    def popular(self, k: int = 20) -> list[Movie]: ...


@dataclass
class Desk:
    """The state. `revision` counts the changes of marks and dials; a ranking of another revision is stale."""

    titles: Titles | None = None
    catalogue: str = ""
    marks: tuple[Mark, ...] = ()
    matched: dict[int, Mark] = field(default_factory=dict)
    lost: tuple[Mark, ...] = ()
    marks_read: bool = False
    """Whether the profile's marks are here."""
    revision: int = 0
    for_you: tuple[Row, ...] = ()
    picks: tuple[Row, ...] = ()
    ranked_once: bool = False
    from_last: bool = False
    """Whether `for_you` is what an earlier session saw."""
    ranks: bool = False
    """Whether a version stands that can rank; before, there are titles at most."""
    held: tuple[Row, ...] | None = None
    kept: tuple[int, Row] | None = None
    """A film that left the list by a mark while the cursor is on it, and its place."""
    dials: ListFilters = field(default_factory=ListFilters)
    turned: bool = False
    """Whether the dials were turned since the list was ranked: what comes then is another list, not a new order."""
    cut: TightestFilter | None = None
    """What is to blame where the dials leave nothing."""
    order: Order = "match"
    trail: list[Page] = field(default_factory=lambda: [Page("for_you")])

    @property
    def page(self) -> Page:
        return self.trail[-1]

    @property
    def opinions(self) -> int:
        return sum(1 for mark in self.matched.values() if mark.opinion is not None and not mark.hidden)

    def rows(self) -> tuple[Row, ...]:
        """The rows of the page in front, sorted; hits stay in the order of how well they fit."""
        page = self.page
        if page.kind == "hits":
            return page.rows
        if page.kind == "pick":
            return in_order(self.picks, self.order)
        if page.kind == "for_you":
            return self._with_kept(in_order(self.for_you, self.order))
        return in_order(page.rows if page.kind == "similar" else self.view_rows(page.kind), self.order)

    def show_last(self, found: Sequence[Recommendation], catalogue: str) -> None:
        """Show what an earlier session saw, until a version is open; its films can be marked at once."""
        self.for_you, self.catalogue, self.from_last = ranked(found), catalogue, True

    def open_catalogue(self, titles: Titles, catalogue: str, *, ranks: bool = True) -> None:
        """Another version is open, or (not `ranks`) the titles of one that is being made: what the one before
        answered is forgotten, but for a list from last time."""
        last = self.from_last and catalogue == self.catalogue
        self.titles, self.catalogue, self.ranks = titles, catalogue, ranks
        text = self.page.text
        if not last:
            self.for_you, self.from_last = (), False
        self.held, self.kept, self.ranked_once = None, None, False
        self.picks = tuple(Row(movie=movie) for movie in films_to_pick_from(titles.popular(_CHOICE), HITS))
        self._match_own()
        self.trail = [self._first_page()]
        if text:
            self.search(text)

    def take_marks(self, marks: Sequence[Mark]) -> int:
        """The marks changed; the revision that they have now. Films of this catalogue show it at once."""
        first, self.marks_read = not self.marks_read, True
        self.marks = tuple(marks)
        self.revision += 1
        self._match_own()
        if first and self.trail[0].kind == "for_you":
            self.trail[0] = self._first_page()
        return self.revision

    def turn_dials(self, dials: ListFilters) -> int:
        """Other dials; the revision now. The lists of similar films are asked for again when they are seen."""
        self.dials, self.turned, self.kept = dials, True, None
        self.revision += 1
        self.trail = [
            replace(page, rows=(), waiting=True, on=None) if page.kind == "similar" else page for page in self.trail
        ]
        if self.trail[0].kind in ("pick", "for_you"):
            self.trail[0] = self._first_page() if self.ranks else self.trail[0]
        return self.revision

    def change_profile(self, dials: ListFilters) -> None:
        """Somebody else: their marks come with `take_marks`, and their list after them."""
        self.dials, self.turned, self.cut = dials, True, None
        self.revision += 1
        self.marks, self.matched, self.lost = (), {}, ()
        self.for_you, self.held, self.kept, self.ranked_once = (), None, None, False
        self.from_last = self.marks_read = False
        self.trail = [Page("for_you")]

    def sort(self) -> Order:
        """The next order."""
        self.kept = None
        self.order = ORDERS[(ORDERS.index(self.order) + 1) % len(ORDERS)]
        return self.order

    def match(self, matched: Sequence[tuple[Mark, int | None]]) -> None:
        """Which marks count here, those of other catalogues included; the newer of two counts."""
        newest = sorted(matched, key=lambda pair: pair[0].at)
        self.matched = {movie: mark for mark, movie in newest if movie is not None}
        self.lost = tuple(mark for mark, movie in matched if movie is None)

    def rank(self, found: Sequence[Recommendation], *, hold: bool, cut: TightestFilter | None = None) -> bool:
        """A new list; whether it is held back, because `hold` was asked and it would move what is shown."""
        hold = hold and not self.turned
        rows = ranked(found, () if self.turned else self.for_you)
        self.turned, self.cut = False, cut
        same = [row.movie.id for row in rows] == [row.movie.id for row in self.for_you]
        self.ranked_once = True
        seen = bool(self.for_you) if self.page.kind == "for_you" else self.page.kind == "pick" and self._ripe
        if hold and seen and not same:
            self.held = rows
            return True
        self._take(rows)
        return False

    def apply_held(self) -> bool:
        """Let the held list be seen; whether there was one."""
        if self.held is None:
            return False
        self._take(self.held)
        return True

    def keep(self, row: Row, place: int) -> None:
        """The cursor is on `row`: where a mark takes it out of the list it stays, so that a second key finds it."""
        mark = self.matched.get(row.movie.id)
        if self.page.kind != "for_you" or mark is None or self.turned:
            return
        if mark.opinion is not None or mark.hidden or (mark.seen and self.dials.hide_seen):
            self.kept = place, msgspec.structs.replace(row, kept=True, change="")

    def let_go(self, on: int | None) -> bool:
        """The cursor is on film `on`; whether the list closes up, since that is not the film that was kept."""
        if self.kept is None or self.page.kind != "for_you" or on == self.kept[1].movie.id:
            return False
        self.kept = None
        return True

    def _with_kept(self, rows: tuple[Row, ...]) -> tuple[Row, ...]:
        if self.kept is None:
            return rows
        place, row = self.kept
        if row.movie.id not in self.matched or any(other.movie.id == row.movie.id for other in rows):
            return rows
        return (*rows[:place], row, *rows[place:])

    def _take(self, rows: tuple[Row, ...]) -> None:
        """Show `rows`; a choice of films that has served its purpose gives way to them."""
        self.for_you, self.held, self.from_last = rows, None, False
        if self._ripe and self.trail[0].kind == "pick":
            self.trail[0] = Page("for_you")

    @property
    def _ripe(self) -> bool:
        return self.opinions >= FEW

    @property
    def _turned(self) -> bool:
        """Whether the dials ask for something: the films to pick from do not obey them."""
        return self.dials != ListFilters()

    def _first_page(self) -> Page:
        """Whoever likes nothing yet picks films; so does everybody while no version can rank."""
        picking = self.titles is not None and self.marks_read and not (self.ranks and (self.opinions or self._turned))
        return Page("pick" if picking else "for_you")

    def search(self, text: str) -> None:
        """Show the hits for `text`, in the place of the hits before; nothing typed shows the page below. Whoever has
        found films by searching sees what they lead to, and needs none to pick from."""
        on_hits = self.page.kind == "hits"
        if not text.strip():
            if on_hits:
                self.trail.pop()
                self.trail[0] = self._first_page() if self.trail[0].kind == "pick" else self.trail[0]
            return
        if self.titles is None:
            page = Page("hits", text=text, waiting=True)
        else:
            found = self.titles.search(text, HITS)
            miss = not found
            films = self.titles.closest(text) if miss else found
            page = Page("hits", text=text, rows=tuple(Row(movie=movie) for movie in films), miss=miss)
        if on_hits:
            self.trail[-1] = page
        else:
            self.trail.append(page)

    def leave(self, on: int | None) -> None:
        """Note which film the page in front was left on."""
        self.trail[-1] = replace(self.page, on=on)

    def drill(self, movie: Movie) -> None:
        """Go to the films like `movie`; its rows come with `similar`."""
        self.trail.append(Page("similar", movie=movie, waiting=True))

    def similar(self, movie: Movie, found: Sequence[Recommendation]) -> bool:
        """The films like `movie` are here; whether a page waited for them."""
        for at, page in enumerate(self.trail):
            if page.kind == "similar" and page.waiting and page.movie is not None and page.movie.id == movie.id:
                self.trail[at] = replace(page, rows=ranked(found), waiting=False)
                return True
        return False

    def back(self) -> bool:
        """One page back; from another view to the list. Whether there was anywhere to go."""
        if len(self.trail) > 1:
            self.trail.pop()
            return True
        if self.page.kind not in ("for_you", "pick"):
            self.trail = [self._first_page()]
            return True
        return False

    def turn(self, by: int) -> None:
        """The next view, or the one before."""
        self.kept = None
        self.trail = [Page(self.next_view(by))]

    def next_view(self, by: int = 1) -> Kind:
        """Where `turn` leads."""
        views = UNRANKED
        if self.ranks and (self._ripe or self._turned):
            views = VIEWS
        elif self.ranks and self.opinions:
            views = PICKING
        base = self.trail[0].kind
        at = views.index(base) if base in views else 0
        return views[(at + by) % len(views)]

    def view_rows(self, kind: Kind) -> tuple[Row, ...]:
        """The rows of a view of marks, the newest first; those that this catalogue lacks come last."""
        by_time = sorted(self.matched.items(), key=lambda pair: pair[1].at, reverse=True)
        films = [self._film(movie, mark) for movie, mark in by_time if belongs(mark, kind)]
        here = [Row(movie=movie) for movie in films if movie is not None]
        away = [
            Row(movie=Movie(id=-place, title=mark.title, year=mark.year), mark=mark)
            for place, mark in enumerate(self.lost, 1)
            if belongs(mark, kind)
        ]
        return (*here, *away)

    def _film(self, movie: int, mark: Mark) -> Movie | None:
        """A marked film; what the mark says of it, while the titles are being opened."""
        if self.titles is None:
            return Movie(id=movie, title=mark.title, year=mark.year, imdb=mark.imdb)
        return self.titles.movie(movie)

    def _match_own(self) -> None:
        own = {mark.movie: mark for mark in reversed(self.marks) if mark.catalogue == self.catalogue}
        names = {(mark.catalogue, mark.movie) for mark in self.marks}
        others = {
            movie: mark
            for movie, mark in self.matched.items()
            if mark.catalogue != self.catalogue and (mark.catalogue, mark.movie) in names
        }
        self.matched = {**others, **own}
