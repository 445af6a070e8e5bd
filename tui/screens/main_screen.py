"""The main screen: search, the list, and the details of one film.

Its widgets show the state (tui.state.main_state), which keys and the threads' answers change through the controller
(tui.state.main_controller). Anything that concerns other screens or the whole app is a request (tui.state.requests).
"""

from __future__ import annotations

import os
from collections.abc import Callable

from textual.app import ComposeResult
from textual.events import Paste
from textual.screen import Screen
from textual.widgets import Input, Static

from engine.job_log import JobStatus
from engine.movies import clean_text
from tui import actions
from tui.screens.rest_timer import RestTimer
from tui.state import messages, requests
from tui.state.backend import Backend
from tui.state.film_links import is_local, links
from tui.state.main_controller import MainController
from tui.state.main_state import MainState
from tui.theme import breakpoints, glyphs
from tui.widgets.film_list import FilmList
from tui.widgets.filter_panel import FilterPanel
from tui.widgets.main_view import MainView
from tui.widgets.search_box import SearchBox

_WHILE_FILTERING = frozenset(
    {
        "filters",
        "clear_filters",
        "toggle_seen",
        "drop_filter",
        "close_filters",
        "pane",
        "help",
        "search",
        "theme",
        "why",
    }
)
"""The screen's actions that still work while the filters have the focus; none marks a film that is out of sight."""


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
        self._backend = backend
        self._controller = MainController(backend, state)
        self._rest = RestTimer(clock, self.set_timer, self._rested)
        self._touched = False
        """Whether the person has done anything; from then on the app leaves the focus alone."""

    def compose(self) -> ComposeResult:
        hint = actions.with_keys("{quit} quits", self.state.key_map)
        yield Static(f"movierec needs at least 60 x 16 cells\n{hint}", id="notice", markup=False)
        yield MainView(self.state, id="content")

    @property
    def view(self) -> MainView:
        return self.query_one(MainView)

    def on_mount(self) -> None:
        new_here = self._controller.start()
        self.view.show()
        if new_here:
            self.view.search_box.focus()  # a newcomer starts by typing a title

    # Calls from the app

    def say(self, text: str, style: str = "quiet") -> None:
        """Show `text` in the status line; `style` is quiet, good, warn or bad."""
        self._controller.say(text, style)
        self.view.show_lines()

    def show_job(self, job: JobStatus) -> None:
        """Show the progress of the running job, or how it ended."""
        if job.alive and (self.state.job is None or self.state.job.id != job.id):
            self.state.notice = ("", "quiet")  # it says how the previous job ended
        self.state.job = job
        self.view.show_lines()

    def announce(self, version: str) -> None:
        """Announce that a version newer than the open one was published."""
        self.state.engine.newer = version
        self.view.show_lines()

    def change_profile(self, profile: str) -> None:
        """Switch to another profile."""
        self._touched = True
        self._controller.change_profile(profile)
        self.view.show_filters()
        self._turn_page()

    # Messages from the backend

    def on_version_opened(self, message: messages.VersionOpened) -> None:
        self._controller.version_opened(message)
        if self.has_class("-filtering"):
            self._backend.list_genres()
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
        if message.profile == self.state.profile and not message.marks and not self._touched:
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
        if message.revision != self.state.revision:
            return
        another = self.state.ranked.filters_changed and self.state.page.kind == "for_you"
        moving = not self._rest.is_over
        if self._controller.ranked(message, self.view.films.row, self.view.films.cursor, hold=moving):
            self._rest.wait()
        self.view.show(on=self.state.first_film if another else None)

    def _rested(self) -> None:
        if self.state.ranked.held is not None:
            self.action_apply()

    def on_similar_ready(self, message: messages.SimilarReady) -> None:
        if self.state.show_similar(message.movie, message.rows, message.filters_revision):
            self.view.show()

    def on_genres_ready(self, message: messages.GenresReady) -> None:
        self.state.genres, self.state.span = message.genres, message.span
        self.view.show_filters()

    def on_unexpected(self, message: messages.Unexpected) -> None:
        self._controller.unexpected(message)
        self.view.show()

    # What a person does: the focus and the cursor

    def on_film_list_moved(self, message: FilmList.Moved) -> None:
        self._touched = True
        self._rest.moved()
        if message.beyond and self.view.films.has_focus:
            self.view.search_box.focus()
        row = self.view.films.row
        if self.state.let_go(row.movie.id if row else None):
            self.view.show()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if self.is_mounted and self.view.filter_panel.has_focus and hasattr(self, f"action_{action}"):
            return action in _WHILE_FILTERING
        return True

    async def run_command(self, action: str) -> None:
        """Run an action chosen in the palette: it is meant for the list, even if the filters have the focus."""
        if self.view.filter_panel.has_focus:
            self.view.films.focus()
        await self.run_action(action)

    def action_pane(self) -> None:
        self._touched = True
        self.view.focus_next(filters=self.has_class("-filtering"))

    # Searching

    def on_input_changed(self, event: Input.Changed) -> None:
        self._touched = True
        if self.state.page.kind != "hits":
            self.state.navigation.leave(self.view.films.chosen.movie.id if self.view.films.chosen else None)
        self.state.search(event.value)
        self.view.show_page()

    def action_search(self) -> None:
        self._touched = True
        self.view.search_box.focus()

    def action_to_hits(self) -> None:
        self._touched = True
        self.view.films.focus()
        if self.state.page.kind == "hits":
            self.view.films.action_cursor(1)

    def action_like_hit(self) -> None:
        if self.state.page.kind != "hits":
            self.view.films.focus()
            return
        if self.state.page.waiting:
            self._controller.like_early()
            self.view.show_lines()
        elif self.view.films.row is None:
            self._controller.refuse_guess()
            self.view.show_lines()
            return
        else:
            self.action_mark("liked")
        if self.state.pasted:
            self.action_next_pasted()
        else:
            self.view.search_box.action_select_all()

    def on_paste(self, event: Paste) -> None:
        """A title pasted into a list is searched for, as if it had been pasted into the search."""
        event.stop()
        self.action_search()
        self.view.search_box.action_select_all()
        self.view.search_box.paste(event.text)

    def on_search_box_lines_pasted(self, message: SearchBox.LinesPasted) -> None:
        self.state.pasted = message.others
        hint = "{search_like} likes the hit and goes on, {search_next} goes on without"
        self.say(f"{len(message.others) + 1:,} titles pasted: {actions.with_keys(hint, self.state.key_map)}")

    def action_next_pasted(self) -> None:
        """Search for the next of the titles that were pasted together."""
        if self.state.pasted:
            title, *others = self.state.pasted
            self.state.pasted = tuple(others)
            self.view.search_box.search_for(title)

    def action_leave_search(self) -> None:
        self._touched = True
        self.state.pasted = ()
        if self.view.search_box.value:
            self.view.search_box.value = ""
        self.view.films.focus()

    # Pages

    def _turn_page(self) -> None:
        """Show the page that has become the current one."""
        self.state.apply_held()
        self.view.show_searched(self.state.page.text)
        self.view.films.focus()
        self.view.show_page()

    def action_open(self) -> None:
        if self.state.page.kind == "hits" and self.view.listing is self.view.films:
            self.action_mark("liked")
        else:
            self.action_similar()

    def action_similar(self) -> None:
        row, left_on = self.view.listing.row, self.view.films.row
        if row is None:
            return
        if self._controller.open_similar(row, left_on.movie.id if left_on else None):
            self._turn_page()
        else:
            self.view.show_lines()

    def action_famous(self) -> None:
        left_on = self.view.films.row
        if self._controller.open_famous(left_on.movie.id if left_on else None):
            self.state.notice = ("", "quiet")
            self._turn_page()
        else:
            self.view.show_lines()

    def action_back(self) -> None:
        if self._controller.back():
            self._turn_page()

    def action_view(self, by: int) -> None:
        self.state.turn_view(by)
        self.state.notice = ("", "quiet")
        self._turn_page()

    # Marks

    def action_mark(self, verb: str) -> None:
        if self.view.listing.row is None:
            self._controller.refuse_guess()
            self.view.show_lines()
            return
        if self.state.page.kind == "pick":
            self._rest.moved()  # the fifth film switches the page; wait, since the same key may be pressed again
        goes_on = self.state.goes_on(verb, self.view.listing.row)
        self._controller.mark(verb, self.view.listing.row)
        self.view.show_lines()
        if goes_on and self.view.listing is self.view.films:
            self.view.films.action_cursor(1)

    def action_undo(self) -> None:
        self._backend.undo()

    def action_redo(self) -> None:
        self._backend.redo()

    # Filters, order, profiles

    def action_filters(self) -> None:
        if self.view.filter_panel.has_focus:
            self.action_close_filters()
            return
        self.add_class("-filtering")
        self.view.show_filters()
        self.view.filter_panel.focus()
        if not self.state.genres:
            self._backend.list_genres()

    def action_close_filters(self) -> None:
        self.remove_class("-filtering")
        self.view.films.focus()

    def on_filter_panel_changed(self, message: FilterPanel.Changed) -> None:
        self._controller.change_filters(message.filters)
        self._filters_changed()

    def action_clear_filters(self) -> None:
        self._controller.clear_filters()
        self._filters_changed()

    def action_toggle_seen(self) -> None:
        self._controller.toggle_seen()
        self._filters_changed()

    def action_drop_filter(self) -> None:
        self._controller.drop_filter()
        self._filters_changed()

    def _filters_changed(self) -> None:
        self._touched = True
        self.view.show_filters()
        self.view.show()

    def action_sort(self) -> None:
        sorted_anew = self._controller.sort()
        self.view.show(on=self.state.first_film if sorted_anew else None)

    async def action_profiles(self) -> None:
        await self.run_action("app.show_profiles")

    # One film

    def action_copy_link(self) -> None:
        if (row := self.view.listing.row) is not None:
            found = links(row.movie)[:1]
            label = clean_text(row.movie.label)
            self.app.copy_to_clipboard(" ".join([label, *found]))
            self.say(f"copied: {' '.join([*found, label])}", "good")

    def action_open_link(self) -> None:
        if (row := self.view.listing.row) is None:
            return
        link = next(iter(links(row.movie)), None)
        if link is None:
            self.say(f"the data set has no link for {row.movie.title}")
        elif is_local(os.environ):
            self.post_message(requests.LinkRequested(link))
            self.say(f"opening {link}", "good")
        else:
            self.say(f"{link} {glyphs.DOT} {actions.key_of('copy', self.state.key_map)} copies it")

    def action_why(self) -> None:
        self.toggle_class("-no-panel")

    def action_apply(self) -> None:
        self._controller.keep_marked(self.view.films.row, self.view.films.cursor)
        if self.state.apply_held():
            self.view.show()

    # The app

    def action_new_version(self) -> None:
        self._controller.switch_version()
        self.view.show_lines()

    async def action_set_up(self) -> None:
        await self.run_action("app.show_set_up")

    def action_stop_job(self) -> None:
        self.post_message(requests.StopJobRequested())

    def action_theme(self) -> None:
        self.post_message(requests.ThemeRequested())

    async def action_help(self) -> None:
        await self.run_action("app.show_help")
