"""The ranking thread: opens the recommender, ranks the newest marks, finds similar films, and looks for news.

Only this thread ever waits for a store, and only here is the engine imported: pymilvus and numpy take most of a
second, long after the first paint. Each answer carries the revision that it is for, so the screen can drop stale
ones.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace
from textual.message import Message

from engine.errors import MovierecError, NotSetUp
from engine.movies import Movie
from engine.profiles.dials import Dials
from engine.profiles.marks import Mark
from engine.settings import Settings
from tui.chips import tightest
from tui.dialling import OLDEST
from tui.messages import EngineFailed, EngineNews, EngineReady, GenresReady, RankReady, SimilarReady
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

    def rank(self, revision: int, marks: Sequence[Mark], dials: Dials = Dials()) -> None:
        """Rank for `marks` and `dials`, unless newer ones come before it is begun."""
        self._thread.put("rank", lambda: self._try(lambda recommender: self._rank(recommender, revision, marks, dials)))

    def genres(self) -> None:
        """Find out what there is to filter by."""
        self._thread.put("genres", lambda: self._try(self._genres))

    def similar(self, movie: Movie, marks: Sequence[Mark] = (), dials: Dials = Dials()) -> None:
        """Find the films like `movie` that `dials` let through; how popular and how varied does not matter there."""
        self._thread.put("similar", lambda: self._try(lambda found: self._similar(found, movie, marks, dials)))

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

    def _rank(self, recommender: Recommender, revision: int, marks: Sequence[Mark], dials: Dials) -> None:
        began = self._clock()
        matched = recommender.match(marks)
        taste = recommender.taste(marks)
        rows = recommender.recommend(
            k=SHOWN,
            opinions=taste.opinions,
            hidden=taste.hidden | taste.seen if dials.hide_seen else taste.hidden,
            where=dials.where,
            dial=dials.popular,
            varied=dials.varied,
        )
        cut = None
        if not rows:
            films = recommender.titles.popular(len(recommender.titles))
            cut = tightest(films, dials, taste.hidden | set(taste.opinions), taste.seen)
        self._tell(RankReady(revision, rows, matched, self._clock() - began, cut))

    def _genres(self, recommender: Recommender) -> None:
        films = recommender.titles.popular(len(recommender.titles))
        genres = {genre for film in films for genre in film.genres}
        years = [film.year for film in films if film.year is not None]
        span = (min(years), max(years)) if years else (OLDEST, OLDEST)
        self._tell(GenresReady(sorted(genres), span))

    def _similar(self, recommender: Recommender, movie: Movie, marks: Sequence[Mark], dials: Dials) -> None:
        began = self._clock()
        seen = recommender.taste(marks).seen if dials.hide_seen else frozenset()
        rows = recommender.similar(movie.id, SHOWN, where=replace(dials.where, exclude=seen))
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
