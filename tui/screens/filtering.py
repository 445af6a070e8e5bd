"""Filtering on the main screen: opening and closing the filters, and the keys that change them from the list."""

from __future__ import annotations

from collections.abc import Callable

from engine.profiles.list_filters import ListFilters
from tui.actions import ACTIONS
from tui.state.key_hints import WHILE_FILTERING
from tui.state.main_controller import MainController
from tui.state.main_state import MainState
from tui.widgets.main_view import MainView

ACTIONS_WHILE_FILTERING = frozenset(
    action.does.removeprefix("screen.").partition("(")[0] for action in ACTIONS if action.id in WHILE_FILTERING
)
"""The names of the screen's actions that still work while the filters have the focus."""
_OPEN = "-filtering"


class Filtering:
    """`list_genres` requests what there is to filter by."""

    def __init__(
        self, view: MainView, controller: MainController, state: MainState, list_genres: Callable[[], None]
    ) -> None:
        self._view = view
        self._controller = controller
        self._state = state
        self._list_genres = list_genres

    @property
    def is_open(self) -> bool:
        """Whether the filters are shown."""
        return self._view.screen.has_class(_OPEN)

    def toggle(self) -> None:
        """Go to the filters, or close them if they have the focus."""
        if self._view.filter_panel.has_focus:
            self.close()
            return
        self._view.screen.add_class(_OPEN)
        self._view.show_filters()
        self._view.filter_panel.focus()
        if not self._state.genres:
            self._list_genres()

    def close(self) -> None:
        """Hide the filters and go to the list."""
        self.hide()
        self._view.films.focus()

    def hide(self) -> None:
        self._view.screen.remove_class(_OPEN)

    def version_opened(self) -> None:
        """Ask for the genres of the version that was opened, if they are in sight."""
        if self.is_open:
            self._list_genres()

    def change(self, filters: ListFilters) -> None:
        self._controller.change_filters(filters)
        self._changed()

    def clear(self) -> None:
        self._controller.clear_filters()
        self._changed()

    def toggle_seen(self) -> None:
        self._controller.toggle_seen()
        self._changed()

    def drop(self) -> None:
        self._controller.drop_filter()
        self._changed()

    def _changed(self) -> None:
        self._state.touched = True
        self._view.show_filters()
        self._view.show()
