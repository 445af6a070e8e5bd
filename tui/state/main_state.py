"""What the main screen shows, as plain state: what is known of the engine, the marks, the list, the pages gone through.

No widgets and no threads in here, so each rule can be read and tested by itself. Rows come from the ranking thread's
answers, from the title index (in memory) and from the marks; nothing here asks a store.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from engine.artifact import DatasetInfo
from engine.job_log import JobStatus
from engine.movies import Movie
from engine.profiles.list_filters import ListFilters
from engine.profiles.marks import Mark
from engine.serving.explanations import Recommendation
from engine.serving.onboarding import films_to_pick_from
from tui.state.active_filters import TightestFilter
from tui.state.engine_state import EngineState, Titles
from tui.state.film_rows import Row, in_order, ranked
from tui.state.filter_controls import OLDEST, Span
from tui.state.marked_films import MarkedFilms
from tui.state.navigation import PICKING, UNRANKED, VIEWS, Kind, Navigation, Page
from tui.state.ranked_list import LastList, RankedList

HITS = 50
FEW = 5
"""So many likes make a list that is one's own; below, the app offers popular films of many kinds to pick from."""
_CHOICE = 500
"""The most watched films that those are taken from."""

Focus = Literal["search", "films", "my_films", "filters"]


@dataclass
class MainState:
    """`revision` counts the changes of marks and filters, and `filters_revision` those of the filters: an answer that
    was asked for at another one is stale."""

    profile: str = ""
    """Whose marks count now; a person may change it."""
    key_map: Mapping[str, str] = field(default_factory=dict)
    """Keys in the place of the app's own, by the ids of its actions."""
    engine: EngineState = field(default_factory=EngineState)
    marked: MarkedFilms = field(default_factory=MarkedFilms)
    ranked: RankedList = field(default_factory=RankedList)
    navigation: Navigation = field(default_factory=Navigation)
    picks: tuple[Row, ...] = ()
    filters: ListFilters = field(default_factory=ListFilters)
    genres: tuple[str, ...] = ()
    """What there is to filter by; empty until it is known."""
    span: Span = (OLDEST, OLDEST)
    revision: int = 0
    filters_revision: int = 0
    job: JobStatus | None = None
    focus: Focus = "films"
    highlighted: Row | None = None
    """The film under the cursor of the list that has the focus."""
    notice: tuple[str, str] = ("", "quiet")
    """What the status line says, and in which style."""
    ranked_in: str = ""
    undoable: str | None = None
    """What undo would take back, in words."""

    @property
    def page(self) -> Page:
        return self.navigation.page

    @property
    def opinions(self) -> int:
        return self.marked.opinions

    def mark_of(self, row: Row | None) -> Mark | None:
        return (row.mark or self.marked.by_movie.get(row.movie.id)) if row else None

    def rows(self) -> tuple[Row, ...]:
        """The rows of the page in front, sorted; hits stay in the order of how well they fit."""
        page, order = self.page, self.ranked.order
        if page.kind == "hits":
            return page.rows
        if page.kind == "for_you":
            return self.ranked.shown(self.marked.by_movie)
        if page.kind == "pick":
            return in_order(self.picks, order)
        return in_order(page.rows if page.kind == "similar" else self.view_rows(page.kind), order)

    @property
    def first_film(self) -> int | None:
        """The film in the first of the rows."""
        rows = self.rows()
        return rows[0].movie.id if rows else None

    def view_rows(self, kind: Kind) -> tuple[Row, ...]:
        """The rows of a view of marks."""
        return self.marked.rows(kind, self.engine.titles)

    # The engine

    def show_last(self, last: LastList) -> None:
        """Show what an earlier session saw, until a version is open; its films can be marked at once."""
        self.engine.version, self.engine.dataset = last.version, last.dataset
        self.engine.catalogue = last.dataset.catalogue
        self.ranked.show_last(last.rows)

    def open_version(self, version: str, dataset: DatasetInfo, titles: Titles) -> None:
        """A version is open."""
        same = dataset.catalogue == self.engine.catalogue
        self.engine.opened(version, dataset, titles)
        self.genres = ()
        self._begin_anew(titles, same=same)

    def open_titles(self, titles: Titles, dataset: DatasetInfo) -> None:
        """The titles of a version that is being made are there."""
        same = dataset.catalogue == self.engine.catalogue
        self.engine.titles_opened(titles, dataset)
        self._begin_anew(titles, same=same)

    def _begin_anew(self, titles: Titles, *, same: bool) -> None:
        """What the version before answered is forgotten, but for a list from last time of the `same` catalogue."""
        text = self.page.text
        self.ranked.forget(but_last=same)
        self.picks = tuple(Row(movie=movie) for movie in films_to_pick_from(titles.popular(_CHOICE), HITS))
        self.marked.match_own(self.engine.catalogue)
        self.navigation.start_at(self._first_page())
        if text:
            self.search(text)

    # The marks and the person

    def take_marks(self, marks: Sequence[Mark]) -> None:
        """The marks changed."""
        first = not self.marked.read
        self.marked.take(marks, self.engine.catalogue)
        self.revision += 1
        if first and self.navigation.base.kind == "for_you":
            self.navigation.replace_base(self._first_page())

    def set_filters(self, filters: ListFilters) -> None:
        """Other filters. The lists of similar films are asked for again when they are seen."""
        self.filters = filters
        self.ranked.filters_changed, self.ranked.kept = True, None
        self.revision += 1
        self.filters_revision += 1
        self.navigation.ask_similar_again()
        if self.navigation.base.kind in ("pick", "for_you") and self.engine.ranks:
            self.navigation.replace_base(self._first_page())

    def change_profile(self, profile: str, filters: ListFilters) -> None:
        """Somebody else: their marks come with `take_marks`, and their list after them."""
        self.profile, self.filters, self.undoable = profile, filters, None
        self.revision += 1
        self.filters_revision += 1
        self.marked.forget()
        self.ranked.forget()
        self.ranked.filters_changed, self.ranked.tightest = True, None
        self.navigation.start_at(Page("for_you"))

    # The list

    def rank(self, found: Sequence[Recommendation], *, hold: bool, tightest: TightestFilter | None = None) -> bool:
        """A new ranking; whether it is held back, because `hold` was asked and it would move what is shown."""
        kind = self.page.kind
        seen = bool(self.ranked.rows) if kind == "for_you" else kind == "pick" and self._has_enough
        held = self.ranked.take(found, hold=hold and seen, tightest=tightest)
        if not held:
            self._leave_picks()
        return held

    def apply_held(self) -> bool:
        """Let the held ranking be seen; whether there was one."""
        applied = self.ranked.apply_held()
        if applied:
            self._leave_picks()
        return applied

    def keep(self, row: Row, place: int) -> None:
        """The cursor is on `row`: where a mark takes it out of the list it stays, so that a second key finds it."""
        mark = self.marked.by_movie.get(row.movie.id)
        if self.page.kind != "for_you" or mark is None or self.ranked.filters_changed:
            return
        if mark.opinion is not None or mark.hidden or (mark.seen and self.filters.hide_seen):
            self.ranked.keep(row, place)

    def let_go(self, on: int | None) -> bool:
        """The cursor is on film `on`; whether the list closes up, since that is not the film that was kept."""
        kept = self.ranked.kept
        if kept is None or self.page.kind != "for_you" or on == kept[1].movie.id:
            return False
        self.ranked.kept = None
        return True

    def _leave_picks(self) -> None:
        """A choice of films that has served its purpose gives way to the list."""
        if self._has_enough and self.navigation.base.kind == "pick":
            self.navigation.replace_base(Page("for_you"))

    @property
    def _has_enough(self) -> bool:
        return self.opinions >= FEW

    @property
    def _is_filtered(self) -> bool:
        """Whether the filters ask for something: the films to pick from do not obey them."""
        return self.filters != ListFilters()

    # The pages

    def _first_page(self) -> Page:
        """Whoever likes nothing yet picks films; so does everybody while no version can rank."""
        engine = self.engine
        own = engine.ranks and (self.opinions or self._is_filtered)
        return Page("pick" if engine.titles is not None and self.marked.read and not own else "for_you")

    def search(self, text: str) -> None:
        """Show the hits for `text`; nothing typed shows the page below. Whoever has found films by searching sees what
        they lead to, and needs none to pick from."""
        if not text.strip():
            if self.page.kind == "hits":
                self.navigation.pop()
                if self.navigation.base.kind == "pick":
                    self.navigation.replace_base(self._first_page())
            return
        titles = self.engine.titles
        if titles is None:
            self.navigation.show_hits(Page("hits", text=text, waiting=True))
            return
        found = titles.search(text, HITS)
        films = found or titles.closest(text)
        rows = tuple(Row(movie=movie) for movie in films)
        self.navigation.show_hits(Page("hits", text=text, rows=rows, miss=not found))

    def open_similar(self, movie: Movie) -> None:
        """Go to the films like `movie`; its rows come with `show_similar`."""
        self.navigation.push(Page("similar", movie=movie, waiting=True))

    def show_similar(self, movie: Movie, found: Sequence[Recommendation], filters_revision: int) -> bool:
        """The films like `movie` are here; whether a page waited for them (under the filters of now)."""
        return filters_revision == self.filters_revision and self.navigation.fill_similar(movie, ranked(found))

    def back(self) -> bool:
        """One page back; from another view to the list. Whether there was anywhere to go."""
        if self.navigation.pop():
            return True
        if self.page.kind not in ("for_you", "pick"):
            self.navigation.start_at(self._first_page())
            return True
        return False

    def turn_view(self, by: int) -> None:
        """The next view, or the one before."""
        self.ranked.kept = None
        self.navigation.start_at(Page(self.next_view(by)))

    def next_view(self, by: int = 1) -> Kind:
        """Where `turn_view` leads."""
        views = UNRANKED
        if self.engine.ranks and (self._has_enough or self._is_filtered):
            views = VIEWS
        elif self.engine.ranks and self.opinions:
            views = PICKING
        base = self.navigation.base.kind
        at = views.index(base) if base in views else 0
        return views[(at + by) % len(views)]
