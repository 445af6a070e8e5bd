"""What the main screen is showing: its pages, with all that they are made of.

No widgets and no threads in here, so each rule can be read and tested by itself. Rows come from the ranking thread's
answers, from the title index (in memory) and from the marks; nothing here queries a store.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from msgspec.structs import replace

from engine.job_log import JobStatus
from engine.movies import Movie
from engine.profiles.list_filters import ListFilters
from engine.profiles.marks import Mark
from engine.serving.explanations import Recommendation
from tui.actions import OFF_WHEN_SERVED
from tui.state.company import Person
from tui.state.engine_state import EngineState
from tui.state.film_rows import Row, Wished, in_order, ranked
from tui.state.filter_controls import OLDEST, Span
from tui.state.found_posters import Posters
from tui.state.marked_films import MarkedFilms
from tui.state.navigation import PICKING, SUGGESTING, UNRANKED, VIEWS, Kind, Navigation, Page
from tui.state.near_films import NearFilms
from tui.state.new_pages import famous_page, hits_page
from tui.state.notices import About, Notice
from tui.state.profile_names import ProfileNames
from tui.state.ranked_list import RankedList
from tui.state.standing_order import StandingOrder

if TYPE_CHECKING:
    pass

MIN_OPINIONS = 5
"""Opinions that make a list personal; with fewer, the app offers popular films of many kinds to pick from."""

Focus = Literal["search", "films", "my_films", "filters", "near"]


@dataclass
class PagedState:
    """`revision` counts changes of marks and filters, `filters_revision` changes of filters only. An answer requested
    at another revision is stale."""

    profile: str = ""
    """The profile whose marks are used; a person can switch it."""
    names: ProfileNames = field(default_factory=ProfileNames)
    served: bool = False
    """Whether the app is shown in a visitor's browser, on another machine perhaps."""
    key_map: Mapping[str, str] = field(default_factory=dict)
    """Remapped keys, by action id."""
    engine: EngineState = field(default_factory=EngineState)
    marked: MarkedFilms = field(default_factory=MarkedFilms)
    ranked: RankedList = field(default_factory=RankedList)
    navigation: Navigation = field(default_factory=Navigation)
    standing: StandingOrder = field(default_factory=StandingOrder)
    """The order of the view of marks that is open."""
    picks: tuple[Row, ...] = ()
    filters: ListFilters = field(default_factory=ListFilters)
    genres: tuple[str, ...] = ()
    """The genres to filter by; empty until they are known."""
    span: Span = (OLDEST, OLDEST)
    revision: int = 0
    filters_revision: int = 0
    job: JobStatus | None = None
    focus: Focus = "films"
    touched: bool = False
    """Whether the person has done anything; from then on the app leaves the focus alone."""
    pasted: tuple[str, ...] = ()
    """The titles that were pasted and are still to be searched for, one after another."""
    early: tuple[str, ...] = ()
    """The titles that were to be liked before any titles were open; they are looked up as soon as some are."""
    highlighted: Row | None = None
    """The film under the cursor of the focused list."""
    detailed: Row | None = None
    """The film whose details are shown: the highlighted one, or the one that this is near to."""
    near: NearFilms = field(default_factory=NearFilms)
    """The films like that one, once the cursor rests."""
    posters: Posters = field(default_factory=Posters)
    """The posters that were found, if a person has any."""
    notice: Notice = field(default_factory=Notice)
    """The message in the status line."""
    stays: int | None = None
    """The id of the film that was last marked with a key, while the cursor is on it: it stays in its list."""
    ranked_in: str = ""
    undoable: str | None = None
    """A description of what undo would revert."""

    @property
    def page(self) -> Page:
        return self.navigation.page

    @property
    def off(self) -> frozenset[str]:
        """The ids of the actions that are not offered."""
        return OFF_WHEN_SERVED if self.served else frozenset()

    @property
    def opinions(self) -> int:
        return self.marked.opinions

    @property
    def people(self) -> tuple[str, ...]:
        """The names of those who made the film under the cursor, as far as that is known."""
        facts = None if self.highlighted is None else self.engine.facts_of(self.highlighted.movie)
        return () if facts is None else tuple(person.name for person in facts.people)

    def settle(self, *what: About) -> None:
        """Drop the message in the status line if it is about something that has changed."""
        if self.notice.about in what:
            self.notice = Notice()

    def mark_of(self, row: Row | None) -> Mark | None:
        return (row.mark or self.marked.by_movie.get(row.movie.id)) if row else None

    def rows(self) -> tuple[Row, ...]:
        """The rows of the current page, sorted; hits stay in order of relevance."""
        page, order = self.page, self.ranked.order
        if page.kind == "hits":
            return page.rows
        if page.kind == "for_you" and not self.ranked.from_last_time:
            return self.ranked.shown(self.marked.by_movie)
        if page.kind not in SUGGESTING:
            return in_order(self.standing.rows(self.view_rows(page.kind)), order)
        rows = {"pick": self.picks, "for_you": self.ranked.rows}.get(page.kind, page.rows)
        obeys = page.kind in ("for_you", "similar", "wish")
        hide_seen = page.kind == "together" or (self.filters.hide_seen and obeys)
        return self.marked.still_listed(in_order(rows, order), hide_seen=hide_seen, but=self.stays)

    @property
    def first_film(self) -> int | None:
        """The id of the film in the first row."""
        rows = self.rows()
        return rows[0].movie.id if rows else None

    @property
    def has_ratings(self) -> bool:
        """Whether any film of the current page has an average rating; a data set may have none."""
        rows = self.rows()
        return not rows or any(row.movie.mean is not None for row in rows)

    def view_rows(self, kind: Kind) -> tuple[Row, ...]:
        """The rows of a view of marks, newest first."""
        return self.marked.rows(kind, self.engine.titles)

    @property
    def _has_enough(self) -> bool:
        return self.opinions >= MIN_OPINIONS

    @property
    def _is_filtered(self) -> bool:
        """Whether any filter is set that the films to pick from, which ignore filters, would have to obey."""
        return replace(self.filters, hide_seen=True) != ListFilters()

    # The pages

    def _first_page(self) -> Page:
        """The films to pick from if there are no opinions yet or no version can rank, else the list."""
        engine = self.engine
        own = engine.ranks and (self.opinions or self._is_filtered)
        return Page("pick" if engine.titles is not None and self.marked.read and not own else "for_you")

    def search(self, text: str) -> None:
        """Show the hits for `text`; an empty text shows the page below, and if a hit was liked, the list in place of
        the films to pick from."""
        if not text.strip():
            if self.page.kind == "hits":
                self.navigation.pop()
                if self.navigation.base.kind == "pick":
                    self.navigation.replace_base(self._first_page())
            return
        self.navigation.show(hits_page(self.engine, text, self.genres if self.engine.ranks else None))

    def open_similar(self, movie: Movie, on: int | None = None) -> None:
        """Go to the page of films like `movie`; its rows follow with `show_similar`. Until then the nearest ones are
        shown, if film `on` is one of them, with the cursor on it."""
        near = self.near.rows if on is not None and self.near.are_for(movie, self.filters_revision) else ()
        self.stays = None
        self.navigation.push(Page("similar", movie=movie, rows=near, waiting=True, on=on))

    def show_similar(self, movie: Movie, found: Sequence[Recommendation], filters_revision: int) -> bool:
        """Show the films like `movie`. Returns whether a page was waiting for them, under the current filters."""
        return filters_revision == self.filters_revision and self.navigation.fill_similar(movie, ranked(found))

    def open_together(self, people: tuple[Person, ...]) -> None:
        """Go to the page of films for `people`; its rows follow with `show_together`."""
        self.stays = None
        self.navigation.show(Page("together", people=people, waiting=True))

    def show_together(self, people: tuple[Person, ...], found: Sequence[Recommendation], filters_revision: int) -> bool:
        """Show the films for `people`. Returns whether a page was waiting for them, under the current filters."""
        return filters_revision == self.filters_revision and self.navigation.fill_together(people, ranked(found))

    def open_wish(self, wished: Wished) -> None:
        """Go to the page of what was wished for; its rows follow with `show_wished`."""
        self.stays = None
        self.navigation.push(Page("wish", movie=wished.like, wished=wished, waiting=True))

    def show_wished(self, wished: Wished, found: Sequence[Recommendation], filters_revision: int) -> bool:
        """Show the films that were wished for. Returns whether a page was waiting for them, under the current
        filters."""
        return filters_revision == self.filters_revision and self.navigation.fill_wished(wished, ranked(found))

    def open_famous(self) -> bool:
        """Go to the most watched films that the person has said nothing of, as a list to tick off those seen. Returns
        whether any titles are open."""
        if self.engine.titles is None:
            return False
        self.stays = None
        self.navigation.show(famous_page(self.engine.titles, self.marked.by_movie))
        return True

    def back(self) -> bool:
        """Go back one page, or from another view to the list. Returns whether there was anywhere to go."""
        self.stays = None
        if self.navigation.pop():
            return True
        if self.page.kind not in ("for_you", "pick"):
            self._enter(self._first_page())
            return True
        return False

    def turn_view(self, by: int) -> None:
        """Go to the next view, or to the previous one."""
        self.ranked.kept = self.stays = None
        self._enter(Page(self.next_view(by)))

    def _enter(self, page: Page) -> None:
        self.standing.renew()
        self.navigation.start_at(page)

    def next_view(self, by: int = 1) -> Kind:
        """The view that `turn_view` would go to."""
        views = UNRANKED
        if self.engine.ranks and (self._has_enough or self._is_filtered):
            views = VIEWS
        elif self.engine.ranks and self.opinions:
            views = PICKING
        base = self.navigation.base.kind
        at = views.index(base) if base in views else 0
        return views[(at + by) % len(views)]
