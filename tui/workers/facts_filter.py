"""What the filters of a list ask of a film, who made it and how long it is included: those films only the engine
knows."""

from __future__ import annotations

from msgspec.structs import replace

from engine.movies import MovieFilter
from engine.profiles.list_filters import ListFilters
from tui.workers.ranking_engine import RankingEngine


def asked_of_films(engine: RankingEngine, filters: ListFilters) -> MovieFilter:
    """The filter for `engine`. With people or minutes, it admits the films only of which that is known."""
    asked, named = filters.movie_filter, list(films_by_facts(engine, filters).values())
    return replace(asked, only=frozenset.intersection(*named)) if named else asked


def films_by_facts(engine: RankingEngine, filters: ListFilters) -> dict[str, frozenset[int]]:
    """The films that pass each filter that goes by facts, by its id (tui.state.active_filters)."""
    found: dict[str, frozenset[int]] = {}
    if filters.people:
        found["person"] = engine.films_by(filters.people)
    if filters.minutes_from is not None or filters.minutes_to is not None:
        found["length"] = engine.films_lasting(filters.minutes_from, filters.minutes_to)
    return found
