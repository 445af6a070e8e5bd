"""A small engine for the app's tests: real titles, real marks, and a ranking whose answers are known.

Its scores follow a rule that can be worked out by hand: two films are as close as the share of their genres in common,
a little closer if they are from one decade; popularity falls with the place in the table of films. It implements the
same protocol as the real engine and passes the same tests (tests/tui/workers/test_ranking_engines.py).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import msgspec
import numpy as np

from engine.errors import MovierecError, UnknownMovie
from engine.film_columns import FilmColumns, Mask
from engine.movies import Movie, MovieFilter
from engine.people.facts_book import FactsBook
from engine.profiles.marks import Mark
from engine.serving.blending import blended
from engine.serving.explanations import Part, Reason, Recommendation, is_convincing, reason_of
from engine.serving.fit_scale import FitScale
from engine.serving.mark_matching import MarkMatcher, Taste
from engine.serving.portrait_records import TastePortrait
from engine.serving.rare_traits import RareTraits
from engine.serving.same_director import with_director_of, with_directors
from engine.serving.store_health import StoreHealth
from engine.serving.taste_portrait import Catalogue, portrait_of
from engine.serving.version_map import VersionMap
from engine.titles.index import TitleIndex
from tests.toy_films import DATASET, FILMS

REPORT: dict[str, Any] = {
    "users": 40,
    "rows": [
        {
            "model": model,
            "metric": "recall@20",
            "likes": likes,
            "value": value,
            "low": value - 0.05,
            "high": value + 0.05,
        }
        for model, likes, value in (
            ("movierec", "1", 0.3),
            ("popularity", "1", 0.25),
            ("movierec", "5", 0.4),
            ("popularity", "5", 0.25),
        )
    ],
}


class ToyEngine:
    """Implements tui.workers.ranking_engine.RankingEngine, over a few dozen films.

    Tests may set `facts` (who made the films), `fails` (what a ranking raises), `tastes` (the titles that name each
    taste; the films of a list are for one after the other), `report` (how the version was measured), `states`,
    `current` and `gains` (what is reported about the stores and a newer version), `has_map` and `wait` (called before
    each answer), and read what was `ranked`.
    """

    def __init__(self, movies: Sequence[Movie] = FILMS, version: str = "v3") -> None:
        self.version = version
        self.dataset = msgspec.structs.replace(DATASET, movies=len(movies))
        self.titles = TitleIndex.of(movies)
        self.all = tuple(movies)
        self.facts: FactsBook | None = None
        self.fails: MovierecError | None = None
        self.tastes: tuple[tuple[str, ...], ...] = ()
        self.states = [
            StoreHealth(name="vectors", kind="milvus-lite", where="here", state="ok"),
            StoreHealth(name="catalog", kind="sqlite", where="here", state="ok"),
        ]
        self.current = version
        self.gains: float | None = None
        self.wait: Callable[[], object] = lambda: None
        self.report = REPORT
        self.ranked: list[dict[int, float]] = []
        self.diversity = 0.0
        self.has_map = True

    def films_by(self, names: Sequence[str]) -> frozenset[int]:
        book = self.facts
        return frozenset() if book is None else frozenset(book.films_of(m for name in names for m in book.called(name)))

    def films_lasting(self, first: int | None, last: int | None) -> frozenset[int]:
        return frozenset() if self.facts is None else frozenset(self.facts.films_lasting(first, last))

    def genres(self) -> list[str]:
        return sorted({genre for movie in self.all for genre in movie.genres})

    def year_span(self) -> tuple[int, int] | None:
        years = [movie.year for movie in self.all if movie.year is not None]
        return (min(years), max(years)) if years else None

    def film_map(self) -> VersionMap | None:
        """Older films to the left; films of one first genre on one line; popularity falls as for rankings."""
        if not self.has_map:
            return None
        first = [movie.genres[0] if movie.genres else "" for movie in self.all]
        lines = sorted(set(first))
        places = [
            (((movie.year or 1900) - 1960) / 60, lines.index(genre) / len(lines) - 0.5 + place % 7 / 100)
            for place, (movie, genre) in enumerate(zip(self.all, first, strict=True))
        ]
        ids = np.array([movie.id for movie in self.all], np.int64)
        watchers = np.array([movie.n_ratings for movie in self.all], np.int64)
        return VersionMap(ids, np.array(places, np.float32), watchers, FilmColumns.of(self.all))

    def admitted(self, movie_filter: MovieFilter) -> Mask:
        return np.array([movie_filter.admits(movie) for movie in self.all], bool)

    def match(self, marks: Sequence[Mark]) -> list[tuple[Mark, int | None]]:
        return MarkMatcher(self.titles, self.dataset.catalogue).match(marks)

    def recommend(
        self,
        liked: Sequence[int] = (),
        k: int = 20,
        *,
        opinions: Mapping[int, float] | None = None,
        hidden: Collection[int] = (),
        movie_filter: MovieFilter = MovieFilter(),
        popularity: float = 1.0,
        diversity: float = 0.0,
    ) -> list[Recommendation]:
        weights = {**dict.fromkeys(liked, 1.0), **(opinions or {})}
        marked = {movie: self._movie(movie) for movie in weights}
        self.ranked.append(dict(weights))
        self.diversity = diversity
        self.wait()
        if self.fails is not None:
            raise self.fails
        never = {*weights, *hidden, *self.titles.well_known(popularity)}
        every = [
            self._scored(movie, popularity * (0.4 - place / 200), weights, marked)
            for place, movie in enumerate(self.all)
        ]
        scale = FitScale.of(np.array([found.score for found in every if found.movie.id not in weights] or [0.0]))
        scored = [found for found in every if found.movie.id not in never and movie_filter.admits(found.movie)]
        scored.sort(key=lambda found: (-found.score, found.movie.id))
        answer = [
            msgspec.structs.replace(
                found,
                usual_base=0.25 * popularity,
                bar=scale.fit(found.score),
                taste=place % max(len(self.tastes), 1),
                taste_films=self._films(self.tastes[place % len(self.tastes)]) if self.tastes else (),
            )
            for place, found in enumerate(scored[:k])
        ]
        return with_directors(answer, self.facts)

    def together(
        self,
        people: Mapping[str, Taste],
        k: int = 20,
        *,
        movie_filter: MovieFilter = MovieFilter(),
        popularity: float = 1.0,
        diversity: float = 0.0,
    ) -> list[Recommendation]:
        never = frozenset().union(*({*one.opinions, *one.hidden, *one.seen} for one in people.values()))
        wanted = msgspec.structs.replace(movie_filter, exclude=movie_filter.exclude | never)
        lists = {
            name: self.recommend(k=len(self.all), opinions=one.opinions, movie_filter=wanted, popularity=popularity)
            for name, one in people.items()
        }
        of_each = {name: {found.movie.id: found for found in one} for name, one in lists.items()}
        films = [
            blended({name: one[movie.id] for name, one in of_each.items()})
            for movie in self.all
            if all(movie.id in one and one[movie.id].bar > 0 for one in of_each.values())
        ]
        return sorted(films, key=lambda found: -found.bar)[:k]

    def similar(self, movie_id: int, k: int = 20, *, movie_filter: MovieFilter = MovieFilter()) -> list[Recommendation]:
        movie = self._movie(movie_id)
        self.wait()
        others = [other for other in self.all if other != movie and movie_filter.admits(other)]
        near = sorted(((_close(movie, other), other) for other in others), key=lambda pair: -pair[0])
        answer = [
            Recommendation(
                movie=other,
                score=s,
                base=s,
                bar=min(100 * s, 100),
                everybody=self._everybody(other),
                reason=self._reason(movie, other),
            )
            for s, other in near[:k]
        ]
        return with_director_of(answer, movie, self.facts)

    def _everybody(self, movie: Movie) -> float:
        return min(movie.n_ratings / self.dataset.users, 1.0)

    def _together(self, marked: Movie, movie: Movie) -> float | None:
        """The closer two films are, the more of the one's watchers watched the other; of distant ones nothing is
        known."""
        close, everybody = min(_close(marked, movie), 1.0), self._everybody(movie)
        return round(everybody + 0.8 * close * (1 - everybody), 3) if close >= 0.3 else None

    def _reason(self, like: Movie, movie: Movie) -> Reason:
        together = self._together(like, movie)
        convinces = is_convincing(together, self._everybody(movie), like.n_ratings)
        common = RareTraits(FilmColumns.of(self.all)).in_common(movie, like)
        return Reason(movie=like, together=together if convinces else None, common=common)

    def _films(self, titles: Sequence[str]) -> tuple[Movie, ...]:
        return tuple(movie for title in titles for movie in self.all if movie.title == title)

    def _movie(self, movie_id: int) -> Movie:
        found = next((movie for movie in self.all if movie.id == movie_id), None)
        if found is None:
            raise UnknownMovie(f"id:{movie_id}")
        return found

    def portrait(self, marks: Sequence[Mark]) -> TastePortrait:
        self.wait()
        if self.fails is not None:
            raise self.fails
        columns = FilmColumns.of(self.all)
        genres = np.array([columns.having(genre) for genre in columns.genres], np.float32).T
        places = {movie.id: place for place, movie in enumerate(self.all)}
        there = Catalogue(
            version=self.version,
            dataset=self.dataset,
            columns=columns,
            counts=np.array([movie.n_ratings for movie in self.all], np.int64),
            movies=self.titles.movies,
            facts=self.facts,
            vectors=lambda ids: genres[[places[i] for i in ids]] / len(columns.genres) ** 0.5,
            report=self.report,
        )
        return portrait_of(self.match(marks), there)

    def health(self) -> list[StoreHealth]:
        return self.states

    def newer_version(self) -> str | None:
        return None if self.current == self.version else self.current

    def recall_gain(self, version: str) -> float | None:
        return self.gains

    def open_stores_soon(self) -> None:
        pass

    def close(self) -> None:
        pass

    def _scored(
        self, movie: Movie, base: float, weights: Mapping[int, float], marked: Mapping[int, Movie]
    ) -> Recommendation:
        parts = [
            Part(
                movie=marked[i],
                part=weight * _close(movie, marked[i]),
                usual=0.1 * weight,
                weight=weight,
                together=self._together(marked[i], movie),
            )
            for i, weight in weights.items()
        ]
        why = tuple(sorted(parts, key=lambda part: -part.part))
        everybody = self._everybody(movie)
        return Recommendation(
            movie=movie,
            score=base + sum(part.part for part in why),
            base=base,
            why=why,
            everybody=everybody,
            reason=reason_of(why, everybody, lambda like: RareTraits(FilmColumns.of(self.all)).in_common(movie, like)),
        )


def _close(one: Movie, other: Movie) -> float:
    common = len(set(one.genres) & set(other.genres))
    decade = 0.2 if (one.year or 0) // 10 == (other.year or 1) // 10 else 0.0
    return common / len(set(one.genres) | set(other.genres)) + decade
