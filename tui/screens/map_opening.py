"""Opens the map, and brings it the films, the marks and the list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.app import App
from textual.screen import Screen

from tui.state.backend import Backend
from tui.state.main_state import MainState
from tui.state.messages import MapRead

if TYPE_CHECKING:
    from tui.screens.map_screen import MapScreen
    from tui.state.map_state import MapState


class MapOpening:
    """A screen that was just pushed has no widgets yet: what concerns it is called in its own turn. The part of the
    map that is on screen is kept for the next time."""

    def __init__(self, app: App[Any], backend: Backend, state: MainState) -> None:
        self._app = app
        self._backend = backend
        self._state = state
        self._screen: MapScreen | None = None
        self._read: MapRead | None = None
        self._kept: MapState | None = None

    def open(self) -> None:
        """Show the map, as soon as it is read."""
        from tui.screens.map_screen import MapScreen

        if self._screen is not None:
            return
        self._screen = MapScreen(self._state, self._kept)
        self._app.push_screen(self._screen, lambda _: self._left())
        if self._read is not None and self._read.version == self._state.engine.version:
            self._screen.call_later(self._screen.show_films, self._read.films)
        else:
            self._ask()

    def is_on(self, screen: Screen[Any]) -> bool:
        """Whether that is the screen of the map."""
        return screen is self._screen

    def read(self, message: MapRead) -> None:
        """Show the map that was read, if it is still open."""
        self._read = message
        if self._screen is not None:
            self._screen.call_later(self._screen.show_films, message.films)

    def films_opened(self) -> None:
        """Read the map of the version that was opened, if the map is open."""
        if self._screen is not None and (self._read is None or self._read.version != self._state.engine.version):
            self._ask()

    def marked(self) -> None:
        """Show the marks and the list as they are now."""
        if self._screen is not None:
            self._screen.call_later(self._screen.show_marks)

    def _ask(self) -> None:
        """Ask for the map once a version is open: before that there is nothing to read."""
        if self._state.engine.ranks:
            self._backend.read_map()

    def _left(self) -> None:
        if self._screen is not None:
            self._kept = self._screen.map
        self._screen = None
