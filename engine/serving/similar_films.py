"""Films similar to one film: those near it in the space of likeness, and of these rather the ones that its watchers
chose too.

The score is (cosine + share * closeness) / (1 + share), at most 1: the cosine of the two films in the space of
likeness, and how close they are as a pair (`pair_closeness`), which counts the more the more people watched the film
(`pairs_share`). How good that is, tests/benchmarks/siblings.py measures (docs/evaluation.md).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from engine.film_scores import RankingModel
from engine.movies import Movie, MovieFilter
from engine.serving.audience import is_for_adults, is_for_children
from engine.serving.candidates import Candidates
from engine.serving.version_vectors import VersionVectors
from engine.stores.interfaces import Floats
from engine.titles.index import TitleIndex

_PAIRS, _TRUSTED, _RESTRAINT = 0.35, 200.0, 0.3
"""The pairs of a film that very many people watched count `_PAIRS`, those of one that `_TRUSTED` watched half of that:
of little data, titles say more of siblings than pairs do."""
_SAME_GENRES = 0.2
"""What equal genres add for a children's film: its watchers were seldom children, and what they watched tells less."""
_FOUND = 100
"""How many films the search for near ones brings at least; twice as many as are wanted, if that is more."""
_COMPANY = 10
"""How many of a film's nearest films say whom it is for."""

Hits = Sequence[tuple[int, float]]


def pair_closeness(model: RankingModel, row: int) -> tuple[NDArray[np.int32], Floats]:
    """The films of the pair row of the film at `row`, and how close each is to it by that (0 to 1): its pair weight,
    held against fame, relative to the highest."""
    if model.pairs is None:
        return np.zeros(0, np.int32), np.zeros(0, np.float32)
    some = model.pairs.films[row] >= 0
    films = model.pairs.films[row][some]
    weights = model.pairs.weights[row][some] * np.exp(-_RESTRAINT * model.log_watchers[films])
    closeness: Floats = (weights / (weights.max(initial=0.0) or 1.0)).astype(np.float32)
    return films, closeness


def pairs_share(model: RankingModel, row: int) -> float:
    """How much the pairs of the film at `row` count beside its likeness."""
    watchers = float(model.watchers[row])
    return _PAIRS * watchers / (watchers + _TRUSTED) if model.pairs is not None else 0.0


class SimilarFilms:
    """Ranks what a search in the space of likeness has found."""

    def __init__(self, candidates: Candidates, vectors: VersionVectors, titles: TitleIndex) -> None:
        self._candidates = candidates
        self._model: RankingModel = candidates.model
        self._vectors = vectors
        self._titles = titles

    def wanted(self, k: int) -> int:
        """How many films to search for if `k` are wanted."""
        return max(_FOUND, 2 * k)

    def ranked(
        self, movie: Movie, vector: Floats, hits: Hits, k: int, movie_filter: MovieFilter
    ) -> list[tuple[int, float]]:
        """The `k` films most similar to `movie`, best first, of the `hits` of a search with `movie_filter` (movie id,
        cosine) and the films of its pair row that the filter admits. `vector` (L) is the film's in the space of
        likeness."""
        found = dict(hits)
        (row,) = self._vectors.places([movie.id])
        pairs = self._pairs_of(row)
        more = self._candidates.of([other for other in pairs if other not in found], movie_filter)
        if more:
            near = self._vectors.rows("likeness", more) @ vector
            found |= dict(zip(more, near.tolist(), strict=True))
        share = pairs_share(self._model, row)
        score = {other: (near + share * pairs.get(other, 0.0)) / (1 + share) for other, near in found.items()}
        if pairs and is_for_children(movie) and not movie_filter.genres:
            score = self._for_children(movie, score)
        order = sorted(score, key=lambda other: (-score[other], other))
        return [(other, score[other]) for other in order[:k]]

    def _pairs_of(self, row: int) -> dict[int, float]:
        """How close the films of the pair row of the film at `row` are to it, by movie id."""
        films, closeness = pair_closeness(self._model, row)
        return dict(zip(self._vectors.ids_at(films), closeness.tolist(), strict=True))

    def _for_children(self, movie: Movie, score: Mapping[int, float]) -> dict[int, float]:
        """The scores without films for adults, those of films with the same genres raised."""
        return {
            film.id: (score[film.id] + _SAME_GENRES * _overlap(movie, film)) / (1 + _SAME_GENRES)
            for film in self._titles.movies(score)
            if not is_for_adults(film, partial(self._company, film))
        }

    def _company(self, movie: Movie) -> list[Movie]:
        """The films that the watchers of `movie` chose most often for what they are."""
        (row,) = self._vectors.places([movie.id])
        pairs = self._pairs_of(row)
        return self._titles.movies(sorted(pairs, key=lambda other: -pairs[other])[:_COMPANY])


def _overlap(movie: Movie, other: Movie) -> float:
    """The Jaccard index of the two films' genres."""
    mine, others = set(movie.genres), set(other.genres)
    return len(mine & others) / max(len(mine | others), 1)
