"""The ranking thread: opens the version, ranks the newest marks, finds similar films, and looks for news.

Only this thread ever waits for a store, and only it imports the engine, after the first paint. The first list is
computed from the version's files; the stores, whose clients take a second and a half to load, are opened after it.
Each answer carries the revision that it is for, so the screen can drop stale ones.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from random import Random
from typing import TYPE_CHECKING

from msgspec.structs import replace
from textual.message import Message

from engine.errors import ArtifactError, MovierecError, NotSetUp
from engine.movies import Movie
from engine.profiles.list_filters import ListFilters
from engine.profiles.marks import Mark
from engine.settings import Settings
from tui import runtime
from tui.state.active_filters import tightest
from tui.state.company import Person, Source
from tui.state.film_rows import Wished
from tui.state.filter_controls import OLDEST
from tui.state.messages import (
    GenresReady,
    NearReady,
    PortraitPainted,
    RankReady,
    SimilarReady,
    StoreNews,
    TitlesOpened,
    TogetherReady,
    VersionFailed,
    VersionOpened,
    WishedReady,
)
from tui.state.near_films import NEAR
from tui.state.ranked_list import PAGE
from tui.workers.evening import film_for_tonight, films_together
from tui.workers.facts_filter import asked_of_films, films_by_facts
from tui.workers.list_cache import forget_list, save_list
from tui.workers.map_reading import map_of
from tui.workers.ranking_engine import RankingEngine
from tui.workers.task_threads import NewestWins

if TYPE_CHECKING:
    from engine.serving.explanations import Recommendation
    from engine.serving.mark_matching import Taste

_WISHED = 100
"""The films of a wish that are listed."""

_log = logging.getLogger("movierec.app")


def open_engine(settings: Settings) -> RankingEngine:
    from engine.serving.recommender import Recommender
    from engine.serving.store_connections import Opening

    return Recommender.open(settings, Opening.LATER)


class RankingWorker:
    """The thread for everything that needs the engine. It reports through `tell`."""

    def __init__(
        self,
        settings: Settings,
        tell: Callable[[Message], object],
        failed: Callable[[Exception], None],
        *,
        opener: Callable[[Settings], RankingEngine] = open_engine,
        clock: Callable[[], float] = time.monotonic,
        news_every: float = 3.0,
    ) -> None:
        self._settings = settings
        self._tell = tell
        self._opener = opener
        self._clock = clock
        self._engine: RankingEngine | None = None
        self._random = Random()
        self._told_news: tuple[str, str | None] = ("", None)
        self._settled = False
        self._thread = NewestWins(
            "ranking", failed, idle=self._look_for_news_idly, idle_after=news_every, last=self._close
        )

    def start(self) -> None:
        self._thread.start()
        self.open_version()

    def open_version(self) -> None:
        """Open the version that is current now."""
        self._thread.put("open", self._open)

    def open_titles(self) -> None:
        """Open the titles that a first set-up writes before it trains."""
        self._thread.put("titles", self._open_titles)

    def rank(self, revision: int, marks: Sequence[Mark], filters: ListFilters, profile: str, *, k: int = PAGE) -> None:
        """Rank for `marks` and `filters`, `k` films at most, unless a newer request comes before this one is begun. The
        beginning of the list is saved as the profile's last one."""

        def work(engine: RankingEngine) -> None:
            rows = self._rank(engine, revision, marks, filters, k)
            engine.open_stores_soon()
            whose = replace(self._settings, profile=profile)
            if any(mark.opinion is not None for mark in marks):
                save_list(whose, engine.version, engine.dataset, rows[:PAGE])
            else:
                forget_list(whose, engine.version)

        self._thread.put("rank", lambda: self._try(work))

    def list_genres(self) -> None:
        """Find out what there is to filter by."""
        self._thread.put("genres", lambda: self._try(self._genres))

    def read_map(self) -> None:
        """Read the map of the films."""
        self._thread.put("map", lambda: self._try(lambda engine: self._tell(map_of(engine))))

    def find_similar(self, movie: Movie, marks: Sequence[Mark], filters: ListFilters, filters_revision: int) -> None:
        """Find the films like `movie` that pass `filters`, without those of no interest; popularity and variety do not
        apply here."""

        def work(engine: RankingEngine) -> None:
            self._tell(SimilarReady(movie, _similar(engine, movie, marks, filters, PAGE), filters_revision))

        self._thread.put("similar", lambda: self._try(work))

    def find_near(self, movie: Movie, marks: Sequence[Mark], filters: ListFilters, filters_revision: int) -> None:
        """Find the first few of the films that `find_similar` would find."""

        def work(engine: RankingEngine) -> None:
            self._tell(NearReady(movie, _similar(engine, movie, marks, filters, NEAR), filters_revision))

        self._thread.put("near", lambda: self._try(work))

    def find_wished(self, wished: Wished, marks: Sequence[Mark], filters: ListFilters, filters_revision: int) -> None:
        """Find the films of a wish: of the list for these marks or, if it names a film, of those like that one."""

        def work(engine: RankingEngine) -> None:
            if wished.like is not None:
                rows = _similar(engine, wished.like, marks, filters, _WISHED)
            else:
                rows = _recommended(engine, _taste(engine.match(marks)), filters, _WISHED)
            self._tell(WishedReady(wished, rows, filters_revision))

        self._thread.put("wished", lambda: self._try(work))

    def paint_portrait(self, marks: Sequence[Mark], profile: str) -> None:
        """Find out what `profile`, with these marks, is like."""

        def work(engine: RankingEngine) -> None:
            self._tell(PortraitPainted(engine.portrait(marks), profile))

        self._thread.put("portrait", lambda: self._try(work))

    def find_together(self, people: Sequence[Person], filters: ListFilters, filters_revision: int) -> None:
        """Find films for these people that pass `filters`."""

        def work(engine: RankingEngine) -> None:
            rows = films_together(engine, self._settings, people, filters, PAGE)
            self._tell(TogetherReady(people, rows, filters_revision))

        self._thread.put("together", lambda: self._try(work))

    def propose(
        self, source: Source, people: Sequence[Person], marks: Sequence[Mark], filters: ListFilters, profile: str
    ) -> None:
        """Pick a film for tonight from `source`."""

        def work(engine: RankingEngine) -> None:
            whose = replace(self._settings, profile=profile)
            self._tell(film_for_tonight(engine, whose, source, people, marks, filters, self._random))

        self._thread.put("tonight", lambda: self._try(work))

    def close(self, timeout: float) -> bool:
        """Stop and release the stores. Returns whether that was done in time; if not, the process end does it."""
        return self._thread.close(timeout)

    def _close(self) -> None:
        if self._engine is not None:
            self._engine.close()
            self._engine = None

    def _open(self) -> None:
        self._close()
        if self._settled:
            runtime.thaw()
            self._settled = False
        try:
            engine = self._engine = self._opener(self._settings)
        except NotSetUp as error:
            self._tell(VersionFailed(error.message, error.remedy, set_up=False))
            self._open_titles()
        except MovierecError as error:
            self._tell(VersionFailed(error.message, error.remedy))
        else:
            self._told_news = ("", None)
            self._tell(VersionOpened(engine.version, engine.dataset, engine.titles, engine.facts))

    def _open_titles(self) -> None:
        titles = self._settings.files.titles
        if self._engine is not None or not titles.is_dir():
            return
        from engine.titles.index_files import open_titles

        try:
            self._tell(TitlesOpened(*open_titles(titles)))
        except ArtifactError as error:
            _log.warning("%s", error.message)

    def _try(self, ask: Callable[[RankingEngine], object]) -> None:
        if self._engine is None:
            self._open()
        if self._engine is None:
            return
        try:
            ask(self._engine)
        except MovierecError as error:
            self._tell(VersionFailed(error.message, error.remedy))
        self._look_for_news(self._told_news[1])

    def _rank(
        self, engine: RankingEngine, revision: int, marks: Sequence[Mark], filters: ListFilters, k: int
    ) -> list[Recommendation]:
        began = self._clock()
        matched = engine.match(marks)
        taste = _taste(matched)
        rows = _recommended(engine, taste, filters, k)
        blamed = None
        if not rows:
            never = taste.hidden | set(taste.opinions) | engine.titles.well_known(filters.popularity)
            blamed = tightest(engine.admitted, filters, never, taste.seen, films_by_facts(engine, filters))
        self._tell(RankReady(revision, rows, matched, self._clock() - began, blamed))
        return rows

    def _genres(self, engine: RankingEngine) -> None:
        self._tell(GenresReady(list(engine.genres()), engine.year_span() or (OLDEST, OLDEST)))

    def _look_for_news_idly(self) -> None:
        if self._engine is not None:
            self._look_for_news(self._engine.newer_version())
            if not self._settled:
                self._settled = True
                runtime.freeze_what_is_loaded()

    def _look_for_news(self, newer: str | None) -> None:
        if self._engine is None:
            return
        trouble = "; ".join(
            f"{health.name} {health.state}: {health.detail}" if health.detail else f"{health.name} {health.state}"
            for health in self._engine.health()
            if health.state in ("degraded", "down")
        )
        if (trouble, newer) != self._told_news:
            self._told_news = (trouble, newer)
            self._tell(StoreNews(trouble, newer, self._engine.recall_gain(newer) if newer else None))


def _taste(matched: Sequence[tuple[Mark, int | None]]) -> Taste:
    from engine.serving.mark_matching import taste_of

    return taste_of(matched)


def _recommended(engine: RankingEngine, taste: Taste, filters: ListFilters, k: int) -> list[Recommendation]:
    """The `k` best films for a person that pass `filters`."""
    return engine.recommend(
        k=k,
        opinions=taste.opinions,
        hidden=_left_out(taste, filters),
        movie_filter=asked_of_films(engine, filters),
        popularity=filters.popularity,
        diversity=filters.diversity,
    )


def _similar(
    engine: RankingEngine, movie: Movie, marks: Sequence[Mark], filters: ListFilters, k: int
) -> list[Recommendation]:
    """The `k` films most like `movie` that pass `filters`, without those of no interest."""
    never = _left_out(_taste(engine.match(marks)), filters)
    return engine.similar(movie.id, k, movie_filter=replace(asked_of_films(engine, filters), exclude=never))


def _left_out(taste: Taste, filters: ListFilters) -> frozenset[int]:
    """The films that are in no list: those of no interest and, unless they are to be shown, those seen."""
    return taste.hidden | taste.seen if filters.hide_seen else taste.hidden
