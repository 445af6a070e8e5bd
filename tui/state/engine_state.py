"""What the app knows of the engine: the version at hand, the titles, a newer version, what is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from engine.artifact import DatasetInfo
from engine.movies import Movie


class Titles(Protocol):
    """The part of TitleIndex that the app uses; it answers from memory, on the UI's own thread."""

    @property
    def newest_year(self) -> int | None: ...
    def search(self, text: str, k: int = 20) -> list[Movie]: ...
    def closest(self, text: str, k: int = 5) -> list[Movie]: ...
    def movie(self, movie_id: int) -> Movie | None: ...
    def popular(self, k: int = 20) -> list[Movie]: ...


@dataclass
class EngineState:
    """`version` and `dataset` are of the version at hand, or of the last one until one is open."""

    version: str = ""
    dataset: DatasetInfo | None = None
    catalogue: str = ""
    titles: Titles | None = None
    ranks: bool = False
    """Whether a version stands that can rank; before, there are titles at most."""
    opening: bool = True
    failure: tuple[str, str] | None = None
    """Why there are no films: a line and a hint."""
    trouble: str = ""
    """What is wrong with the stores, in words; empty where all is well."""
    newer: str | None = None
    """A newer version than the one at hand."""
    gain: float | None = None
    """By how many percent it is better on held-out users, where that can be told."""

    def opened(self, version: str, dataset: DatasetInfo, titles: Titles) -> None:
        """A version is open."""
        self.version, self.dataset, self.catalogue = version, dataset, dataset.catalogue
        self.titles, self.ranks, self.opening, self.failure = titles, True, False, None
        self.trouble, self.newer, self.gain = "", None, None

    def titles_opened(self, titles: Titles, dataset: DatasetInfo) -> None:
        """The titles of a version that is being made are there."""
        self.dataset, self.catalogue, self.titles = dataset, dataset.catalogue, titles
        self.ranks, self.opening = False, False

    def failed(self, line: str, hint: str) -> None:
        """No version could be opened, or it cannot answer."""
        self.opening, self.failure = False, (line, hint)
