"""Title search: the films that match what a user types, in well under a millisecond, on the calling thread.

Everything is memory-mapped from the version's files (see engine.titles.index_building); a search needs no store.
TitleIndex is all that other packages use; engine.titles.resolution decides which film a command means by a title.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from engine.movies import Movie
from engine.titles.finding import NEAREST, Finder
from engine.titles.found import Found
from engine.titles.index_building import build_title_index
from engine.titles.normalization import PART, fold
from engine.titles.ranking import Ranking
from engine.titles.title_arrays import Arrays, InMemory, TitleArrays


class TitleIndex:
    """The titles of one version (or of any films, by `of`)."""

    def __init__(self, artifact: Arrays) -> None:
        self._arrays = TitleArrays(artifact)
        self._finder = Finder(self._arrays, Ranking(self._arrays))

    @classmethod
    def of(cls, movies: Sequence[Movie]) -> TitleIndex:
        """Build an index in memory, for example for films that are in no version yet."""
        return cls(InMemory(build_title_index(movies)))

    def __len__(self) -> int:
        return len(self._arrays)

    @property
    def newest_year(self) -> int | None:
        """The year of the newest film, None if no film has one."""
        return int(self._arrays.years.max()) or None if len(self) else None

    def find(self, text: str, k: int = 20) -> Found:
        """What `text` (possibly still being typed) means: a title, an address, a year or decade, a known series."""
        return self._finder.find(text, k)

    def search(self, text: str, k: int = 20) -> list[Movie]:
        """The films of the hits that `find` answers with, best first; empty if nothing is called so."""
        return [hit.movie for hit in self.find(text, k).hits]

    def closest(self, text: str, k: int = NEAREST) -> list[Movie]:
        """The films whose titles are closest to `text`, however distant."""
        return self._films(self._finder.closest(text, k))

    def in_series(self, text: str) -> list[Movie]:
        """The films of the well-known series that is called `text`, or the one with that short name or number."""
        return self._films(self._finder.in_series(text))

    def popular(self, k: int = 20) -> list[Movie]:
        """The most watched films."""
        return self._films(range(min(k, len(self))))

    def most_watched(self, share: float) -> list[int]:
        """The ids of the most watched films that together have at most `share` (0 to 1) of all ratings."""
        return self._arrays.most_watched(share)

    def n_ratings(self, ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """How many users of the data set rated each film of `ids` (n); 0 for an unknown id."""
        return self._arrays.n_ratings(ids)

    def well_known(self, popularity: float) -> frozenset[int]:
        """The ids of the films that a `popularity` below 1 leaves out while no like is known: at 0, those that make up
        half of all ratings."""
        return frozenset(self.most_watched((1 - max(popularity, 0.0)) / 2)) if popularity < 1 else frozenset()

    def movie(self, movie_id: int) -> Movie | None:
        """The film with that id, None if there is none."""
        film = self._arrays.number(movie_id)
        return None if film is None else self._arrays.film(film)

    def movies(self, ids: Iterable[int]) -> list[Movie]:
        """The films with these ids, in the order of `ids`; unknown ids are skipped."""
        return [movie for movie in map(self.movie, ids) if movie is not None]

    def with_imdb(self, link: str) -> list[Movie]:
        """The films with that IMDb id."""
        return self._films(self._arrays.with_imdb(link))

    def with_tmdb(self, number: int) -> list[Movie]:
        """The films with that TMDB id."""
        return self._films(self._arrays.with_tmdb(number))

    def named(self, text: str, worst: int = PART - 1) -> list[tuple[Movie, int]]:
        """The films with exactly that name, ignoring article, case, accents and punctuation, most watched first.

        Each comes with the kind of the name that matches; kinds beyond `worst` do not count.
        """
        return [(self._arrays.film(film), kind) for film, kind in self._arrays.named(text, worst).items()]

    def beginning(self, text: str) -> Iterator[Movie]:
        """The films with a name that begins with `text`, most watched first."""
        return map(self._arrays.film, self._arrays.beginning(text))

    def containing(self, text: str) -> list[tuple[Movie, bool]]:
        """The films with `text` as whole words in a name, most watched first, and whether a name begins with it."""
        key = fold(text)
        found = []
        for film in self._arrays.having(key.split()):
            names = [f" {name} " for name in self._arrays.keys_of(film)]
            if any(f" {key} " in name for name in names):
                found.append((self._arrays.film(film), any(name.startswith(f" {key} ") for name in names)))
        return found

    def _films(self, numbers: Iterable[int]) -> list[Movie]:
        return [self._arrays.film(number) for number in numbers]
