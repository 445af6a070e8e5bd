"""Retrieval and ranking: vector search brings candidates, and the whole score puts them in order.

The candidates are the films that the vectors put first and, of the films in the liked films' pair rows, those that the
terms beside the vectors put first, both filtered. On ml-1m, ml-latest-small and ml-100k their first 20 are those of
ranking the whole catalogue in 99% of queries and more, with filters too (tests/benchmarks/candidate_numbers.py).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.artifact import Artifact
from engine.film_columns import FilmColumns, Mask, admitted_rows
from engine.film_scores import ARRAYS, Ranking, RankingModel, covariance_of
from engine.movies import FIRST_NEW_ID, MovieFilter
from engine.serving.failover import Failover
from engine.serving.version_vectors import VersionVectors
from engine.stores.interfaces import Floats, VectorStore
from engine.titles.index import TitleIndex

BY_VECTOR, BY_PAIRS = 150, 200
"""How many candidates each voice brings at least; of the first, twice as many films as are wanted, if that is more."""
_FAMOUS = 0.5
"""Where the dial holds more than this against fame, the vectors bring three times as many: the order is further from
theirs."""

_NAMED = 5_000
"""Where a filter names more films than this, as one by length does, the version's own vectors are searched: to tell
Milvus Lite the ids of 40,000 films takes .2 s at each search, and these products a fraction of that."""

Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Scored:
    """Candidates, best first: their `rows` in the version's files, their `ids` and their `scores`."""

    rows: Rows
    ids: list[int]
    scores: Floats

    def first(self, k: int) -> Scored:
        return Scored(self.rows[:k], self.ids[:k], self.scores[:k])

    def chosen(self, places: Sequence[int]) -> Scored:
        """The candidates at `places`, in that order."""
        at = np.asarray(places, np.int64)
        return Scored(self.rows[at], [self.ids[place] for place in places], self.scores[at])

    def __len__(self) -> int:
        return len(self.ids)


