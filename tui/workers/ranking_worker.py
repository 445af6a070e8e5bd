"""The ranking thread: opens the recommender, ranks the newest marks, finds similar films, and looks for news.

Only this thread ever waits for a store, and only here is the engine imported, after the first paint. The first list
comes out of the version's files; the stores, whose clients take a second and a half to load, are opened after it.
Each answer carries the revision that it is for, so the screen can drop stale ones.
"""

from __future__ import annotations

import gc
import logging
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace
from textual.message import Message

from engine.errors import ArtifactError, MovierecError, NotSetUp
from engine.movies import Movie
from engine.profiles.list_filters import ListFilters
from engine.profiles.marks import Mark
from engine.settings import Settings
from tui.state.active_filters import tightest
from tui.state.filter_controls import OLDEST
from tui.state.messages import EngineFailed, EngineNews, EngineReady, GenresReady, RankReady, SimilarReady, TitlesReady
from tui.workers.list_cache import forget_list, save_list
from tui.workers.task_threads import NewestWins

if TYPE_CHECKING:
    from engine.serving.explanations import Recommendation
    from engine.serving.recommender import Recommender

_log = logging.getLogger("movierec.app")

SHOWN = 50
"""How many films a list holds."""


def open_engine(settings: Settings) -> Recommender:
    from engine.serving.recommender import Recommender

    return Recommender.open(settings, stores_later=True)


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
        self._settled = False
        self._thread = NewestWins(
            "ranking", failed, idle=self._look_for_news_idly, idle_after=news_every, last=self._close
        )

    def start(self) -> None:
        self._thread.start()
        self.open()

    def open(self) -> None:
        """Open the current version, or the newer one that there is now."""
        self._thread.put("open", self._open)

    def open_titles(self) -> None:
        """Open the titles that a first set-up writes before it trains."""
        self._thread.put("titles", self._open_titles)

    def rank(self, revision: int, marks: Sequence[Mark], dials: ListFilters = ListFilters(), profile: str = "") -> None:
        """Rank for `marks` and `dials`, unless newer ones come before it is begun; the list is kept as the profile's
        last one."""

        def work(recommender: Recommender) -> None:
            rows = self._rank(recommender, revision, marks, dials)
            recommender.open_stores_soon()
            whose = replace(self._settings, profile=profile or self._settings.profile)
            if any(mark.opinion is not None for mark in marks):
                save_list(whose, recommender.version, recommender.dataset, rows)
            else:
                forget_list(whose, recommender.version)

        self._thread.put("rank", lambda: self._try(work))

    def genres(self) -> None:
        """Find out what there is to filter by."""
        self._thread.put("genres", lambda: self._try(self._genres))

    def similar(self, movie: Movie, marks: Sequence[Mark] = (), dials: ListFilters = ListFilters()) -> None:
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
        if self._settled:
            gc.unfreeze()  # the old version's clients are garbage now
            self._settled = False
        try:
            self._recommender = self._opener(self._settings)
        except NotSetUp as error:
            self._tell(EngineFailed(error.message, error.remedy, set_up=False))
            self._open_titles()
        except MovierecError as error:
            self._tell(EngineFailed(error.message, error.remedy))
        else:
            self._told_news = ("", None)
            self._tell(EngineReady(self._recommender))

    def _open_titles(self) -> None:
        if self._recommender is not None or not self._settings.files.titles.is_dir():
            return
        from engine.titles.index_files import open_titles

        try:
            self._tell(TitlesReady(*open_titles(self._settings.files.titles)))
        except ArtifactError as error:
            _log.warning("%s", error.message)

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

    def _rank(
        self, recommender: Recommender, revision: int, marks: Sequence[Mark], dials: ListFilters
    ) -> list[Recommendation]:
        began = self._clock()
        matched = recommender.match(marks)
        taste = recommender.taste(marks)
        rows = recommender.recommend(
            k=SHOWN,
            opinions=taste.opinions,
            hidden=taste.hidden | taste.seen if dials.hide_seen else taste.hidden,
            movie_filter=dials.movie_filter,
            popularity=dials.popularity,
            diversity=dials.diversity,
        )
        cut = None
        if not rows:
            films = recommender.titles.popular(len(recommender.titles))
            never = taste.hidden | set(taste.opinions) | recommender.titles.well_known(dials.popularity)
            cut = tightest(films, dials, never, taste.seen)
        self._tell(RankReady(revision, rows, matched, self._clock() - began, cut))
        return rows

    def _genres(self, recommender: Recommender) -> None:
        films = recommender.titles.popular(len(recommender.titles))
        genres = {genre for film in films for genre in film.genres}
        years = [film.year for film in films if film.year is not None]
        span = (min(years), max(years)) if years else (OLDEST, OLDEST)
        self._tell(GenresReady(sorted(genres), span))

    def _similar(self, recommender: Recommender, movie: Movie, marks: Sequence[Mark], dials: ListFilters) -> None:
        began = self._clock()
        seen = recommender.taste(marks).seen if dials.hide_seen else frozenset()
        rows = recommender.similar(movie.id, SHOWN, movie_filter=replace(dials.movie_filter, exclude=seen))
        self._tell(SimilarReady(movie, rows, self._clock() - began))

    def _look_for_news_idly(self) -> None:
        if self._recommender is not None:
            self._look_for_news(self._recommender.newer())
            if not self._settled:
                # The stores' clients are loaded now, a few hundred thousand objects that stay: the garbage collector
                # would go through them every few marks, 0.2 s at a time.
                self._settled = True
                gc.freeze()

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
            self._tell(EngineNews(trouble, newer, self._recommender.gain(newer) if newer else None))
