"""The films of the map as columns, the most watched last: where two are in one place, the later one is on top."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from engine.film_places import FilmPlaces
from engine.serving.version_map import VersionMap

Rows = NDArray[np.int64]


class MapFilms:
    """M films by ascending number of watchers; a film is known by its row here.

    `ids` (M), `x` and `y` (M) from 0 to 1 (left to right, top to bottom), `watchers` (M), `years` (M) with 0 for none,
    `genres` their names, and `has` (M, G) which film has which.
    """

    def __init__(self, drawn: VersionMap) -> None:
        order = np.argsort(drawn.watchers, kind="stable")
        places = drawn.places[order].astype(np.float64)
        low, high = places.min(axis=0, initial=1), places.max(axis=0, initial=-1)
        size = np.maximum(high - low, 1e-6)
        self.ids = drawn.ids[order]
        self.x = (places[:, 0] - low[0]) / size[0]
        self.y = (places[:, 1] - low[1]) / size[1]
        self.watchers = drawn.watchers[order]
        self.years = drawn.columns.years[order]
        self.genres = drawn.columns.genres
        flags = [drawn.columns.having(genre)[order] for genre in self.genres]
        self.has = np.stack(flags, axis=1) if flags else np.zeros((len(order), 0), bool)
        commonest = np.argsort(-self.has.sum(axis=0), kind="stable")
        self.rank = np.argsort(commonest, kind="stable")
        """(G) the rank of each genre by its number of films, from 0."""
        self._rows = FilmPlaces(self.ids)

    def __len__(self) -> int:
        return len(self.ids)

    def rows(self, ids: Iterable[int]) -> list[int]:
        """The row of each film with one of these ids, -1 for one that is not on the map."""
        found: list[int] = self._rows.of(np.fromiter(ids, np.int64)).tolist()
        return found
