"""The state of the main screen: the engine, the marks, the ranked list and the page history.

No widgets and no threads in here, so each rule can be read and tested by itself. Rows come from the ranking thread's
answers, from the title index (in memory) and from the marks; nothing here queries a store.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.artifact import DatasetInfo
from engine.profiles.list_filters import ListFilters
from engine.profiles.marks import Mark
from engine.serving.explanations import Recommendation
from tui.state.active_filters import TightestFilter
from tui.state.engine_state import Titles
from tui.state.film_rows import Row
from tui.state.navigation import SUGGESTING, Page
from tui.state.new_pages import picks
from tui.state.paged_state import PagedState
from tui.state.ranked_list import LastList

if TYPE_CHECKING:
    from engine.people.facts_book import FactsBook


@dataclass
class MainState(PagedState):
    """Its pages (tui.state.paged_state), and what the engine, the marks and the ranking change in them."""

    # The engine

    def show_last(self, last: LastList) -> None:
        """Show the list of an earlier session until a version is open; its films can be marked at once."""
        self.engine.version, self.engine.dataset = last.version, last.dataset
        self.engine.catalogue = last.dataset.catalogue
        self.ranked.show_last(last.rows)

    def open_version(self, version: str, dataset: DatasetInfo, titles: Titles, facts: FactsBook | None = None) -> None:
        """Use a version that has been opened."""
        same = dataset.catalogue == self.engine.catalogue
        self.engine.opened(version, dataset, titles, facts)
        self.genres = ()
        self._begin_anew(titles, same=same)

    def open_titles(self, titles: Titles, dataset: DatasetInfo) -> None:
        """Use the titles of a version that is still being built."""
        same = dataset.catalogue == self.engine.catalogue
        self.engine.titles_opened(titles, dataset)
        self._begin_anew(titles, same=same)

    def _begin_anew(self, titles: Titles, *, same: bool) -> None:
        """Forget the previous version's answers, except a list from last time if the catalogue is the `same`."""
        text = self.page.text
        self.ranked.forget(but_last=same)
        self.picks = picks(titles)
        self.marked.match_own(self.engine.catalogue)
        self._enter(self._first_page())
        if text:
            self.search(text)

    # The marks and the person

    def take_marks(self, marks: Sequence[Mark]) -> None:
        """Use these marks, which have changed."""
        first = not self.marked.read
        self.marked.take(marks, self.engine.catalogue)
        self.revision += 1
        if first and self.navigation.base.kind == "for_you":
            self.navigation.replace_base(self._first_page())

    def set_filters(self, filters: ListFilters) -> None:
        """Change the filters. Other lists that obey them are requested again when they are shown."""
        self.filters = filters
        self.ranked.start_over()
        self.revision += 1
        self.filters_revision += 1
        self.navigation.ask_again()
        if self.navigation.base.kind in ("pick", "for_you") and self.engine.ranks:
            self.navigation.replace_base(self._first_page())

    def change_profile(self, profile: str, filters: ListFilters) -> None:
        """Switch to another profile. Its marks follow with `take_marks`, and then its list."""
        self.profile, self.filters, self.undoable = profile, filters, None
        self.revision += 1
        self.filters_revision += 1
        self.marked.forget()
        self.ranked.forget()
        self.ranked.filters_changed, self.ranked.tightest = True, None
        self._enter(Page("for_you"))

    # The list

    def rank(self, found: Sequence[Recommendation], *, hold: bool, tightest: TightestFilter | None = None) -> bool:
        """Take a new ranking. Returns whether it is held back: `hold` is set and it would move the rows on screen."""
        kind = self.page.kind
        seen = bool(self.ranked.rows) if kind == "for_you" else kind == "pick" and self._has_enough
        held = self.ranked.take(found, hold=hold and seen, tightest=tightest)
        if not held:
            self._leave_picks()
        return held

    @property
    def can_drop_filter(self) -> bool:
        """Whether a filter is the main cause of an empty list."""
        return self.ranked.tightest is not None and not self.ranked.rows

    def apply_held(self) -> bool:
        """Show the held ranking. Returns whether there was one."""
        applied = self.ranked.apply_held()
        if applied:
            self._leave_picks()
        return applied

    def goes_on(self, verb: str, row: Row) -> bool:
        """Whether the cursor moves on to the next film once `verb` is applied to `row`: one goes down a list of
        suggestions saying which of them one has seen."""
        mark = self.mark_of(row)
        return verb == "seen" and self.page.kind in SUGGESTING and row.active and not (mark is not None and mark.seen)

    def keep(self, row: Row, place: int) -> None:
        """Keep `row`, the one under the cursor, if its mark removes it, so that a second key still acts on it."""
        mark = self.marked.by_movie.get(row.movie.id)
        if self.page.kind != "for_you" or mark is None or self.ranked.filters_changed:
            return
        if mark.opinion is not None or mark.hidden or (mark.seen and self.filters.hide_seen):
            self.ranked.keep(row, place)

    def let_go(self, on: int | None) -> bool:
        """Drop the film that a mark removed unless the cursor, on film `on`, is still on it. Returns whether there may
        have been one."""
        kept, stayed = self.ranked.kept, self.stays is not None and self.stays != on
        if stayed:
            self.stays = None
        if kept is None or self.page.kind != "for_you" or on == kept[1].movie.id:
            return stayed
        self.ranked.kept = None
        return True

    def _leave_picks(self) -> None:
        """Replace the films to pick from with the list, once there are enough opinions."""
        if self._has_enough and self.navigation.base.kind == "pick":
            self.navigation.replace_base(Page("for_you"))
