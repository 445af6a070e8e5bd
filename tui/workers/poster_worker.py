"""The thread that finds posters: only the newest film that was asked for counts, and it starts with the first one."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from textual.message import Message

from engine.errors import DownloadError
from engine.movies import Movie, clean_text
from engine.posters import ATTRIBUTION
from engine.settings import Settings
from tui.graphics.drawing import drawn, pixels_of
from tui.state.found_posters import Room
from tui.state.messages import PosterReady
from tui.workers.task_threads import NewestWins

if TYPE_CHECKING:
    from engine.posters.poster_source import PosterSource


def open_source(settings: Settings, environ: Mapping[str, str] = os.environ) -> PosterSource:
    """The posters of these settings. MOVIEREC_TMDB_URL names another server than TMDB's own, for tests."""
    from engine.posters.poster_cache import PosterCache
    from engine.posters.poster_folder import PosterFolder
    from engine.posters.poster_source import PosterSource
    from engine.posters.tmdb import API_URL, IMAGES_URL, Tmdb

    url = environ.get("MOVIEREC_TMDB_URL", "")
    key, folder = settings.tmdb_key, settings.posters
    return PosterSource(
        PosterFolder(Path(folder).expanduser()) if folder else None,
        PosterCache(settings.files.posters),
        Tmdb(key, api=url or API_URL, images=url or IMAGES_URL) if key else None,
    )


class PosterWorker:
    """It reports through `tell`."""

    def __init__(
        self,
        settings: Settings,
        tell: Callable[[Message], object],
        failed: Callable[[Exception], None],
        *,
        opener: Callable[[Settings], PosterSource] = open_source,
    ) -> None:
        self._settings = settings
        self._tell = tell
        self._opener = opener
        self._source: PosterSource | None = None
        self._thread = NewestWins("posters", failed)
        self._runs = False

    @property
    def wanted(self) -> bool:
        """Whether there is anywhere to find posters."""
        return bool(self._settings.posters or self._settings.tmdb_key)

    @property
    def credit(self) -> str:
        return ATTRIBUTION if self._settings.tmdb_key else ""

    def find(self, catalogue: str, movie: Movie, room: Room) -> None:
        """Find the film's poster, at most as large as `room`. Posts PosterReady."""
        if not self._runs:
            self._runs = True
            self._thread.start()
        self._thread.put("poster", lambda: self._find(catalogue, movie, room))

    def close(self) -> None:
        """Stop, without waiting for an answer that is on its way."""
        if self._runs:
            self._thread.close(0)

    def _find(self, catalogue: str, movie: Movie, room: Room) -> None:
        if self._source is None:
            self._source = self._opener(self._settings)
            if self._source.lacks_folder:
                trouble = f"{clean_text(self._settings.posters)} is no folder that can be read"
                self._tell(PosterReady(catalogue, movie, room, None, trouble=trouble))
        try:
            picture = self._source.poster(movie, room.columns, room.rows, pixels_of(room.cell, room.graphics))
        except DownloadError as trouble:
            self._tell(PosterReady(catalogue, movie, room, None, trouble=trouble.message))
        else:
            painting = drawn(picture, room.graphics) if picture is not None else None
            self._tell(PosterReady(catalogue, movie, room, painting))
