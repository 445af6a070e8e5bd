"""What the app knows about the engine: the open version, its titles, a newer version, and what is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from engine.artifact import DatasetInfo
from engine.movies import Movie
from engine.titles.found import Found


class Titles(Protocol):
    """The part of TitleIndex that the app uses; it answers from memory, on the UI thread."""

    @property
    def newest_year(self) -> int | None: ...
    def find(self, text: str, k: int = 20) -> Found: ...
    def movie(self, movie_id: int) -> Movie | None: ...
    def popular(self, k: int = 20) -> list[Movie]: ...


@dataclass
class EngineState:
    """`version` and `dataset` are those of the open version or, until one is open, of the last session's."""

    version: str = ""
    dataset: DatasetInfo | None = None
    catalogue: str = ""
    titles: Titles | None = None
    ranks: bool = False
    """Whether a version is open, and can rank; before that there are titles at most."""
    opening: bool = True
    failure: tuple[str, str] | None = None
    """Why there are no films: a message and a hint."""
    trouble: str = ""
    """What is wrong with the stores; empty if nothing is."""
    newer: str | None = None
    """A version newer than the open one."""
    gain: float | None = None
    """By how many percent the newer version is better on held-out users, if known."""

    def opened(self, version: str, dataset: DatasetInfo, titles: Titles) -> None:
        """Note that a version was opened."""
        self.version, self.dataset, self.catalogue = version, dataset, dataset.catalogue
        self.titles, self.ranks, self.opening, self.failure = titles, True, False, None
        self.trouble, self.newer, self.gain = "", None, None

    def titles_opened(self, titles: Titles, dataset: DatasetInfo) -> None:
        """Note the titles of a version that is still being built."""
        self.dataset, self.catalogue, self.titles = dataset, dataset.catalogue, titles
        self.ranks, self.opening = False, False

    def failed(self, line: str, hint: str) -> None:
        """Note that no version could be opened, or that the open one cannot answer."""
        self.opening, self.failure = False, (line, hint)
