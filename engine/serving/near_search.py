"""Searches the films near a film in the space of likeness, and has them ranked (engine.serving.similar_films)."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from engine.movies import Movie, MovieFilter
from engine.serving.candidates import Candidates
from engine.serving.failover import Failover
from engine.serving.film_records import FilmRecords
from engine.serving.list_ranking import excluding
from engine.serving.new_film_places import NewFilms, hits_with_new
from engine.serving.similar_films import SimilarFilms
from engine.serving.version_vectors import VersionVectors
from engine.stores.interfaces import Floats, VectorStore
from engine.titles.index import TitleIndex


class NearSearch:
    def __init__(
        self,
        version: str,
        store: Failover[VectorStore, VectorStore],
        candidates: Candidates,
        vectors: VersionVectors,
        new: NewFilms,
        films: FilmRecords,
        titles: TitleIndex,
    ) -> None:
        self._version = version
        self._store = store
        self._vectors = vectors
        self._new = new
        self._films = films
        self._similar_films = SimilarFilms(candidates, vectors, titles)

    def many(self, ids: Sequence[int], k: int, movie_filter: MovieFilter) -> list[list[tuple[int, float]]]:
        """For each film, the `k` most similar ones as (movie id, score); one search for all. Raises UnknownMovie."""
        self._vectors.require(ids)
        if k < 1 or not ids:
            return [[] for _ in ids]
        vectors = self._vectors.rows("likeness", ids)
        filters = [excluding(movie_filter, frozenset([movie])) for movie in ids]
        movies = self._films.of(ids)
        if not self._new.are_apart(movie_filter):
            return self._nearest(movies, vectors, k, filters)
        known = self._nearest(movies, vectors, k, [self._new.aside(one) for one in filters])
        most = self._new.wanted(k, min(map(len, known)))
        new = self._nearest(movies, vectors, most, [msgspec.structs.replace(one, new=True) for one in filters])
        return [hits_with_new(*both, k) for both in zip(known, new, strict=True)]

    def _nearest(
        self, movies: Sequence[Movie], vectors: Floats, k: int, filters: Sequence[MovieFilter]
    ) -> list[list[tuple[int, float]]]:
        wanted = self._similar_films.wanted(k)
        found = self._store.call(lambda store: store.search_many(self._version, "likeness", vectors, wanted, filters))
        return [
            self._similar_films.ranked(movie, vector, hits, k, one)
            for movie, vector, hits, one in zip(movies, vectors, found, filters, strict=True)
        ]
