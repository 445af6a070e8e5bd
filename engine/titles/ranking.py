"""Ranking films by how close a name of theirs is to what was typed, whether or not that is close enough for a hit.

It tolerates typos, missing accents, and any order of words and article; of equally good matches, the most watched film
comes first. Which of them are hits is decided in engine.titles.index.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.titles.normalization import grams_of
from engine.titles.scoring import ALL_WORDS_MATCH, EXACT, Typed, closeness, typed_variants
from engine.titles.spelling import Spelling
from engine.titles.title_arrays import TitleArrays

LONGEST = 120
"""The characters of a query that count; no more are needed to tell titles apart."""
POPULARITY = 16.0
"""The bonus of the most watched film: enough to make up for one more piece in its name, not for another word."""
_BUDGET = 40_000
"""Most postings read for one query; only the most common trigrams are cut off, and scoring makes up for them."""
_CANDIDATES = 60
_PREFIXED = 40


class Ranked(NamedTuple):
    """A film's number, its score (closeness plus bonuses), and the closeness and the number of its closest name."""

    score: float
    near: float
    film: int
    name: int


class Ranking:
    """Ranks the films of `arrays`."""

    def __init__(self, arrays: TitleArrays) -> None:
        self._arrays = arrays

    def ranked(self, text: str) -> list[Ranked]:
        """The films that may be meant by `text`, and others that share letters with it, best first."""
        variants = typed_variants(text[:LONGEST])
        best: dict[int, Ranked] = {}
        self._improve(best, variants)
        if variants and max((one.near for one in best.values()), default=0.0) < ALL_WORDS_MATCH:
            self._improve(best, list(self.spelling.variants(variants[0])))
        return _lift(sorted(best.values(), key=lambda one: (-one.score, one.film)))

    @cached_property
    def spelling(self) -> Spelling:
        """The words of all names."""
        arrays = self._arrays
        return Spelling(arrays.words(), arrays.popularity[arrays.word_films])

    def _improve(self, best: dict[int, Ranked], variants: Sequence[Typed]) -> None:
        """Add the films that are close to `variants` to `best`, by number, where they score higher than there."""
        arrays = self._arrays
        for typed in variants:
            names = arrays.names_of(self._candidates(typed))
            keys = arrays.keys(names)
            films = arrays.name_films[names]
            fixed = (POPULARITY * arrays.popularity[films]).tolist()
            near = closeness(typed, keys, arrays.name_kinds[names].tolist())
            for name, film, close, popularity in zip(names.tolist(), films.tolist(), near, fixed, strict=True):
                score = close + popularity + (typed.year_bonus(int(arrays.years[film])) if typed.has_year else 0.0)
                old = best.get(film)
                if old is None or score > old.score:
                    best[film] = Ranked(score, close, film, name)

    def _candidates(self, typed: Typed) -> NDArray[Any]:
        """The numbers of films that may match, ascending: by the beginning of a name, or by shared trigrams."""
        return _ascending(np.concatenate([self._starting(typed.key), self._sharing(typed)]))

    def _starting(self, key: str) -> NDArray[Any]:
        arrays = self._arrays
        first, last = arrays.place(key), arrays.place(key + "\U0010ffff")
        films = arrays.name_films[arrays.name_order[first:last]]
        if len(films) > 4 * _PREFIXED:
            films = np.partition(films, 2 * _PREFIXED)[: 2 * _PREFIXED]
        # An exact name comes first in the order; it must be a candidate however few people watched the film.
        exact = arrays.name_films[arrays.name_order[first : min(first + 5, last)]]
        return np.concatenate([exact, _ascending(films)[:_PREFIXED]])

    def _sharing(self, typed: Typed) -> NDArray[Any]:
        arrays = self._arrays
        words = typed.key.split()
        grams = {g for i, w in enumerate(words) for g in grams_of(w, whole=typed.finished or i < len(words) - 1)}
        lists = sorted((arrays.postings(gram) for gram in arrays.find_grams(grams) if gram is not None), key=len)
        if not lists:
            return np.zeros(0, np.int32)
        weights = np.zeros(len(arrays), np.float32)
        read, total = 0, 0.0
        for films in lists:
            weight = float(np.log1p(len(arrays) / len(films)))
            weights[films] += weight
            total += weight
            read += len(films)
            if read > _BUDGET:
                break
        films = np.flatnonzero(weights > 0.4 * weights.max())
        if len(films) > _CANDIDATES:
            worth = weights[films] + 0.15 * total * arrays.popularity[films]
            films = films[np.argpartition(-worth, _CANDIDATES)[:_CANDIDATES]]
        return films


def _ascending(films: NDArray[Any]) -> NDArray[Any]:
    """The different numbers in `films`, ascending. np.unique loads numpy.ma at its first call: 40 ms."""
    ordered = np.sort(films)
    first = np.ones(len(ordered), bool)
    first[1:] = ordered[1:] != ordered[:-1]
    return ordered[first]


def _lift(ranked: list[Ranked]) -> list[Ranked]:
    """`ranked` with the films of exactly that title moved up to third place, however few people watched them.

    While "ma" is being typed, "The Matrix" is likelier than "Ma", but a user who means "Ma" has nothing more to type.
    """
    exact = [one for one in ranked[2:] if one.near >= EXACT]
    if not exact:
        return ranked
    ceiling = ranked[1].score
    lifted = [one._replace(score=min(ceiling, max(one.score, ranked[2].score))) for one in exact]
    return [*ranked[:2], *lifted, *(one for one in ranked[2:] if one.near < EXACT)]
