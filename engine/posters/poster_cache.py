"""Posters on disk under home, as they were fetched: at most LARGEST_CACHE bytes of them, those unused for longest go.

An empty file means that there is no poster, for a month. What cannot be read or written counts as not there.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from engine.atomic import write_file

LARGEST_CACHE = 200_000_000
_LEFT = 0.9
"""The part of it that is left once it has grown too large."""
_EVERY = 50
"""After so many new posters, the size is looked at."""
_NONE_FOR = 30 * 24 * 3600
_NAME = re.compile(r"[a-z0-9-]{1,80}\Z")


class PosterCache:
    """The posters in `folder`, by names such as tmdb-603. `wall` tells the time, in seconds since 1970."""

    def __init__(self, folder: Path, *, largest: int = LARGEST_CACHE, wall: Callable[[], float] = time.time) -> None:
        self._folder = folder
        self._largest = largest
        self._wall = wall
        self._until_look = 0

    def get(self, name: str) -> bytes | None:
        """The content of the file; empty if there is no poster, None if that is not known."""
        path = self._path(name)
        try:
            content = path.read_bytes()
            if not content and self._wall() - path.stat().st_mtime > _NONE_FOR:
                return None
            if content:
                os.utime(path, (self._wall(), self._wall()))
        except OSError:
            return None
        return content

    def put(self, name: str, content: bytes) -> None:
        """Keep the poster, or with empty content that there is none."""
        with suppress(OSError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_file(self._path(name), content)
            os.utime(self._path(name), (self._wall(), self._wall()))
        if self._until_look <= 0:
            self._until_look = _EVERY
            self._remove_oldest()
        self._until_look -= 1

    def remove(self, name: str) -> None:
        with suppress(OSError):
            self._path(name).unlink()

    def _path(self, name: str) -> Path:
        if not _NAME.match(name):
            raise ValueError(f"no name of a poster: {name!r}")
        return self._folder / name

    def _remove_oldest(self) -> None:
        found = []
        with suppress(OSError), os.scandir(self._folder) as files:
            for file in files:
                with suppress(OSError):
                    status = file.stat()
                    found.append((status.st_mtime, status.st_size, file.name))
        size = sum(one[1] for one in found)
        if size <= self._largest:
            return
        for _, taken, name in sorted(found):
            if size <= _LEFT * self._largest:
                break
            with suppress(OSError):
                (self._folder / name).unlink()
                size -= taken
