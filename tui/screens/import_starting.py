"""Opens the import and the review of what it could not tell, and brings them the news of the import's thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from textual.app import App

from tui.screens.main_screen import MainScreen
from tui.state import import_texts
from tui.state.backend import Backend
from tui.state.import_messages import ImportDone, ImportNews, QuestionAnswered, QuestionsRead
from tui.state.imports import Asked, Here
from tui.state.main_state import MainState
from tui.state.review import Review

if TYPE_CHECKING:
    from tui.screens.import_screen import ImportScreen
    from tui.screens.review_screen import ReviewScreen


class Importing:
    """`left` is called when the import screen was closed."""

    def __init__(
        self, app: App[Any], backend: Backend, state: MainState, main: MainScreen, left: Callable[[], None]
    ) -> None:
        self._app = app
        self._backend = backend
        self._state = state
        self._main = main
        self._left = left
        self._import: ImportScreen | None = None
        self._review: ReviewScreen | None = None
        self._read: QuestionsRead | None = None
        self._done = False
        """Whether anything was marked since the import was opened."""
        self._announced: set[str] = set()
        """The profiles whose waiting films the status line has told of."""

    @property
    def _asked(self) -> tuple[Asked, ...]:
        """The films that wait to be asked about."""
        read = self._read
        return read.asked if read is not None and read.profile == self._state.profile else ()

    def open(self, text: str = "") -> None:
        """Open the import, and read what `text` names."""
        from tui.screens.import_screen import ImportScreen

        if self._import is None:
            self._import = ImportScreen(self._backend.imports, self._state, text, len(self._asked))
            self._app.push_screen(self._import, lambda _: self._import_left())
            self._done = False
            self.look_for_questions()
        elif text and self._import.is_active:
            self._import.read(text)

    def review(self) -> None:
        """Ask what waits to be asked."""
        from tui.screens.review_screen import ReviewScreen

        if self._asked and self._review is None:
            review = Review(self._asked)
            self._review = ReviewScreen(self._backend.imports, self._state, review)
            self._app.push_screen(self._review, lambda _: self._review_left(review))

    def look_for_questions(self) -> None:
        """Find out what waits to be asked."""
        engine = self._state.engine
        if engine.titles is not None:
            self._backend.imports.look_for_questions(Here(self._state.profile, engine.catalogue, engine.titles))

    def say(self, text: str) -> bool:
        """Show `text` on the import screen. Returns whether it is open."""
        if self._import is None:
            return False
        self._import.call_later(self._import.say, text)
        return True

    def take(self, news: ImportNews) -> None:
        """Pass the news on. A screen that was just pushed has no widgets yet: it is told in its own turn."""
        if isinstance(news, ImportDone | QuestionAnswered):
            self._done = True
            self._backend.look_for_marks()
        if isinstance(news, QuestionsRead):
            self._read = news
            self._announce()
        for screen in (self._import, self._review):
            if screen is not None:
                screen.call_later(screen.take, news)

    def _announce(self) -> None:
        """Tell once, and quietly, that films wait to be asked about."""
        profile = self._state.profile
        off = "import_marks" in self._state.off
        if self._asked and profile not in self._announced and self._import is None and not off:
            text, hint = import_texts.waiting_notice(len(self._asked))
            self._main.say(text, hint=hint)
        self._announced.add(profile)

    def _import_left(self) -> None:
        self._import = None
        if self._done:
            self._main.action_leave_search()  # to the list that changed, from the box that a file was dropped on, too
        self._left()

    def _review_left(self, review: Review) -> None:
        self._review = None
        if review.given and self._import is not None:
            words = import_texts.reviewed(review.taken, review.left_out)
            self._import.call_later(self._import.reviewed, words)
        self.look_for_questions()
