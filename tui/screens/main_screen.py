"""The main screen: search, the list, and the details of one film.

Its widgets show the state (tui.state.main_state), which keys and the threads' answers change through the controller
(tui.state.main_controller). Anything that concerns other screens or the whole app is a request (tui.state.requests).
"""

from __future__ import annotations

from textual.events import Paste
from textual.widgets import Input

from tui import actions
from tui.screens.filtering import ACTIONS_WHILE_FILTERING
from tui.screens.live_screen import LiveScreen
from tui.state import requests
from tui.state.dropped_files import dropped_files
from tui.widgets.film_list import FilmList
from tui.widgets.filter_panel import FilterPanel
from tui.widgets.search_box import SearchBox


class MainScreen(LiveScreen):
    """The other half: what a person does, with the keys, the mouse and a paste."""

    BINDINGS = actions.bindings(
        "list",
        "everywhere",
        without=("down", "up", "page_down", "page_up", "top", "bottom", "quit_now", "suspend", "palette"),
    )

    @property
    def _off(self) -> frozenset[str]:
        """The screen's actions that are off."""
        return actions.verbs(self.state.off)

    # What a person does: the focus and the cursor

    def on_key(self) -> None:
        self._reordering.fade()

    def on_main_view_film_shown(self) -> None:
        self._near.look()
        self._posters.look()

    def on_film_panel_room_changed(self) -> None:
        if self.focused is None and not self.is_too_small:  # it was on the films that went out of sight
            self.view.films.focus()
        self._near.look()
        self.view.panel.show(self.state)  # the poster of the film may have more room now, or none
        self._posters.look()

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

    async def action_taste(self) -> None:
        await self.run_action("app.show_taste")

    async def action_diary(self) -> None:
        await self.run_action("app.show_diary")

    async def action_map(self) -> None:
        await self.run_action("app.show_map")

    async def action_together(self) -> None:
        await self.run_action("app.show_together")

    async def action_tonight(self) -> None:
        if self.request_proposal():
            await self.run_action("app.show_proposal")

    def action_back(self) -> None:
        self._paging.back()

    def action_view(self, by: int) -> None:
        self._paging.turn_view(by)

    # Marks

    def action_mark(self, verb: str) -> None:
        self._mark(verb)

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
