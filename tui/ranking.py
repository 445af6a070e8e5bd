"""The ranking thread: opens the recommender, ranks the newest marks, finds similar films, and looks for news.

Only this thread ever waits for a store, and only here is the engine imported: pymilvus and numpy take most of a
second, long after the first paint. Each answer carries the revision that it is for, so the screen can drop stale
ones.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from textual.message import Message

from engine.errors import MovierecError, NotSetUp
from engine.movies import Movie
from engine.profiles.marks import Mark
from engine.settings import Settings
from tui.messages import EngineFailed, EngineNews, EngineReady, RankReady, SimilarReady
from tui.threads import NewestWins

if TYPE_CHECKING:
    from engine.serving.recommender import Recommender

SHOWN = 50
"""How many films a list holds."""


def open_engine(settings: Settings) -> Recommender:
    from engine import open_recommender

    return open_recommender(settings)


class Ranking:
    """The thread of everything that asks the engine. What it finds out is told through `tell`."""

    def __init__(
        self,
        settings: Settings,
        tell: Callable[[Message], object],
        failed: Callable[[Exception], None],
        *,
        opener: Callable[[Settings], Recommender] = open_engine,
        clock: Callable[[], float] = time.monotonic,
        news_every: float = 3.0,
    ) -> None:
        self._settings = settings
        self._tell = tell
        self._opener = opener
        self._clock = clock
        self._recommender: Recommender | None = None
        self._told_news: tuple[str, str | None] = ("", None)
        self._thread = NewestWins(
            "ranking", failed, idle=self._look_for_news_idly, idle_after=news_every, last=self._close
        )

    def start(self) -> None:
        self._thread.start()
        self.open()

    def open(self) -> None:
        """Open the current version, or the newer one that there is now."""
        self._thread.put("open", self._open)

    def rank(self, revision: int, marks: Sequence[Mark]) -> None:
        """Rank for `marks`, unless newer ones come before it is begun."""
        self._thread.put("rank", lambda: self._try(lambda recommender: self._rank(recommender, revision, marks)))

    def similar(self, movie: Movie) -> None:
        self._thread.put("similar", lambda: self._try(lambda recommender: self._similar(recommender, movie)))

    def close(self, timeout: float) -> bool:
        """Stop and free the stores; whether that was done in time. Else the end of the process frees them."""
        return self._thread.close(timeout)

    def _close(self) -> None:
        if self._recommender is not None:
            self._recommender.close()
            self._recommender = None

    def _open(self) -> None:
        self._close()
        try:
            self._recommender = self._opener(self._settings)
        except NotSetUp as error:
            self._tell(EngineFailed(error.message, error.remedy, set_up=False))
        except MovierecError as error:
            self._tell(EngineFailed(error.message, error.remedy))
        else:
            self._told_news = ("", None)
            self._tell(EngineReady(self._recommender))

    def _try(self, ask: Callable[[Recommender], None]) -> None:
        if self._recommender is None:
            self._open()
        if self._recommender is None:
            return
        try:
            ask(self._recommender)
        except MovierecError as error:
            self._tell(EngineFailed(error.message, error.remedy))
        self._look_for_news(self._told_news[1])

    def _rank(self, recommender: Recommender, revision: int, marks: Sequence[Mark]) -> None:
        began = self._clock()
        matched = recommender.match(marks)
        taste = recommender.taste(marks)
        rows = recommender.recommend(k=SHOWN, opinions=taste.opinions, hidden=taste.hidden)
        self._tell(RankReady(revision, rows, matched, self._clock() - began))

    def _similar(self, recommender: Recommender, movie: Movie) -> None:
        began = self._clock()
        rows = recommender.similar(movie.id, SHOWN)
        self._tell(SimilarReady(movie, rows, self._clock() - began))

    def _look_for_news_idly(self) -> None:
        if self._recommender is not None:
            self._look_for_news(self._recommender.newer())

    def _look_for_news(self, newer: str | None) -> None:
        if self._recommender is None:
            return
        trouble = "; ".join(
            f"{health.name} {health.state}: {health.detail}" if health.detail else f"{health.name} {health.state}"
            for health in self._recommender.health()
            if health.state in ("degraded", "down")
        )
        if (trouble, newer) != self._told_news:
            self._told_news = (trouble, newer)
            self._tell(EngineNews(trouble, newer))
