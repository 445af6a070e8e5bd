"""What the ranking thread asks of the engine.

engine.serving.recommender is the one that works; tests give others, and one conformance suite runs on all of them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from engine.artifact import DatasetInfo
from engine.movies import Movie, MovieFilter
from engine.profiles.marks import Mark
from engine.serving.explanations import Recommendation
from engine.serving.store_health import StoreHealth
from tui.state.engine_state import Titles


class EngineTitles(Titles, Protocol):
    """The titles of one version."""

    def __len__(self) -> int: ...

    def well_known(self, popularity: float) -> frozenset[int]:
        """The ids that a list of that popularity leaves out because everybody knows those films."""
        ...


class RankingEngine(Protocol):
    """One version, opened. Calls raise MovierecError where the version cannot answer."""

    @property
    def version(self) -> str: ...

    @property
    def dataset(self) -> DatasetInfo: ...

    @property
    def titles(self) -> EngineTitles: ...

    def match(self, marks: Sequence[Mark]) -> list[tuple[Mark, int | None]]:
        """Each mark with the id that its film has in this catalogue; None where it is inactive."""
        ...

    def recommend(
        self,
        liked: Sequence[int] = (),
        k: int = 20,
        *,
        opinions: Mapping[int, float] | None = None,
        hidden: Collection[int] = (),
        movie_filter: MovieFilter = MovieFilter(),
        popularity: float = 1.0,
        diversity: float = 0.0,
    ) -> list[Recommendation]: ...

    def similar(
        self, movie_id: int, k: int = 20, *, movie_filter: MovieFilter = MovieFilter()
    ) -> list[Recommendation]: ...

    def movie(self, movie_id: int) -> Movie: ...

    def health(self) -> list[StoreHealth]: ...

    def newer(self) -> str | None:
        """The version that is current now, where it is another than this one."""
        ...

    def gain(self, version: str) -> float | None:
        """By how many percent `version` is better than this one."""
        ...

    def open_stores_soon(self) -> None: ...

    def close(self) -> None: ...
