"""What a key or an answer changes in the main screen's state, and what it requests from the backend.

The screen turns keys and messages into calls to the controller, then shows the state. No widgets, no threads.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from engine.profiles.list_filters import ListFilters
from tui.state import texts
from tui.state.active_filters import without
from tui.state.answer_taking import AnswerTaker
from tui.state.company import Source, company_of
from tui.state.fact_texts import LEARNED, NO_LENGTHS
from tui.state.film_rows import Row, Wished
from tui.state.near_films import NearFilms
from tui.theme import glyphs


class MainController(AnswerTaker):
    """What a person does."""

    def start(self) -> bool:
        """Load what can be read at once. Returns whether the person is new: nothing was ever marked in this home."""
        state = self._state
        state.filters = self._backend.saved_filters(state.profile)
        if not state.served:  # the key and the pictures are not a visitor's
            state.posters.wanted, state.posters.credit = self._backend.has_posters, self._backend.poster_credit
        last = self._backend.last_list(state.profile)
        if last is not None:
            state.show_last(last)
        return not self._backend.has_marks()

    def change_profile(self, profile: str) -> None:
        """Switch to another profile."""
        state, backend = self._state, self._backend
        state.change_profile(profile, backend.saved_filters(profile))
        state.early = ()
        version = state.engine.version
        last = backend.last_list(profile, version) if version else None
        if last is not None:
            state.ranked.show_last(last.rows)
        backend.change_profile(profile)
        name = state.names.of(profile)
        self.say(f"switched to profile {name}" if name else "switched to your first profile")

    def name_profile(self, profile: str, name: str) -> None:
        """Call a profile `name` from now on."""
        self._state.names = self._state.names.naming(profile, name)
        self._backend.name_profile(profile, name)
        self.say(f"this profile is called {name}", "good")

    # What a person does

    def mark(self, verb: str, row: Row) -> None:
        """Apply `verb` (tui.state.mark_verbs) to the mark on the row's film."""
        catalogue = self._state.engine.catalogue
        if not row.active or not catalogue:
            self.refuse(row)
            return
        self._marked = self._state.stays = row.movie.id
        self._backend.mark(verb, catalogue, row.movie, self._key_elsewhere(row.movie.id))

    def refuse(self, row: Row) -> None:
        """Say why a key that is for films of this data set does nothing in that row."""
        if row.wished is not None:
            key = "search_like" if self._state.focus == "search" else "open"
            self.say("this row is no film", hint=f": {{{key}}} shows the films that you wish for", about="page")
        else:
            self.say(f"{row.movie.title} is not in this data set", about="page")

    def like_early(self) -> None:
        """Like what is being searched for as soon as the titles are open."""
        self._state.early += (self._state.page.text,)
        self.say(f"{self._state.page.text} is looked up once the titles are loaded", about="loading")

    def refuse_guess(self) -> None:
        """Say that what was searched for is not there, if a key was meant for a hit and only guesses are shown."""
        if self._state.page.miss:
            self._state.notice = texts.not_a_hit(self._state)

    def reach(self, place: int) -> None:
        """Request the next films if the cursor, at `place` of the list, is near its end."""
        if self._state.page.kind == "for_you":
            self._state.ranked.place = place
            if self._state.ranked.goes_on():
                self._rank()

    def open_similar(self, row: Row, left_on: int | None, on: int | None = None) -> bool:
        """Go to the films like that of `row`, from a list with the cursor on film `left_on`, and there to film `on`.
        Returns whether it did."""
        state = self._state
        if not row.active:
            self.refuse(row)
            return False
        if not self._ranks("similar films"):
            return False
        state.navigation.leave(left_on)
        state.open_similar(row.movie, on)
        self._find()
        return True

    def open_together(self, profiles: Sequence[str], left_on: int | None) -> bool:
        """Go to the films for several people, from a list with the cursor on film `left_on`. Returns whether it did."""
        state = self._state
        if not self._ranks("films for several people"):
            return False
        state.navigation.leave(left_on)
        state.open_together(company_of(profiles, state.names))
        self._find()
        return True

    def propose(self) -> bool:
        """Request a film for tonight: from the list for several people or the watchlist if that is open, else from the
        list. Returns whether it did."""
        state = self._state
        if not self._ranks("a film for tonight"):
            return False
        kinds: dict[str, Source] = {"together": "together", "watchlist": "watchlist"}
        source = kinds.get(state.page.kind, "list")
        self._backend.propose(source, state.page.people, state.marked.marks, state.filters, state.profile)
        return True

    def _ranks(self, what: str) -> bool:
        """Whether a version is open that can rank; says that `what` has to wait if not."""
        engine = self._state.engine
        if not engine.ranks:
            self.say(f"{what} can be shown once set-up is done" if engine.titles else "still loading", about="loading")
        return engine.ranks

    def open_wish(self, wished: Wished, left_on: int | None) -> bool:
        """Go to the films that were wished for, from the hits with the cursor on row `left_on`. Returns whether it did:
        which films are so may not be known."""
        if not wished.known:
            self.say(f"{NO_LENGTHS}: {LEARNED}", about="search")
            return False
        self._state.navigation.leave(left_on)
        self._state.open_wish(wished)
        self._find()
        return True

    def find_near(self) -> None:
        """Request the films most like the one whose details are shown."""
        state, row = self._state, self._state.detailed
        if row is not None and row.active and state.engine.ranks:
            state.near = NearFilms(row.movie, state.filters_revision, waiting=True)
            self._backend.find_near(row.movie, state.marked.marks, state.filters, state.filters_revision)

    def open_famous(self, left_on: int | None) -> bool:
        """Go to the famous films, from a list with the cursor on film `left_on`. Returns whether it did."""
        state = self._state
        if state.engine.titles is None:
            self.say("still loading", about="loading")
            return False
        state.navigation.leave(left_on)
        return state.open_famous()

    def back(self) -> bool:
        """Go back one page. Returns whether there was anywhere to go."""
        went = self._state.back()
        if went:
            self._find()
        return went

    def change_filters(self, filters: ListFilters) -> None:
        """Change and save the filters, and request the lists again."""
        self._state.set_filters(filters)
        self._state.settle("filters")
        self._backend.save_filters(filters)
        self._rank()
        self._find()

    def toggle_seen(self) -> None:
        """Show the films that were seen in the lists, or leave them out again."""
        hide = not self._state.filters.hide_seen
        self.change_filters(replace(self._state.filters, hide_seen=hide))
        said, tip = ("left out", "shows them") if hide else ("listed", "leaves them out")
        self.say(f"seen films are {said}", hint=f"; {{show_seen}} {tip}", about="filters")

    def clear_filters(self) -> bool:
        """Clear all filters. Returns whether any was set."""
        if self._state.filters == ListFilters():
            self.say("no filter is set", about="filters")
            return False
        self.change_filters(ListFilters())
        return True

    def drop_filter(self) -> bool:
        """Drop the filter that is the main cause of an empty list. Returns whether there is one."""
        tightest = self._state.ranked.tightest
        if tightest is None or not self._state.can_drop_filter:
            others = "{filters} changes filters, {clear_filters} clears them"
            self.say("", hint="{drop_filter} drops a filter if the list is empty; " + others, about="filters")
            return False
        self.change_filters(without(self._state.filters, tightest.filter))
        return True

    def sort(self) -> bool:
        """Switch to the next sort order. Returns whether the page can be sorted."""
        if self._state.page.kind == "hits":
            self.say("search hits stay sorted by relevance", about="page")
            return False
        self._state.ranked.sort()
        self._state.standing.renew()
        if self._state.ranked.order == "rating" and not self._state.has_ratings:
            self.say("this data set has no ratings to sort by", about="page")
        return True

    def switch_version(self) -> None:
        """Open the newer version, if there is one."""
        engine = self._state.engine
        if engine.newer is None:
            newest = f"{engine.version} is the newest version" if engine.version else "there is no version yet"
            self.say(newest, about="loading")
            return
        self.say(f"opening {engine.newer}{glyphs.ELLIPSIS}", about="loading")
        self._backend.open_version()
