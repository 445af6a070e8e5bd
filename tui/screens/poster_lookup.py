"""When the poster of the film whose details are shown is looked up: once the cursor rests, and where there is room."""

from __future__ import annotations

from collections.abc import Callable

from tui.screens.rest_timer import Timer
from tui.screens.resting_cursor import RestingCursor
from tui.state.backend import Backend
from tui.state.found_posters import Room
from tui.state.main_controller import MainController
from tui.state.main_state import MainState
from tui.state.messages import PosterReady
from tui.widgets.main_view import MainView


class PosterLookup:
    """`set_timer` (seconds, callback) is a Textual widget's method."""

    def __init__(
        self,
        view: MainView,
        backend: Backend,
        controller: MainController,
        state: MainState,
        set_timer: Callable[[float, Callable[[], None]], Timer],
    ) -> None:
        self._view = view
        self._backend = backend
        self._controller = controller
        self._state = state
        self._cursor = RestingCursor(set_timer, self._ask)

    def look(self) -> None:
        """Look the poster up once the cursor has rested, unless it is known."""
        self._cursor.want(self._missing())

    def ready(self, message: PosterReady) -> None:
        """Keep the poster, and show it if it is that of the film whose details are shown."""
        state = self._state
        if message.trouble:
            if state.posters.is_new(message.trouble):
                self._controller.say(f"no posters: {message.trouble}", about="page")
                self._view.show_lines()
            return
        state.posters.take(message.catalogue, message.movie, message.room, message.picture)
        if state.detailed is not None and state.detailed.movie.id == message.movie.id:
            self._view.panel.show(state)

    def _ask(self) -> None:
        wanted, row = self._missing(), self._state.detailed
        if wanted is not None and row is not None:
            catalogue, _, room = wanted
            self._backend.find_poster(catalogue, row.movie, room)

    def _missing(self) -> tuple[str, int, Room] | None:
        state, row, room = self._state, self._state.detailed, self._view.panel.poster_room(self._state.posters.graphics)
        if not state.posters.wanted or room is None or row is None or not row.active:
            return None
        catalogue = state.engine.catalogue
        return None if state.posters.knows(catalogue, row.movie, room) else (catalogue, row.movie.id, room)
