"""The main screen: search, the list, and the details of one film.

Its widgets show the state (tui.state.main_state), which keys and the threads' answers change through the controller
(tui.state.main_controller). Anything that concerns other screens or the whole app is a request (tui.state.requests).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.app import ComposeResult
from textual.events import Paste
from textual.screen import Screen
from textual.widgets import Input, Static

from engine.job_log import JobStatus
from engine.profiles.list_filters import ListFilters
from tui import actions
from tui.screens.filtering import ACTIONS_WHILE_FILTERING, Filtering
from tui.screens.linking import Linking
from tui.screens.near_lookup import NearLookup
from tui.screens.paging import Paging
from tui.screens.reordering import Reordering
from tui.screens.searching import Searching
from tui.state import messages, requests
from tui.state.backend import Backend
from tui.state.dropped_files import dropped_files
from tui.state.film_rows import Row
from tui.state.main_controller import MainController
from tui.state.main_state import MainState
from tui.state.notices import About, Notice
from tui.theme import breakpoints
from tui.widgets.film_list import FilmList
from tui.widgets.filter_panel import FilterPanel
from tui.widgets.main_view import MainView
from tui.widgets.search_box import SearchBox


class MainScreen(Screen[None]):
    AUTO_FOCUS = "#films"
    HORIZONTAL_BREAKPOINTS = breakpoints.WIDTHS
    VERTICAL_BREAKPOINTS = breakpoints.HEIGHTS
    BINDINGS = actions.bindings(
        "list",
        "everywhere",
        without=("down", "up", "page_down", "page_up", "top", "bottom", "quit_now", "suspend", "palette"),
    )

    def __init__(self, backend: Backend, state: MainState, clock: Callable[[], float]) -> None:
        super().__init__()
        self.state = state
        self.view = MainView(state, id="content")
        self._backend = backend
        self._controller = MainController(backend, state)
        self._searching = Searching(
            self.view, self._controller, state, self.action_mark, self.action_similar, backend.list_genres
        )
        self._filtering = Filtering(self.view, self._controller, state, backend.list_genres)
        self._paging = Paging(self.view, self._controller, state)
        self._linking = Linking(self, self._controller, state)
        self._reordering = Reordering(self.view, self._controller, state, clock, self.set_timer)
        self._near = NearLookup(self.view, self._controller, state, self.set_timer)

    def compose(self) -> ComposeResult:
        hint = actions.with_keys("{quit} quits", self.state.key_map)
        yield Static(f"movierec needs at least 60 x 16 cells\n{hint}", id="notice", markup=False)
        yield self.view

    @property
    def _off(self) -> frozenset[str]:
        """The screen's actions that are off."""
        return actions.verbs(self.state.off)

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

    # What a person does: the focus and the cursor

    def on_key(self) -> None:
        self._reordering.fade()

    def on_main_view_film_shown(self) -> None:
        self._near.look()

    def on_film_panel_room_changed(self) -> None:
        if self.focused is None and not self.is_too_small:  # it was on the films that went out of sight
            self.view.films.focus()
        self._near.look()

    def on_film_list_moved(self, message: FilmList.Moved) -> None:
        self.state.touched = True
        if message.beyond and self.view.films.has_focus:
            self.view.search_box.focus()
        self._reordering.moved()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in self._off:
            return False
        if self.is_too_small and hasattr(self, f"action_{action}"):
            return False
        if self.is_mounted and self.view.filter_panel.has_focus and hasattr(self, f"action_{action}"):
            return action in ACTIONS_WHILE_FILTERING
        return True

    async def run_command(self, action: str) -> None:
        """Run an action chosen in the palette: it is meant for the list, even if the filters have the focus."""
        if self.view.filter_panel.has_focus:
            self.view.films.focus()
        await self.run_action(action)

    def action_pane(self) -> None:
        self.state.touched = True
        if self.view.filter_panel.has_focus:  # to the search, where no key marks a film
            self._filtering.hide()
            self.view.search_box.focus()
        else:
            self.view.focus_next(filters=self._filtering.is_open)

    # Searching

    def on_input_changed(self, event: Input.Changed) -> None:
        self._searching.search(event.value)

    def on_paste(self, event: Paste) -> None:
        event.stop()
        if files := dropped_files(event.text):
            self.post_message(requests.FilesDropped(files))
        else:
            self._searching.paste(event.text)

    def on_search_box_lines_pasted(self, message: SearchBox.LinesPasted) -> None:
        self._searching.queue(message.others)

    def action_search(self) -> None:
        self._filtering.hide()
        self._searching.begin()

    def action_to_hits(self) -> None:
        self._searching.go_to_hits()

    def action_like_hit(self) -> None:
        self._searching.like_hit()

    def action_next_pasted(self) -> None:
        self._searching.go_on()

    def action_leave_search(self) -> None:
        self._searching.leave()

    # Pages

    def action_similar(self) -> None:
        self._paging.open_similar()

    def on_film_list_opened(self) -> None:
        self._paging.open_similar()

    def action_famous(self) -> None:
        self._paging.open_famous()

    def open_together(self, profiles: Sequence[str]) -> None:
        """Go to the films for several people."""
        self._paging.open_together(profiles)

    def open_like(self, row: Row) -> None:
        """Go to the films like that of `row`, which need not be in the list."""
        self._paging.open_like(row)

    async def action_together(self) -> None:
        await self.run_action("app.show_together")

    def request_proposal(self) -> bool:
        """Request a film for tonight. Returns whether one can be found."""
        requested = self._controller.propose()
        self.view.show_lines()
        return requested

    async def action_tonight(self) -> None:
        if self.request_proposal():
            await self.run_action("app.show_proposal")

    def action_back(self) -> None:
        self._paging.back()

    def action_view(self, by: int) -> None:
        self._paging.turn_view(by)

    # Marks

    def action_mark(self, verb: str) -> None:
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

    def mark_film(self, verb: str, row: Row) -> None:
        """Apply `verb` to the film of `row`, which need not be in the list."""
        self._controller.mark(verb, row)
        self.view.show_lines()

    def action_undo(self) -> None:
        self._backend.undo()

    def action_redo(self) -> None:
        self._backend.redo()

    # Filters, order, profiles

    def on_filter_panel_changed(self, message: FilterPanel.Changed) -> None:
        self._filtering.change(message.filters)

    def action_filters(self) -> None:
        self._filtering.toggle()

    def action_close_filters(self) -> None:
        self._filtering.close()

    def action_clear_filters(self) -> None:
        self._filtering.clear()

    def action_toggle_seen(self) -> None:
        self._filtering.toggle_seen()

    def action_drop_filter(self) -> None:
        self._filtering.drop()

    def action_sort(self) -> None:
        sorted_anew = self._controller.sort()
        self.view.show(on=self.state.first_film if sorted_anew else None)

    async def action_presets(self) -> None:
        await self.run_action("app.show_presets")

    async def action_profiles(self) -> None:
        await self.run_action("app.show_profiles")

    # One film

    def action_copy_link(self) -> None:
        self._linking.copy(self.view.listing.row)
        self.view.show_lines()

    def action_open_link(self) -> None:
        self._linking.open(self.view.listing.row)
        self.view.show_lines()

    def action_why(self) -> None:
        if self.view.panel.near.has_focus:
            self.view.films.focus()
        self.toggle_class("-no-panel")

    def action_apply(self) -> None:
        self._reordering.apply()

    # The app

    def action_new_version(self) -> None:
        self._controller.switch_version()
        self.view.show_lines()

    async def action_import_marks(self) -> None:
        await self.run_action("app.show_import")

    async def action_set_up(self) -> None:
        await self.run_action("app.show_set_up")

    def action_stop_job(self) -> None:
        self.post_message(requests.StopJobRequested())

    def action_theme(self) -> None:
        self.post_message(requests.ThemeRequested())

    async def action_help(self) -> None:
        await self.run_action("app.show_help")
