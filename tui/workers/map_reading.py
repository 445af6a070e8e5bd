"""Reads the map of the films for the app, in the ranking thread."""

from __future__ import annotations

from tui.state.messages import MapRead
from tui.workers.ranking_engine import RankingEngine


def map_of(engine: RankingEngine) -> MapRead:
    """The films of the version on its map, if it has one. Raises ArtifactError if it cannot be read."""
    from tui.state.map_films import MapFilms  # it loads numpy, as the engine has by then

    drawn = engine.film_map()
    return MapRead(engine.version, None if drawn is None else MapFilms(drawn))
