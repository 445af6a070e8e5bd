"""What an answer of the backend changes in the main screen's state, and what is requested then."""

from __future__ import annotations

from engine.movies import clean_text
from engine.profiles.fold import Key
from engine.profiles.marks import Mark
from tui import actions
from tui.state import messages, texts
from tui.state.backend import Backend
from tui.state.film_rows import Row
from tui.state.main_state import MainState
from tui.state.notices import About, Notice
from tui.state.wish_filters import filters_with
from tui.theme import glyphs


class AnswerTaker:
    def __init__(self, backend: Backend, state: MainState) -> None:
        self._backend = backend
        self._state = state
        self._marked: int | None = None
        """The id of the film that was last marked with a key."""

    def say(self, text: str, style: str = "quiet", *, hint: str = "", about: About = "") -> None:
        """Show `text` in the status line until the next message, another view, or a change of what it is `about`; and
        `hint`, while the keys act that it names. The styles `bad` and `warn` take precedence over everything else
        there."""
        sign = f"{glyphs.WARNING} " if style in ("bad", "warn") else ""
        self._state.notice = Notice(sign + clean_text(text), style, hint, about)

    # Messages from the backend

    def version_opened(self, message: messages.VersionOpened) -> None:
        self._state.open_version(message.version, message.dataset, message.titles, message.facts)
        self._state.settle("loading")
        self._like_early_ones()
        self._rank()

    def version_failed(self, message: messages.VersionFailed) -> None:
        if message.set_up:
            self._state.engine.failed(clean_text(message.message), clean_text(message.remedy))
            self.say(texts.with_remedy(message.message, message.remedy), "bad", about="ranking")
        else:
            hint = actions.with_keys("{data} shows the data sets", self._state.key_map)
            whose = "whoever runs this server can do it, with `movierec setup`"
            self._state.engine.failed("Nothing is set up yet", whose if self._state.served else hint)

    def titles_opened(self, message: messages.TitlesOpened) -> bool:
        """Use these titles unless a version is open, which has its own. Returns whether they are used."""
        if self._state.engine.ranks:
            return False
        self._state.open_titles(message.titles, message.dataset)
        self._state.settle("loading")
        self._like_early_ones()
        return True

    def store_news(self, message: messages.StoreNews) -> None:
        engine = self._state.engine
        engine.trouble, engine.newer, engine.gain = clean_text(message.trouble), message.newer, message.gain

    def marks_read(self, message: messages.MarksRead) -> None:
        if message.profile == self._state.profile:
            self._state.settle("marks")
            self._take_marks(message.marks, message.undoable)

    def mark_saved(self, message: messages.MarkSaved) -> None:
        if message.profile == self._state.profile:
            if message.words:
                self.say(message.words, "good", about="marks")
            else:  # a plain mark: the right end of the line names it
                self.say("", hint=texts.marked(self._state, message.mark), about="marks")
            self._take_marks(message.marks, message.undoable)

    def mark_refused(self, message: messages.MarkRefused) -> None:
        if not self._state.revision:  # the marks cannot be read: the popular films can still be shown
            self._take_marks((), None)
        style = "quiet" if message.calm else "bad"
        self.say(texts.with_remedy(message.message, message.remedy), style, about="marks")

    def ranked(self, message: messages.RankReady, row: Row | None, place: int, *, hold: bool) -> bool:
        """Take a ranking of the newest marks and filters, with the list's cursor on `row` at `place`. Returns whether
        it is held back because of `hold`."""
        state = self._state
        state.engine.failure = None
        state.settle("ranking")
        state.marked.match(message.matched)
        if message.revision == state.ranked.answered:
            state.ranked.extend(message.rows)
            return False
        state.ranked.answered = message.revision
        self.keep_marked(row, place)
        state.ranked_in = f"ranked in {round(message.seconds * 1000)} ms"
        return state.rank(message.rows, hold=hold, tightest=message.tightest)

    def unexpected(self, message: messages.Unexpected) -> None:
        if not self._state.ranked.ranked_once:
            self._state.engine.failed("The films cannot be shown", message.message)
        self.say(message.message, "bad", about="ranking")

    def _take_marks(self, marks: tuple[Mark, ...], undoable: str | None) -> None:
        self._state.undoable = undoable
        self._state.take_marks(marks)
        self._rank()

    def _rank(self) -> None:
        """Request a ranking once both marks and a version are there, so that no first list is replaced at once."""
        state = self._state
        if state.engine.ranks and state.revision:
            state.ranked.asked = state.ranked.wanted
            self._backend.rank(state.revision, state.marked.marks, state.filters, state.profile, k=state.ranked.asked)

    def _find(self) -> None:
        """Request the films of the current page, if it still waits for them."""
        state, page = self._state, self._state.page
        if page.wished is not None and page.waiting:
            filters = filters_with(page.wished.wish, state.filters)
            self._backend.find_wished(page.wished, state.marked.marks, filters, state.filters_revision)
        if page.kind == "similar" and page.waiting and page.movie is not None:
            self._backend.find_similar(page.movie, state.marked.marks, state.filters, state.filters_revision)
        elif page.kind == "together" and page.waiting:
            self._backend.find_together(page.people, state.filters, state.filters_revision)

    def keep_marked(self, row: Row | None, place: int) -> None:
        """Keep the film marked last under the cursor, which is on `row` at `place`, even if its mark removes it from
        the list."""
        if row is not None and row.movie.id == self._marked:
            self._state.keep(row, place)

    def _like_early_ones(self) -> None:
        """Like the first hit of each title that was to be liked before the titles were open; a guess is none."""
        titles, catalogue = self._state.engine.titles, self._state.engine.catalogue
        if titles is None or not catalogue:
            return
        early, self._state.early = self._state.early, ()
        for text in early:
            if hits := titles.find(text, 1).hits:
                movie = hits[0].movie
                self._backend.mark("liked", catalogue, movie, self._key_elsewhere(movie.id))
            else:
                self.say(texts.nothing_called(text), about="search")

    def _key_elsewhere(self, movie: int) -> Key | None:
        """The key of the mark that is shown on that film, if it was made in another catalogue."""
        mark = self._state.marked.by_movie.get(movie)
        return None if mark is None or mark.catalogue == self._state.engine.catalogue else (mark.catalogue, mark.movie)
