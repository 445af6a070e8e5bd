"""The keys that choose which films are listed and how: filters, sorting, whose marks count."""

from __future__ import annotations

from msgspec.structs import replace

from engine.profiles.list_filters import ListFilters, read_list_filters
from tui.screens.films_answers import FilmsAnswers
from tui.state import messages
from tui.state.active_filters import dropped
from tui.state.filter_controls import OLDEST, Span
from tui.widgets.filter_panel import FilterPanel
from tui.workers.list_cache import read_list

_WHILE_FILTERING = frozenset(
    {"filters", "clear_filters", "drop_filter", "close_filters", "pane", "help", "search", "theme", "why"}
)
"""What the screen's own keys still do while the filters have the focus: nothing that marks a film out of sight."""


class FilmsDials(FilmsAnswers):
    def __init__(self) -> None:
        super().__init__()
        self._genres: tuple[str, ...] = ()
        self._span: Span = (OLDEST, OLDEST)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if self.is_mounted and self.filters.has_focus and hasattr(self, f"action_{action}"):
            return action in _WHILE_FILTERING
        return True

    async def run_command(self, action: str) -> None:
        """What the palette chose: it is meant for the list, also where the filters have the focus."""
        if self.filters.has_focus:
            self.films.focus()
        await self.run_action(action)

    def on_mount(self) -> None:  # Textual calls that of each class, this one first
        self.desk.dials = read_list_filters(self._app.settings.files, self._app.profile)

    def on_engine_ready(self, message: messages.EngineReady) -> None:
        self._genres = ()
        if self.has_class("-filtering"):
            self._app.ranking.genres()

    def on_genres_ready(self, message: messages.GenresReady) -> None:
        self._genres, self._span = message.genres, message.span
        self._paint_filters()

    def on_filter_panel_turned(self, message: FilterPanel.Turned) -> None:
        self._turn(message.dials)

    def action_filters(self) -> None:
        if self.filters.has_focus:
            self.action_close_filters()
            return
        self.add_class("-filtering")
        self._paint_filters()
        self.filters.focus()
        if not self._genres:
            self._app.ranking.genres()

    def action_close_filters(self) -> None:
        self.remove_class("-filtering")
        self.films.focus()

    def action_clear_filters(self) -> None:
        if self.desk.dials == ListFilters():
            self.say("no filter is set")
        else:
            self._turn(ListFilters())

    def action_drop_filter(self) -> None:
        cut = self.desk.cut
        if cut is None or self.desk.for_you:
            self.say("d drops a filter where nothing is left; f changes them, F clears them")
            return
        self._turn(dropped(self.desk.dials, cut.chip))

    def _turn(self, dials: ListFilters) -> None:
        self._touched = True
        self.desk.turn_dials(dials)
        self._app.marking.keep(dials)
        self._rank()
        self._ask_similar()
        self._paint_filters()
        self._paint()

    def _paint_filters(self) -> None:
        self.filters.show(self.desk.dials, self._genres, self._span)

    def action_sort(self) -> None:
        if self.desk.page.kind == "hits":
            self.say("hits stay in the order of how well they fit")
            return
        self.desk.sort()
        rows = self.desk.rows()
        self._paint(on=rows[0].movie.id if rows else None)

    def action_profiles(self) -> None:
        from tui.screens.profile_screen import ProfileScreen

        self._app.push_screen(ProfileScreen(self._app.profile), self._change_profile)
        self._app.marking.profiles()

    def on_profiles_read(self, message: messages.ProfilesRead) -> None:
        from tui.screens.profile_screen import ProfileScreen

        if isinstance(self._app.screen, ProfileScreen):
            self._app.screen.show(message.profiles)

    def _change_profile(self, profile: str | None) -> None:
        if profile is None or profile == self._app.profile:
            return
        self._app.profile = profile
        self._undoable, self._mine_stale, self._touched = None, True, True
        self.desk.change_profile(read_list_filters(self._app.settings.files, profile))
        last = read_list(replace(self._app.settings, profile=profile), self.version)
        if last is not None and self.version:
            self.desk.show_last(last.rows, self.desk.catalogue)
        self._app.marking.change_profile(profile)
        self.say(f"now for {profile}")
        self._paint_filters()
        self._show_page()
