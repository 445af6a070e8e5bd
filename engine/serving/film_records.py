"""The films of one version as records, from the catalog, kept for as long as there is room."""

from __future__ import annotations

from collections.abc import Sequence

from engine.movies import Movie
from engine.serving.failover import Failover
from engine.serving.store_connections import MovieReader
from engine.stores.interfaces import Catalog

_KEPT = 5_000


class FilmRecords:
    """Reads the films of `version`. Raises StoreError if neither the catalog nor its stand-in has them."""

    def __init__(self, version: str, catalog: Failover[Catalog, MovieReader]) -> None:
        self._version = version
        self._catalog = catalog
        self._kept: dict[int, Movie] = {}

    def of(self, ids: Sequence[int]) -> list[Movie]:
        """The films with these ids, in the order of `ids`; unknown ids are skipped."""
        missing = [i for i in dict.fromkeys(ids) if i not in self._kept]
        if len(self._kept) + len(missing) > _KEPT:
            self._kept.clear()
            missing = list(dict.fromkeys(ids))
        if missing:
            found = self._catalog.call(lambda catalog: catalog.movies(self._version, missing))
            self._kept.update((movie.id, movie) for movie in found)
        return [self._kept[i] for i in ids if i in self._kept]
