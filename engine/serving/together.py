"""A list for several people: the films that suit all of them, best first, each with what it is to whom.

Every film is scored for every person as in that person's own list, put on the person's scale of fit
(engine.serving.fit_scale), on which people can be compared, and the fits are blended (engine.serving.blending). Whoever
likes nothing yet is given what most people watch, as in a list of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from msgspec.structs import replace

from engine.film_scores import Ranking, Rows
from engine.movies import MovieFilter
from engine.serving.blending import blended, without_misery, worth
from engine.serving.candidates import Candidates, Scored
from engine.serving.diversity import POOL, mmr_order
from engine.serving.explainer import Explainer
from engine.serving.explanations import Recommendation
from engine.serving.film_records import FilmRecords
from engine.serving.fit_scale import NEW_FILMS
from engine.serving.mark_matching import Taste
from engine.serving.new_film_places import NewFilms, woven
from engine.serving.tastes import find_tastes
from engine.serving.version_vectors import VersionVectors
from engine.stores.interfaces import Floats

FEWEST, MOST = 2, 5
"""How many people a list can be for."""
_BROUGHT = 1000
"""How many films each person's own search brings, where the version's vectors are only in the store."""
_ONE_TASTE = find_tastes(np.zeros((0, 0), np.float32), np.zeros(0))

Ask = Callable[[Mapping[int, float], float], Ranking]
"""From opinions (film id to weight) and the popularity dial to a ranking."""


class Together:
    """The lists for several people of one version. Raises StoreError if neither a store nor its files can answer."""

    def __init__(
        self,
        ask: Ask,
        candidates: Candidates,
        vectors: VersionVectors,
        explainer: Explainer,
        films: FilmRecords,
        new: NewFilms,
    ) -> None:
        self._ask = ask
        self._candidates = candidates
        self._vectors = vectors
        self._explainer = explainer
        self._films = films
        self._new = new

    def best(
        self, people: Mapping[str, Taste], k: int, movie_filter: MovieFilter, popularity: float, diversity: float
    ) -> list[Recommendation]:
        """The `k` best films for `people` (profile to taste), fewer if fewer are better than the usual film for each of
        them. None that anybody has an opinion on, has seen or hidden is among them."""
        rankings = [self._ask(taste.opinions, popularity) for taste in people.values()]
        known = [taste.hidden | taste.seen | frozenset(taste.opinions) for taste in people.values()]
        wanted = replace(movie_filter, exclude=movie_filter.exclude.union(*known))
        rows, scores = self._scored(rankings, wanted)
        scales = [self._explainer.scale(ranking) for ranking in rankings]
        fits = np.stack([scale.fits(one) for scale, one in zip(scales, scores, strict=True)])
        fine = without_misery(fits)
        rows, scores, value = rows[fine], scores[:, fine], worth(fits[:, fine])
        order = np.lexsort((rows, -scores.mean(axis=0), -value))
        is_new = self._new.among(rows[order], movie_filter)
        order, new = order[~is_new], order[is_new]
        if diversity > 0 and len(order):
            pool = order[: max(k, POOL)]
            likeness = self._vectors.rows("likeness", self._vectors.ids_at(rows[pool]))
            order = pool[mmr_order(value[pool].astype(np.float32), likeness, k, diversity)]
        places = woven(value[order], value[new], k, int((value[new] >= NEW_FILMS).sum()))
        order = np.concatenate([order, new])[places]
        return self._explained(people, rankings, rows[order], scores[:, order])

    def _scored(self, rankings: list[Ranking], movie_filter: MovieFilter) -> tuple[Rows, Floats]:
        """The rows (n) of the films that may be listed, and their scores (people, n): all that the filter admits, or,
        where the vectors are only in the store, those that each person's own search brings."""
        queries = np.stack([ranking.query.vector for ranking in rankings])
        products = self._vectors.products(queries)
        if products is not None:
            rows = np.flatnonzero(self._candidates.admitted(movie_filter))
            matched = products[rows]
        else:
            found = [self._candidates.best(ranking, _BROUGHT, movie_filter).rows for ranking in rankings]
            rows = np.unique(np.concatenate(found))
            matched = self._vectors.at(rows) @ queries.T if len(rows) else np.zeros((0, len(queries)), np.float32)
        return rows, np.stack([one.scores(matched[:, place], rows) for place, one in enumerate(rankings)])

    def _explained(
        self, people: Mapping[str, Taste], rankings: list[Ranking], rows: Rows, scores: Floats
    ) -> list[Recommendation]:
        """The films `rows` (n), whose `scores` (people, n) are given, with what they are to each person."""
        ids = self._vectors.ids_at(rows)
        marked = [movie for taste in people.values() for movie in taste.opinions]
        movies = {movie.id: movie for movie in self._films.of(list(dict.fromkeys([*ids, *marked])))}
        lists = [
            self._explainer.ranked(
                ranking, taste.opinions, movies, Scored(rows, ids, own), _ONE_TASTE, [0] * len(ids), why=True
            )
            for taste, ranking, own in zip(people.values(), rankings, scores, strict=True)
        ]
        films = [blended(dict(zip(people, of_each, strict=True))) for of_each in zip(*lists, strict=True)]
        return [replace(film, reason=self._explainer.reason(film.movie, film.why)) for film in films]
