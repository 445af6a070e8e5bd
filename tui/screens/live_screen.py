"""The half of the main screen that shows what the threads answer and what the app tells it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Static

from engine.job_log import JobStatus
from engine.profiles.list_filters import ListFilters
from tui import actions
from tui.screens.filtering import Filtering
from tui.screens.linking import Linking
from tui.screens.near_lookup import NearLookup
from tui.screens.paging import Paging
from tui.screens.poster_lookup import PosterLookup
from tui.screens.reordering import Reordering
from tui.screens.searching import Searching
from tui.state import messages, requests
from tui.state.backend import Backend
from tui.state.film_rows import Row
from tui.state.main_controller import MainController
from tui.state.main_state import MainState
from tui.state.notices import About, Notice
from tui.theme import breakpoints
from tui.widgets.main_view import MainView


class LiveScreen(Screen[None]):
    """The screen without its keys."""

    AUTO_FOCUS = "#films"
    HORIZONTAL_BREAKPOINTS = breakpoints.WIDTHS
    VERTICAL_BREAKPOINTS = breakpoints.HEIGHTS

    def __init__(self, backend: Backend, state: MainState, clock: Callable[[], float]) -> None:
        super().__init__()
        self.state = state
        self.view = MainView(state, id="content")
        self._backend = backend
        self._controller = MainController(backend, state)
        self._searching = Searching(
            self.view, self._controller, state, self._mark, lambda: self._paging.open_similar(), backend.list_genres
        )
        self._filtering = Filtering(self.view, self._controller, state, backend.list_genres)
        self._paging = Paging(self.view, self._controller, state)
        self._linking = Linking(self, self._controller, state)
        self._reordering = Reordering(self.view, self._controller, state, clock, self.set_timer)
        self._near = NearLookup(self.view, self._controller, state, self.set_timer)
        self._posters = PosterLookup(self.view, backend, self._controller, state, self.set_timer)

    def compose(self) -> ComposeResult:
        hint = actions.with_keys("{quit} quits", self.state.key_map)
        yield Static(f"movierec needs at least 60 x 16 cells\n{hint}", id="notice", markup=False)
        yield self.view

    @property
    def is_too_small(self) -> bool:
        """Whether the terminal shows the notice only, so that no key may mark a film."""
        return self.has_class("-tiny") or self.has_class("-flat")

    def on_mount(self) -> None:
        new_here = self._controller.start()
        self.view.show()
        if new_here:
            self.view.search_box.focus()  # a newcomer starts by typing a title

    # Calls from the app

    def say(self, text: str, style: str = "quiet", *, hint: str = "", about: About = "") -> None:
        """Show `text` in the status line until what it is `about` changes, and `hint` while its keys act; `style` is
        quiet, good, warn or bad."""
        self._controller.say(text, style, hint=hint, about=about)
        self.view.show_lines()

    def show_job(self, job: JobStatus) -> None:
        """Show the progress of the running job, or how it ended."""
        if job.alive and (self.state.job is None or self.state.job.id != job.id):
            self.state.notice = Notice()  # it says how the previous job ended
        if job.alive != (self.state.job is not None and self.state.job.alive):
            self.state.settle("job")
        self.state.job = job
        self.view.show_lines()

    def announce(self, version: str) -> None:
        """Announce that a version newer than the open one was published."""
        self.state.engine.newer = version
        self.view.show_lines()

    def change_profile(self, profile: str) -> None:
        """Switch to another profile."""
        self._paging.change_profile(profile)

    def use_preset(self, name: str, filters: ListFilters) -> None:
        """Set filters that are kept under a name."""
        self._filtering.change(filters)
        self.say(f"filters: {name}", about="filters")

    def name_profile(self, profile: str, name: str) -> None:
        """Call a profile `name` from now on."""
        self._controller.name_profile(profile, name)
        self.view.show_lines()

    def open_together(self, profiles: Sequence[str]) -> None:
        """Go to the films for several people."""
        self._paging.open_together(profiles)

    def open_like(self, row: Row) -> None:
        """Go to the films like that of `row`, which need not be in the list."""
        self._paging.open_like(row)

    def request_proposal(self) -> bool:
        """Request a film for tonight. Returns whether one can be found."""
        requested = self._controller.propose()
        self.view.show_lines()
        return requested

    def mark_film(self, verb: str, row: Row) -> None:
        """Apply `verb` to the film of `row`, which need not be in the list."""
        self._controller.mark(verb, row)
        self.view.show_lines()

    def _mark(self, verb: str) -> None:
        """Apply `verb` to the film under the cursor."""
        if self.view.listing.row is None:
            self._controller.refuse_guess()
            self.view.show_lines()
            return
        if self.state.page.kind == "pick":
            self._reordering.put_off()  # the fifth film switches the page
        goes_on = self.state.goes_on(verb, self.view.listing.row)
        self._controller.mark(verb, self.view.listing.row)
        self.view.show_lines()
        if goes_on and self.view.listing is self.view.films:
            self.view.films.action_cursor(1)

    # Messages from the backend

    def on_version_opened(self, message: messages.VersionOpened) -> None:
        self._controller.version_opened(message)
        self._filtering.version_opened()
        self.post_message(messages.FilmsOpened(ranks=True))
        self.view.show()

    def on_version_failed(self, message: messages.VersionFailed) -> None:
        self._controller.version_failed(message)
        if not message.set_up:
            self.post_message(requests.SetUpRequested())
        self.view.show()

    def on_titles_opened(self, message: messages.TitlesOpened) -> None:
        if self._controller.titles_opened(message):
            self.post_message(messages.FilmsOpened(ranks=False))
            self.view.show()

    def on_store_news(self, message: messages.StoreNews) -> None:
        self._controller.store_news(message)
        self.view.show_lines()

    def on_marks_read(self, message: messages.MarksRead) -> None:
        if message.profile == self.state.profile and not message.marks and not self.state.touched:
            self.view.search_box.focus()
        self._controller.marks_read(message)
        self.view.show()

    def on_mark_saved(self, message: messages.MarkSaved) -> None:
        self._controller.mark_saved(message)
        self.view.show()

    def on_mark_refused(self, message: messages.MarkRefused) -> None:
        self._controller.mark_refused(message)
        self.view.show()

    def on_rank_ready(self, message: messages.RankReady) -> None:
        self._reordering.ranked(message)

    def on_similar_ready(self, message: messages.SimilarReady) -> None:
        if self.state.show_similar(message.movie, message.rows, message.filters_revision):
            self.view.show()

    def on_together_ready(self, message: messages.TogetherReady) -> None:
        if self.state.show_together(message.people, message.rows, message.filters_revision):
            self.view.show()

    def on_near_ready(self, message: messages.NearReady) -> None:
        self.state.near = self.state.near.filled(message.movie, message.rows, message.filters_revision)
        self.view.panel.show(self.state)

    def on_poster_ready(self, message: messages.PosterReady) -> None:
        self._posters.ready(message)

    def on_genres_ready(self, message: messages.GenresReady) -> None:
        self.state.genres, self.state.span = message.genres, message.span
        self.view.show_filters()
        self._searching.genres_known()

    def on_wished_ready(self, message: messages.WishedReady) -> None:
        if self.state.show_wished(message.wished, message.rows, message.filters_revision):
            self.view.show(on=self.state.first_film)

    def on_unexpected(self, message: messages.Unexpected) -> None:
        self._controller.unexpected(message)
        self.view.show()
