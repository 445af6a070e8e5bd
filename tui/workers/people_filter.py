"""What the filters of a list ask of a film, the people who made it included: only the engine knows their films."""

from __future__ import annotations

from msgspec.structs import replace

from engine.movies import MovieFilter
from engine.profiles.list_filters import ListFilters
from tui.workers.ranking_engine import RankingEngine


def asked_of_films(engine: RankingEngine, filters: ListFilters) -> MovieFilter:
    """The filter for `engine`. With people, it admits their films only."""
    asked = filters.movie_filter
    return replace(asked, only=engine.films_by(filters.people)) if filters.people else asked
