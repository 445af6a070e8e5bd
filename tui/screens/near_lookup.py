"""When the films like the highlighted one are looked up for its details: once the cursor rests, if there is room."""

from __future__ import annotations

from collections.abc import Callable

from tui.screens.rest_timer import Timer
from tui.screens.resting_cursor import RestingCursor
from tui.state.main_controller import MainController
from tui.state.main_state import MainState
from tui.widgets.main_view import MainView


class NearLookup:
    """`set_timer` (seconds, callback) is a Textual widget's method."""

    def __init__(
        self,
        view: MainView,
        controller: MainController,
        state: MainState,
        set_timer: Callable[[float, Callable[[], None]], Timer],
    ) -> None:
        self._view = view
        self._controller = controller
        self._state = state
        self._cursor = RestingCursor(set_timer, self._ask)

    def look(self) -> None:
        """Look the films up once the cursor has rested, unless they are there already."""
        state, row = self._state, self._state.detailed
        self._cursor.want((row.movie.id, state.filters_revision) if row is not None and self._is_missing() else None)

    def _ask(self) -> None:
        if self._is_missing():
            self._controller.find_near()

    def _is_missing(self) -> bool:
        state, row = self._state, self._state.detailed
        if row is None or not row.active or not state.engine.ranks or not self._view.panel.has_room:
            return False
        return not state.near.are_for(row.movie, state.filters_revision)
