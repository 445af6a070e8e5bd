"""What a key or an answer does to the state of the main screen, and what is asked of the backend for it.

The screen turns keys and messages into calls of this, and shows the state afterwards. No widgets, no threads.
"""

from __future__ import annotations

from engine.movies import clean_text
from engine.profiles.list_filters import ListFilters
from engine.profiles.marks import Mark
from tui.state import messages
from tui.state.active_filters import without
from tui.state.backend import Backend
from tui.state.film_rows import Row
from tui.state.main_state import MainState
from tui.theme import glyphs


class MainController:
    def __init__(self, backend: Backend, state: MainState) -> None:
        self._backend = backend
        self._state = state
        self._marked: int | None = None
        """The film that a key marked last."""

    def start(self) -> bool:
        """What can be read at once; whether the person is new here."""
        state = self._state
        state.filters = self._backend.saved_filters(state.profile)
        last = self._backend.last_list(state.profile)
        if last is not None:
            state.show_last(last)
        return not self._backend.has_marks()

    def change_profile(self, profile: str) -> None:
        """Go on as somebody else."""
        state, backend = self._state, self._backend
        state.change_profile(profile, backend.saved_filters(profile))
        version = state.engine.version
        last = backend.last_list(profile, version) if version else None
        if last is not None:
            state.ranked.show_last(last.rows)
        backend.change_profile(profile)
        self.say(f"you are {profile} now")

    def say(self, text: str, style: str = "quiet") -> None:
        """Put words into the status line, until the next ones or another view; `bad` and `warn` ones stand before all
        others."""
        sign = f"{glyphs.WARNING} " if style in ("bad", "warn") else ""
        self._state.notice = (sign + clean_text(text), style)

    # What a person does

    def mark(self, verb: str, row: Row) -> None:
        """Do to the mark on the row's film what `verb` means (tui.state.mark_verbs)."""
        catalogue = self._state.engine.catalogue
        if not row.active or not catalogue:
            self.say(f"{row.movie.title} is not in this data set")
            return
        self._marked = row.movie.id
        self._backend.mark(verb, catalogue, row.movie)

    def keep_marked(self, row: Row | None, place: int) -> None:
        """The film that was marked last stays under the cursor, which is on `row` at `place`, though its mark takes
        it out of the list."""
        if row is not None and row.movie.id == self._marked:
            self._state.keep(row, place)

    def open_similar(self, row: Row, left_on: int | None) -> bool:
        """Go to the films like that of `row`, from a list whose cursor is on film `left_on`; whether it went there."""
        state = self._state
        if not row.active:
            self.say(f"{row.movie.title} is not in this data set")
            return False
        if not state.engine.ranks:
            self.say("films like it can be shown when the set-up is done" if state.engine.titles else "a moment")
            return False
        state.navigation.leave(left_on)
        state.open_similar(row.movie)
        self._find_similar()
        return True

    def back(self) -> bool:
        """One page back; whether there was anywhere to go."""
        went = self._state.back()
        if went:
            self._find_similar()
        return went

    def change_filters(self, filters: ListFilters) -> None:
        """Other filters: they are kept, and the lists made again."""
        self._state.set_filters(filters)
        self._backend.save_filters(filters)
        self._rank()
        self._find_similar()

    def clear_filters(self) -> bool:
        """Whether there were any."""
        if self._state.filters == ListFilters():
            self.say("no filter is set")
            return False
        self.change_filters(ListFilters())
        return True

    def drop_filter(self) -> bool:
        """Drop the filter that is to blame for an empty list; whether there is one."""
        tightest = self._state.ranked.tightest
        if tightest is None or self._state.ranked.rows:
            self.say("d drops a filter where nothing is left; f changes them, F clears them")
            return False
        self.change_filters(without(self._state.filters, tightest.filter))
        return True

    def sort(self) -> bool:
        """Sort the list the next way; whether it can be sorted."""
        if self._state.page.kind == "hits":
            self.say("hits stay in the order of how well they fit")
            return False
        self._state.ranked.sort()
        return True

    def switch_version(self) -> None:
        """Open the newer version, if there is one."""
        engine = self._state.engine
        if engine.newer is None:
            self.say(f"{engine.version} is the newest version" if engine.version else "there is no version yet")
            return
        self.say(f"opening {engine.newer}{glyphs.ELLIPSIS}")
        self._backend.open_version()

    # What the backend tells

    def version_opened(self, message: messages.VersionOpened) -> None:
        self._state.open_version(message.version, message.dataset, message.titles)
        self._rank()

    def version_failed(self, message: messages.VersionFailed) -> None:
        if message.set_up:
            self._state.engine.failed(clean_text(message.message), clean_text(message.remedy))
            self.say(_with_remedy(message.message, message.remedy), "bad")
        else:
            self._state.engine.failed("Nothing is set up yet", "D offers the data sets")

    def titles_opened(self, message: messages.TitlesOpened) -> bool:
        """Whether they are of use: a version that is open has its own."""
        if self._state.engine.ranks:
            return False
        self._state.open_titles(message.titles, message.dataset)
        return True

    def store_news(self, message: messages.StoreNews) -> None:
        engine = self._state.engine
        engine.trouble, engine.newer, engine.gain = clean_text(message.trouble), message.newer, message.gain

    def marks_read(self, message: messages.MarksRead) -> None:
        if message.profile == self._state.profile:
            self._take_marks(message.marks, message.undoable)

    def mark_saved(self, message: messages.MarkSaved) -> None:
        if message.profile == self._state.profile:
            self.say(message.words, "good")  # empty for a plain mark: the line's right end names it
            self._take_marks(message.marks, message.undoable)

    def mark_refused(self, message: messages.MarkRefused) -> None:
        if not self._state.revision:  # the marks cannot be read: the popular films can still be shown
            self._take_marks((), None)
        self.say(_with_remedy(message.message, message.remedy), "quiet" if message.calm else "bad")

    def ranked(self, message: messages.RankReady, row: Row | None, place: int, *, hold: bool) -> bool:
        """A ranking of the newest marks and filters, while the list's cursor is on `row` at `place`; whether it is held
        back, since `hold` was asked."""
        state = self._state
        if state.engine.failure is not None:
            state.engine.failure, state.notice = None, ("", "quiet")
        state.marked.match(message.matched)
        self.keep_marked(row, place)
        state.ranked_in = f"ranked in {round(message.seconds * 1000)} ms"
        return state.rank(message.rows, hold=hold, tightest=message.tightest)

    def unexpected(self, message: messages.Unexpected) -> None:
        if not self._state.ranked.ranked_once:
            self._state.engine.failed("The films cannot be shown", message.message)
        self.say(message.message, "bad")

    def _take_marks(self, marks: tuple[Mark, ...], undoable: str | None) -> None:
        self._state.undoable = undoable
        self._state.take_marks(marks)
        self._rank()

    def _rank(self) -> None:
        """Have the marks ranked, once both they and a version are there: no first list that is replaced at once."""
        state = self._state
        if state.engine.ranks and state.revision:
            self._backend.rank(state.revision, state.marked.marks, state.filters, state.profile)

    def _find_similar(self) -> None:
        """Have the films of the page in front found, where they are not yet."""
        state, page = self._state, self._state.page
        if page.kind == "similar" and page.waiting and page.movie is not None:
            self._backend.find_similar(page.movie, state.marked.marks, state.filters, state.filters_revision)


def _with_remedy(message: str, remedy: str) -> str:
    return f"{message} {glyphs.DOT} {remedy}" if remedy else message