class Candidates:
    """The candidates of one version. Raises StoreError if no store can be searched."""

    def __init__(
        self,
        artifact: Artifact,
        store: Failover[VectorStore, VectorStore],
        vectors: VersionVectors,
        titles: TitleIndex,
    ) -> None:
        self._artifact = artifact
        self._version = artifact.version
        self._store = store
        self._vectors = vectors
        self._ids = np.asarray(artifact.array("ids"))
        self.model = _model_of(artifact, vectors, titles)

    def best(self, ranking: Ranking, k: int, movie_filter: MovieFilter) -> Scored:
        """The `k` best films that `movie_filter` admits, or as many as there are."""
        if k < 1:
            return Scored(np.zeros(0, np.int64), [], np.zeros(0, np.float32))
        wanted = _wanted([ranking], k)
        hits = self._hits_here(ranking, wanted, movie_filter)
        if hits is None:
            hits = self._store.call(
                lambda store: store.search(self._version, "taste", ranking.search_vector, wanted, movie_filter)
            )
        return self._ranked(ranking, hits, k, movie_filter)

    def best_of_many(self, rankings: Sequence[Ranking], k: int, filters: Sequence[MovieFilter]) -> list[Scored]:
        """The same for many rankings, each with a filter, in one search."""
        if k < 1:
            return [self.best(one, 0, MovieFilter()) for one in rankings]
        queries = np.stack([one.search_vector for one in rankings])
        wanted = _wanted(rankings, k)
        found = self._store.call(lambda store: store.search_many(self._version, "taste", queries, wanted, filters))
        return [
            self._ranked(one, hits, k, movie_filter)
            for one, hits, movie_filter in zip(rankings, found, filters, strict=True)
        ]

    def of(self, ids: Sequence[int], movie_filter: MovieFilter) -> list[int]:
        """Those of the films `ids` that the filter admits, in their order."""
        mask = self._admitted(movie_filter)
        if mask is None:
            return list(ids)
        return [movie for movie, place in zip(ids, self._vectors.places(ids), strict=True) if mask[place]]

    def admitted(self, movie_filter: MovieFilter) -> Mask:
        """(M) which films the filter admits, in row order."""
        return admitted_rows(self._ids, lambda: self.columns, self._known_places, movie_filter)

    def _hits_here(self, ranking: Ranking, k: int, movie_filter: MovieFilter) -> list[tuple[int, float]] | None:
        """What the store would find, from the version's own vectors; None where that is for the store to do."""
        if movie_filter.only is None or len(movie_filter.only) <= _NAMED:
            return None
        products = self._vectors.products(ranking.search_vector[None, :])
        if products is None:
            return None
        rows = np.flatnonzero(self.admitted(movie_filter))
        scores = products[rows, 0]
        best = np.lexsort((self._ids[rows], -scores))[:k]
        return list(zip(self._ids[rows[best]].tolist(), scores[best].tolist(), strict=True))

    def _known_places(self, ids: Collection[int]) -> Rows:
        """The rows of those of the films that the version has."""
        places = np.array(self._vectors.places(ids), np.int64)
        return places[places >= 0]

    def _ranked(self, ranking: Ranking, hits: Sequence[tuple[int, float]], k: int, movie_filter: MovieFilter) -> Scored:
        rows = np.array(self._vectors.places([movie for movie, _ in hits]), np.int64)
        matched = ranking.matched(np.array([score for _, score in hits], np.float32), rows)
        admitted = self._admitted(movie_filter)
        rows, matched = self._with(ranking, rows, matched, ranking.best_by_pairs(max(BY_PAIRS, k), admitted))
        best = self._first(ranking, rows, matched, k)
        if ranking.too_few(best.rows).any():
            # Under a narrow filter, the search may bring only films that few people watched: the others go first.
            enough = ~ranking.too_few(np.arange(len(self._ids)))
            known = np.flatnonzero(enough if admitted is None else enough & admitted)
            best = self._first(ranking, *self._with(ranking, rows, matched, known), k)
        return best

    def _with(self, ranking: Ranking, rows: Rows, matched: Floats, more: Rows) -> tuple[Rows, Floats]:
        """The films `rows` with those of `more` that are not among them, and their inner products with the query."""
        found = np.zeros(len(self._ids), bool)
        found[rows] = True
        more = more[~found[more]]
        if not len(more):
            return rows, matched
        return np.concatenate([rows, more]), np.concatenate([matched, self._vectors.at(more) @ ranking.query.vector])

    def _first(self, ranking: Ranking, rows: Rows, matched: Floats, k: int) -> Scored:
        scores = ranking.scores(matched, rows)
        ids = self._ids[rows]
        order = np.lexsort((ids, -scores))[:k]
        return Scored(rows[order], ids[order].tolist(), scores[order])

    def _admitted(self, movie_filter: MovieFilter) -> Mask | None:
        """(M) which films the filter admits; None if all."""
        if movie_filter == MovieFilter():
            return None
        return self.admitted(movie_filter)

    @cached_property
    def columns(self) -> FilmColumns:
        """The films' years and genres, in row order. Raises ArtifactError if they cannot be read."""
        return FilmColumns.of_version(self._artifact)


def _wanted(rankings: Sequence[Ranking], k: int) -> int:
    """How many films the vectors are to bring for lists of `k`."""
    far = any(ranking.stop.fame > _FAMOUS for ranking in rankings)
    return max((3 if far else 1) * BY_VECTOR, 2 * k)


def _model_of(artifact: Artifact, vectors: VersionVectors, titles: TitleIndex) -> RankingModel:
    """The version's ranking; what earlier releases did not write is made from what they did."""
    arrays: dict[str, NDArray[Any]] = {name: artifact.array(name) for name in ARRAYS if artifact.has(name)}
    query = artifact.tensors("query")
    if "watchers" not in arrays:
        arrays["watchers"] = titles.n_ratings(np.asarray(arrays["ids"]))
    if "bias" not in arrays:
        arrays["bias"] = vectors.biases()
    if "covariance" not in query:
        query["covariance"] = covariance_of(vectors.sample)
    if int(arrays["ids"][-1]) >= FIRST_NEW_ID and artifact.has("neighbors"):
        arrays["neighbors"] = artifact.array("neighbors")
    return RankingModel.of(arrays, {"query": query})
