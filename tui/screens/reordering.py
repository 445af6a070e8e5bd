"""When a new order of the main screen's list appears: at once, after the cursor has rested, or on a key."""

from __future__ import annotations

from collections.abc import Callable

from tui.screens.rest_timer import RestTimer, Timer
from tui.state.main_controller import MainController
from tui.state.main_state import MainState
from tui.state.messages import RankReady
from tui.widgets.main_view import MainView


class Reordering:
    """`clock` and `set_timer` are for the rest (tui.screens.rest_timer)."""

    def __init__(
        self,
        view: MainView,
        controller: MainController,
        state: MainState,
        clock: Callable[[], float],
        set_timer: Callable[[float, Callable[[], None]], Timer],
    ) -> None:
        self._view = view
        self._controller = controller
        self._state = state
        self._rest = RestTimer(clock, set_timer, self._rested)

    def ranked(self, message: RankReady) -> None:
        """Show a ranking of the newest marks and filters, or hold it back while the cursor moves."""
        state, films = self._state, self._view.films
        if message.revision != state.revision:
            return
        another = state.ranked.filters_changed and state.page.kind == "for_you"
        if self._controller.ranked(message, films.row, films.cursor, hold=not self._rest.is_over):
            self._rest.wait()
        self._view.show_filters()
        self._view.show(on=state.first_film if another else None)

    def apply(self) -> None:
        """Show the order that is held back, if there is one."""
        self._controller.keep_marked(self._view.films.row, self._view.films.cursor)
        if self._state.apply_held():
            self._view.show()

    def fade(self) -> None:
        """Before a key acts, what its predecessor moved is no longer news."""
        if self._state.ranked.fade():
            self._view.show()

    def moved(self) -> None:
        """Note that the cursor was moved: nothing may move under it for a while, and the list may have to go on."""
        self._rest.moved()
        row = self._view.films.row
        self._controller.reach(self._view.films.cursor)
        if self._state.let_go(row.movie.id if row else None):
            self._view.show()

    def put_off(self) -> None:
        """Let nothing move for a while, since the same key may be pressed again."""
        self._rest.moved()

    def _rested(self) -> None:
        if self._state.ranked.held is not None:
            self.apply()
