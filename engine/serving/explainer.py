"""Puts ranked films and what explains them together: their terms, their fit, and what the data say of them.

One explainer serves one version. The films themselves are given; what it reads are the version's own files.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray

from engine.artifact import Artifact
from engine.film_scores import Ranking, Rows
from engine.movies import Movie
from engine.serving.candidates import Candidates, Scored
from engine.serving.explanations import Part, Reason, Recommendation, is_convincing, parts_of, reason_of
from engine.serving.fit_scale import NEW_FILMS, FitScale
from engine.serving.rare_traits import RareTraits
from engine.serving.tastes import Tastes
from engine.serving.version_vectors import VersionVectors


class Explainer:
    """Raises StoreError if the vectors of the films cannot be read."""

    def __init__(self, artifact: Artifact, vectors: VersionVectors, candidates: Candidates) -> None:
        self._users = artifact.manifest.dataset.users
        self._vectors = vectors
        self._candidates = candidates
        self._pairs = candidates.model.pairs

    def ranked(
        self,
        ranking: Ranking,
        weights: Mapping[int, float],
        movies: Mapping[int, Movie],
        found: Scored,
        tastes: Tastes,
        numbers: Sequence[int],
        *,
        why: bool,
    ) -> list[Recommendation]:
        """The films `found` by `ranking` for the opinions `weights` (film id to weight), in their order; those that
        `movies` (by id, the marked ones too) lacks are passed over. `numbers` says which of the `tastes` each is for.
        Without `why`, neither parts nor reasons."""
        if not len(found):
            return []
        bases, parts = ranking.terms(self._vectors.at(found.rows), found.rows)
        usual_base, usual = ranking.usual_terms(self._vectors.mean)
        together = self._together(ranking.rows, found.rows)
        scale = self.scale(ranking)
        marked = list(weights)
        typical = [tuple(movies[marked[i]] for i in one if marked[i] in movies) for one in tastes.typical]
        answer = []
        for place, (movie_id, score) in enumerate(zip(found.ids, found.scores.tolist(), strict=True)):
            if (movie := movies.get(movie_id)) is None:
                continue
            everybody = self._everybody(movie)
            terms = parts_of(movies, weights, parts[place], usual, together[place]) if why else ()
            answer.append(
                Recommendation(
                    movie=movie,
                    score=score,
                    base=float(bases[place]),
                    why=terms,
                    # Nobody knows how popular a new film is, so that is no reason for it or against it.
                    usual_base=float(bases[place] if movie.is_new else usual_base),
                    bar=min(scale.fit(score), NEW_FILMS) if movie.is_new else scale.fit(score),
                    everybody=everybody,
                    reason=self.reason(movie, terms),
                    taste=numbers[place],
                    taste_films=typical[numbers[place]] if len(typical) > 1 else (),
                )
            )
        return answer

    def scale(self, ranking: Ranking) -> FitScale:
        """The scale of the fit: over the films that could be listed, those with an opinion aside."""
        places = self._vectors.sample_places
        could = ~(ranking.too_few(places) | np.isin(places, ranking.rows))
        scores = ranking.scores(self._vectors.sample @ ranking.query.vector, places)
        return FitScale.of(scores[could] if could.any() else scores)

    def least_worthwhile(self, ranking: Ranking) -> float:
        """The score from which a new film is worth a place in a list: that of the highest fit that is told of one."""
        return self.scale(ranking).score(NEW_FILMS)

    def reason(self, movie: Movie, terms: Sequence[Part]) -> Reason | None:
        """The best that can be told of the film, given the terms of its score; None if nothing convinces."""
        return reason_of(terms, self._everybody(movie), partial(self._common, movie)) if terms else None

    def alike(
        self, like: Movie, movies: Mapping[int, Movie], hits: Sequence[tuple[int, float]]
    ) -> list[Recommendation]:
        """The films `hits` (id, score) that are similar to `like`, in their order."""
        places = np.array(self._vectors.places([movie for movie, _ in hits]), np.int64)
        known = self._together(np.array(self._vectors.places([like.id]), np.int64), places)[:, 0].tolist()
        answer = []
        for (movie_id, score), together in zip(hits, known, strict=True):
            if (movie := movies.get(movie_id)) is None:
                continue
            everybody = self._everybody(movie)
            answer.append(
                Recommendation(
                    movie=movie,
                    score=score,
                    base=score,
                    bar=min(max(100 * score, 0.0), 100.0),
                    everybody=everybody,
                    reason=Reason(
                        movie=like,
                        together=together if is_convincing(together, everybody, like.n_ratings) else None,
                        common=self._common(movie, like),
                    ),
                )
            )
        return answer

    def _together(self, marked: Rows, films: Rows) -> NDArray[np.float64]:
        """(films, marked) the share of each marked film's watchers who watched each of `films`; NaN if unknown."""
        if self._pairs is None:
            return np.full((len(films), len(marked)), np.nan)
        return self._pairs.shares_of(marked, films)

    def _everybody(self, movie: Movie) -> float | None:
        return movie.n_ratings / self._users if self._users and movie.n_ratings else None

    def _common(self, movie: Movie, other: Movie) -> tuple[str, ...]:
        return self._rare.in_common(movie, other)

    @cached_property
    def _rare(self) -> RareTraits:
        return RareTraits(self._candidates.columns)
