"""Ranked lists: the best films of a version for a query, shared out among tastes, spread, new films woven in."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import msgspec
import numpy as np

from engine.film_scores import Ranking
from engine.movies import MovieFilter
from engine.serving.candidates import Candidates, Scored
from engine.serving.diversity import POOL, mmr_order
from engine.serving.explainer import Explainer
from engine.serving.new_film_places import NewFilms
from engine.serving.taste_shares import share_out
from engine.serving.tastes import Tastes, find_tastes
from engine.serving.version_vectors import VersionVectors
from engine.titles.index import TitleIndex

_PARTED = 600
"""The number of best films that several tastes choose from."""


@dataclass(frozen=True)
class RankedFilms:
    """`found` in the order of the list, and `numbers`, the taste of each."""

    ranking: Ranking
    tastes: Tastes
    found: Scored
    numbers: Sequence[int]


class ListRanking:
    """Queries map movie ids to weights. All calls raise UnknownMovie for ids that the version lacks, and StoreError."""

    def __init__(
        self,
        candidates: Candidates,
        vectors: VersionVectors,
        new: NewFilms,
        explainer: Explainer,
        titles: TitleIndex,
    ) -> None:
        self._candidates = candidates
        self._vectors = vectors
        self._new = new
        self._explainer = explainer
        self._titles = titles

    def best(
        self,
        weights: Mapping[int, float],
        k: int,
        hidden: Collection[int],
        movie_filter: MovieFilter,
        popularity: float,
        diversity: float,
    ) -> RankedFilms:
        """The `k` best films; see Recommender.recommend."""
        ranking = self.ask(weights, popularity)
        wanted = excluding(movie_filter, self._never(weights, hidden, popularity))
        tastes = find_tastes(
            self._vectors.rows("taste", list(weights))[:, :-1], np.array(list(weights.values()), np.float64)
        )
        found = self._candidates.best(ranking, k and max(k, _pool(tastes, diversity)), self._new.aside(wanted))
        found, numbers = self._shared_out(ranking, tastes, found, k, diversity)
        if self._new.are_apart(wanted):
            least = self._explainer.least_worthwhile(ranking)
            found, numbers = self._new.with_new(ranking, found, numbers, k, wanted, least, tastes)
        return RankedFilms(ranking, tastes, found, numbers)

    def best_of_many(
        self, queries: Sequence[Mapping[int, float]], k: int, popularity: float, diversity: float
    ) -> list[Scored]:
        """The `k` best films for each query, with one search for all; see Recommender.rank_many."""
        if not queries:
            return []
        self._vectors.rows("taste", list({movie for query in queries for movie in query}))
        rankings = [self.ask(query, popularity) for query in queries]
        filters = [MovieFilter(exclude=self._never(query, (), popularity)) for query in queries]
        pool = max(k, POOL) if diversity > 0 and k > 0 else k
        lists = self._candidates.best_of_many(rankings, pool, [self._new.aside(one) for one in filters])
        if diversity > 0:
            self._vectors.rows("likeness", list({movie for found in lists for movie in found.ids}))
            lists = [
                found.chosen(mmr_order(found.scores, self._vectors.rows("likeness", found.ids), k, diversity))
                for found in lists
            ]
        if not self._new.are_apart(MovieFilter()):
            return lists
        return [
            self._new.with_new(one, found, [0] * len(found), k, wanted, self._explainer.least_worthwhile(one))[0]
            for one, found, wanted in zip(rankings, lists, filters, strict=True)
        ]

    def ask(self, weights: Mapping[int, float], popularity: float) -> Ranking:
        """The query, ready to score films."""
        ids = list(weights)
        self._vectors.require(ids)
        return self._candidates.model.ask(
            np.array(self._vectors.places(ids), np.int64),
            self._vectors.rows("taste", ids),
            self._vectors.log_weights(ids),
            np.array([weights[i] for i in ids], np.float32),
            popularity,
        )

    def _never(self, weights: Mapping[int, float], hidden: Collection[int], popularity: float) -> frozenset[int]:
        """The films that are never returned, whatever their score."""
        famous = frozenset() if any(w > 0 for w in weights.values()) else self._titles.well_known(popularity)
        return frozenset(weights) | frozenset(hidden) | famous

    def _shared_out(
        self, ranking: Ranking, tastes: Tastes, found: Scored, k: int, diversity: float
    ) -> tuple[Scored, list[int]]:
        """The `k` of the candidates that make the list, in its order, and the taste of each."""
        if not len(found):
            return found, []
        if len(tastes.shares) == 1 and diversity <= 0:
            return found.first(k), [0] * min(k, len(found))
        rows = self._vectors.rows("likeness", found.ids) if diversity > 0 else None
        _, parts = ranking.terms(self._vectors.at(found.rows), found.rows)
        order, numbers = share_out(tastes, found.scores, parts, k, diversity=diversity, rows=rows)
        return found.chosen(order), numbers


def _pool(tastes: Tastes, diversity: float) -> int:
    """How many of the best films a list is chosen from."""
    return _PARTED if len(tastes.shares) > 1 else POOL if diversity > 0 else 0


def excluding(movie_filter: MovieFilter, ids: frozenset[int]) -> MovieFilter:
    """The same filter, without these films too."""
    return msgspec.structs.replace(movie_filter, exclude=movie_filter.exclude | ids)
