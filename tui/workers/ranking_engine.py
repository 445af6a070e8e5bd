"""The interface through which the ranking thread uses the engine.

engine.serving.recommender is the real implementation; tests provide others, and one conformance suite runs on all.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

from engine.artifact import DatasetInfo
from engine.movies import MovieFilter
from engine.profiles.marks import Mark
from engine.serving.explanations import Recommendation
from engine.serving.store_health import StoreHealth
from tui.state.engine_state import Titles

if TYPE_CHECKING:
    from engine.film_columns import Mask
    from engine.people.facts_book import FactsBook
    from engine.serving.mark_matching import Taste
    from engine.serving.portrait_records import TastePortrait
    from engine.serving.version_map import VersionMap


class EngineTitles(Titles, Protocol):
    """The titles of one version."""

    def __len__(self) -> int: ...

    def well_known(self, popularity: float) -> frozenset[int]:
        """The ids of the films that a list of that popularity leaves out because they are too well known."""
        ...


class RankingEngine(Protocol):
    """One open version. Calls raise MovierecError if the version cannot answer."""

    @property
    def version(self) -> str: ...

    @property
    def dataset(self) -> DatasetInfo: ...

    @property
    def titles(self) -> EngineTitles: ...

    @property
    def facts(self) -> FactsBook | None:
        """Who made the films, if that is known."""
        ...

    def films_by(self, names: Sequence[str]) -> frozenset[int]:
        """The ids of the films that somebody with one of these names directed or acts in."""
        ...

    def films_lasting(self, first: int | None, last: int | None) -> frozenset[int]:
        """The ids of the films of at least `first` and at most `last` minutes; None is no limit."""
        ...

    def genres(self) -> Sequence[str]:
        """Every genre that a film has, in alphabetical order."""
        ...

    def year_span(self) -> tuple[int, int] | None:
        """The years of the oldest and the newest film; None if no film has one."""
        ...

    def film_map(self) -> VersionMap | None:
        """Where the films lie on the version's map; None if it has none."""
        ...

    def admitted(self, movie_filter: MovieFilter) -> Mask:
        """For each film of the version, in any one order, whether the filter admits it."""
        ...

    def match(self, marks: Sequence[Mark]) -> list[tuple[Mark, int | None]]:
        """Each mark with its film's id in this catalogue; None if the mark is inactive here."""
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

    def together(
        self,
        people: Mapping[str, Taste],
        k: int = 20,
        *,
        movie_filter: MovieFilter = MovieFilter(),
        popularity: float = 1.0,
        diversity: float = 0.0,
    ) -> list[Recommendation]: ...

    def similar(
        self, movie_id: int, k: int = 20, *, movie_filter: MovieFilter = MovieFilter()
    ) -> list[Recommendation]: ...

    def portrait(self, marks: Sequence[Mark]) -> TastePortrait:
        """What whoever made these marks is like."""
        ...

    def health(self) -> list[StoreHealth]: ...

    def newer_version(self) -> str | None:
        """The version that is current now, if it is not this one."""
        ...

    def recall_gain(self, version: str) -> float | None:
        """By how many percent `version` is better than this one on held-out users; None if unknown."""
        ...

    def open_stores_soon(self) -> None: ...

    def close(self) -> None: ...
