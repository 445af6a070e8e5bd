"""What the app knows about the engine: the open version, its titles, a newer version, and what is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from engine.artifact import DatasetInfo
from engine.movies import Movie
from engine.titles.found import Found

if TYPE_CHECKING:
    from engine.people.facts_book import FactsBook
    from engine.people.film_facts import FilmFacts
    from engine.profiles.marks import Mark


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
    facts: FactsBook | None = None
    """Who made the films, if that is known; it answers from memory too."""
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

    def find(self, text: str, k: int) -> Found:
        """The films that are called `text`, or made by somebody who is; nothing before there are titles."""
        from engine.people.film_search import find_films  # it loads numpy, as the titles have by then

        return Found() if self.titles is None else find_films(self.titles, self.facts, text, k)

    def film_of(self, mark: Mark) -> Movie | None:
        """The film of this data set that a mark of any catalogue is on; None if there is none, or no titles yet."""
        from engine.serving.mark_matching import MarkMatcher  # as above
        from engine.titles.index import TitleIndex

        if not isinstance(self.titles, TitleIndex):
            return None
        ((_, movie),) = MarkMatcher(self.titles, self.catalogue).match([mark])
        return None if movie is None else self.titles.movie(movie)

    def facts_of(self, movie: Movie) -> FilmFacts | None:
        """What is known of a film of this catalogue beyond the data set."""
        return None if self.facts is None else self.facts.facts(movie.id)

    @property
    def knows_lengths(self) -> bool:
        """Whether it is known of any film how long it is."""
        return self.facts is not None and self.facts.knows_lengths

    def opened(self, version: str, dataset: DatasetInfo, titles: Titles, facts: FactsBook | None = None) -> None:
        """Note that a version was opened."""
        self.version, self.dataset, self.catalogue = version, dataset, dataset.catalogue
        self.titles, self.ranks, self.opening, self.failure = titles, True, False, None
        self.facts = facts
        self.trouble, self.newer, self.gain = "", None, None

    def titles_opened(self, titles: Titles, dataset: DatasetInfo) -> None:
        """Note the titles of a version that is still being built."""
        self.dataset, self.catalogue, self.titles, self.facts = dataset, dataset.catalogue, titles, None
        self.ranks, self.opening = False, False

    def failed(self, line: str, hint: str) -> None:
        """Note that no version could be opened, or that the open one cannot answer."""
        self.opening, self.failure = False, (line, hint)
