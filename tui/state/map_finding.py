"""Finding a film on the map by its title: the cursor goes along while one types."""

from __future__ import annotations

from tui.state.engine_state import EngineState
from tui.state.map_state import MapState

_HITS = 30


class MapFinding:
    """One search on the map `shown`, which begins where the cursor is."""

    def __init__(self, shown: MapState) -> None:
        self._shown = shown
        self._before = shown.cursor, shown.window
        self._rows: list[int] = []
        self._at = 0

    def search(self, text: str, engine: EngineState) -> None:
        """Go to the film that is meant by `text`; without one, back to where the search began."""
        hits = [hit.movie.id for hit in engine.find(text, _HITS).hits] if text.strip() else []
        self._rows = [row for row in self._shown.films.rows(hits) if row >= 0]
        self._at = 0
        if self._rows:
            self._shown.jump(self._rows[0])
        else:
            self.give_up()

    def turn(self, by: int) -> None:
        """Go to another film that the text may mean."""
        if self._rows:
            self._at = (self._at + by) % len(self._rows)
            self._shown.jump(self._rows[self._at])

    def give_up(self) -> None:
        """Go back to where the search began."""
        self._shown.go_back(*self._before)
