"""A folder of pictures, by the names that people give them: tt0076759.jpg, 11.png (an id of TMDB), "Alien (1979).webp".

It is looked through once; case, accents and punctuation do not matter, and folders in it are not looked into.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from engine.movies import Movie
from engine.posters.film_ids import imdb_number
from engine.posters.picture import LARGEST
from engine.titles.normalization import display_order, fold

_ENDINGS = frozenset({"jpg", "jpeg", "png", "webp"})
_TITLE = re.compile(r"(?P<title>.+?)\s*\((?P<year>\d{4})\)\Z", re.DOTALL)
_MOST = 500_000
"""Files of a folder that are looked at."""


class PosterFolder:
    """The pictures in `folder`; none, if it cannot be read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._names: dict[str, str] = {}
        self.readable = True
        try:
            with os.scandir(folder) as files:
                for _, file in zip(range(_MOST), files, strict=False):
                    stem, dot, ending = file.name.rpartition(".")
                    if dot and ending.lower() in _ENDINGS and (key := _key(stem)):
                        self._names.setdefault(key, file.name)
        except OSError:
            self._names, self.readable = {}, False

    def __len__(self) -> int:
        return len(self._names)

    def read(self, movie: Movie) -> bytes:
        """The file of the film's picture; empty without one, and if it cannot be read or is too large."""
        for key in _keys_of(movie):
            if (name := self._names.get(key)) is not None:
                return _content(self._folder / name)
        return b""


def _key(stem: str) -> str:
    """What a file is found by; empty if it has no name of a film."""
    stem = stem.strip().lower()
    if stem.isascii() and stem.isdigit():
        return f"tmdb {int(stem)}"
    if stem[:2] == "tt" and stem[2:].isascii() and stem[2:].isdigit():
        return f"imdb {int(stem[2:])}"
    named = _TITLE.match(stem)
    return f"{fold(display_order(named['title']))} {named['year']}" if named else ""


def _keys_of(movie: Movie) -> Iterator[str]:
    if (number := imdb_number(movie)) is not None:
        yield f"imdb {number}"
    if movie.tmdb is not None:
        yield f"tmdb {movie.tmdb}"
    if movie.year is not None:
        for title in (movie.title, *movie.alternatives):
            yield f"{fold(display_order(title))} {movie.year}"


def _content(path: Path) -> bytes:
    try:
        if not path.is_file():  # a pipe would never end
            return b""
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError:
        return b""
    return content if len(content) <= LARGEST else b""
