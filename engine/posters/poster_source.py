"""The poster of a film: from the folder of pictures, from those kept on disk, or from TMDB, in this order."""

from __future__ import annotations

import hashlib

from engine.movies import Movie
from engine.posters.film_ids import imdb_number
from engine.posters.picture import HALVES, Cell, Picture, scaled
from engine.posters.poster_cache import PosterCache
from engine.posters.poster_folder import PosterFolder
from engine.posters.tmdb import Tmdb


class PosterSource:
    """Any of the sources may be missing; `cache` keeps what `tmdb` has brought."""

    def __init__(self, folder: PosterFolder | None, cache: PosterCache, tmdb: Tmdb | None) -> None:
        self._folder = folder
        self._cache = cache
        self._tmdb = tmdb

    @property
    def lacks_folder(self) -> bool:
        """Whether a folder is named that cannot be read."""
        return self._folder is not None and not self._folder.readable

    def poster(self, movie: Movie, columns: int, rows: int, cell: Cell = HALVES) -> Picture | None:
        """The film's poster for so many such cells; None if there is none. Raises DownloadError if that is not known
        now."""
        own = scaled(self._folder.read(movie), columns, rows, cell) if self._folder is not None else None
        if own is not None or self._tmdb is None:
            return own
        name = _name(movie)
        kept = self._cache.get(name)
        if kept is not None:
            found = scaled(kept, columns, rows, cell)
            if found is not None or not kept:
                return found
            self._cache.remove(name)
        content = self._tmdb.poster(movie) or b""
        found = scaled(content, columns, rows, cell)
        if (
            found is not None or not content
        ):  # what is no picture may be another's answer, on a network that one signs in to
            self._cache.put(name, content)
        return found


def _name(movie: Movie) -> str:
    """The name of the film's file: the same film has the same poster in every data set."""
    if movie.tmdb is not None:
        return f"tmdb-{movie.tmdb}"
    if (number := imdb_number(movie)) is not None:
        return f"imdb-{number}"
    label = movie.label.encode(errors="surrogatepass")
    return f"title-{hashlib.sha256(label).hexdigest()[:24]}"
