"""When the films like the highlighted one are looked up for its details: once the cursor rests, and they are in sight.

While the cursor moves, nothing is asked: a step must cost no more than its repaint.
"""

from __future__ import annotations

from collections.abc import Callable

from tui.screens.rest_timer import Timer
from tui.state.main_controller import MainController
from tui.state.main_state import MainState
from tui.widgets.main_view import MainView

REST = 0.25
"""Seconds without another film under the cursor."""


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
        self._set_timer = set_timer
        self._timer: Timer | None = None
        self._for: tuple[int, int] | None = None
        """The film, and the filters, that the timer runs for."""

    def look(self) -> None:
        """Look the films up once the cursor has rested, unless they are there already."""
        state, row = self._state, self._state.detailed
        wanted = (row.movie.id, state.filters_revision) if row is not None and self._is_missing() else None
        if wanted == self._for:
            return
        self._for = wanted
        if self._timer is not None:
            self._timer.stop()
        self._timer = self._set_timer(REST, self._ask) if wanted is not None else None

    def _ask(self) -> None:
        self._timer = self._for = None
        if self._is_missing():
            self._controller.find_near()

    def _is_missing(self) -> bool:
        state, row = self._state, self._state.detailed
        if row is None or not row.active or not state.engine.ranks or not self._view.panel.has_room:
            return False
        return not state.near.are_for(row.movie, state.filters_revision)
