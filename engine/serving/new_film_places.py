"""New films among the others: at most one place in twenty, so that what nobody rated never floods a list.

A new film (engine.movies.FIRST_NEW_ID) stands where its score puts it, once the cap allows one there. Its score lacks
what pairs of films say, so one place of twenty is kept for a film that fits well but scores less than those around it:
otherwise hardly anybody would ever see one. Where a filter leaves too few other films, new ones fill the list. Films
that a person added by hand are that person's own choice, and not counted here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from engine.film_scores import Ranking, Rows
from engine.movies import FIRST_NEW_ID, MovieFilter
from engine.serving.candidates import Candidates, Scored
from engine.serving.new_film_share import EACH, allowed
from engine.serving.tastes import Tastes
from engine.serving.version_vectors import VersionVectors


def woven(known: NDArray[Any], new: NDArray[Any], k: int, worthwhile: int) -> list[int]:
    """The list of `k` films (all, if there are fewer) of the `known` ones and the `new` ones, given by their scores in
    list order: n stands for the n-th known film, len(known) + n for the n-th new one.

    A new film comes before the first known one that scores less, as far as the cap allows; of the first `worthwhile`
    new ones, each has the last place that the cap allots it in any case. What is missing at the end are new films.
    """
    order: list[int] = []
    used = at = 0
    while len(order) < k and at < len(known):
        place = len(order) + 1
        is_kept = place % EACH == 0 and used < min(worthwhile, place // EACH)
        if used < min(len(new), allowed(place)) and (is_kept or new[used] > known[at]):
            order.append(len(known) + used)
            used += 1
        else:
            order.append(at)
            at += 1
    return [*order, *(len(known) + one for one in range(used, len(new)))][: max(k, 0)]


def hits_with_new(
    known: Sequence[tuple[int, float]], new: Sequence[tuple[int, float]], k: int
) -> list[tuple[int, float]]:
    """A list of `k` films of the `known` and the `new` ones, each as (movie id, score), best first."""
    both = [*known, *new]
    scores = np.array([score for _, score in both], np.float32)
    return [both[place] for place in woven(scores[: len(known)], scores[len(known) :], k, 0)]


class NewFilms:
    """The new films of one version. Raises StoreError if they cannot be searched."""

    def __init__(self, ids: NDArray[np.int64], candidates: Candidates, vectors: VersionVectors) -> None:
        self._are = np.asarray(ids) >= FIRST_NEW_ID
        self._any = bool(self._are.any())
        self._candidates = candidates
        self._vectors = vectors

    def aside(self, movie_filter: MovieFilter) -> MovieFilter:
        """The same filter without new films, which are searched by themselves; as it is where there are none, or where
        it says itself whether they are wanted."""
        return replace(movie_filter, new=False) if self.are_apart(movie_filter) else movie_filter

    def are_apart(self, movie_filter: MovieFilter) -> bool:
        """Whether a list with that filter has new films to be woven into it."""
        return self._any and movie_filter.new is None

    def among(self, rows: Rows, movie_filter: MovieFilter) -> NDArray[np.bool_]:
        """(n) which of the films at these row indices are to be woven into a list with that filter."""
        return self._are[rows] & self.are_apart(movie_filter)

    def wanted(self, k: int, known: int) -> int:
        """How many new films to search for a list of `k` that has `known` others."""
        return max(allowed(k), k - known)

    def with_new(
        self,
        ranking: Ranking,
        found: Scored,
        numbers: Sequence[int],
        k: int,
        movie_filter: MovieFilter,
        least: float,
        tastes: Tastes | None = None,
    ) -> tuple[Scored, list[int]]:
        """The list `found` with new films in it, and the taste of each film, `numbers` being those of the ones that are
        there. A new film that scores `least` or more is worth a place; without a like, none is but to fill the list."""
        if not self.are_apart(movie_filter) or k < 1:
            return found, list(numbers)
        enough = len(found) - int(ranking.too_few(found.rows).sum()) if len(found) else 0
        new = self._candidates.best(ranking, self.wanted(k, enough), replace(movie_filter, new=True))
        if not len(new):
            return found, list(numbers)
        if (ranking.strengths > 0).any():
            order = woven(found.scores[:enough], new.scores, k, int((new.scores >= least).sum()))
        else:
            order = [*range(enough), *(enough + one for one in range(len(new)))]
        both = _joined(found, enough, new)
        chosen = [*order, *range(enough + len(new), len(both))][:k]
        theirs = self._tastes_of(ranking, new, tastes)
        named = [*numbers[:enough], *theirs, *numbers[enough:]]
        return both.chosen(chosen), [named[place] for place in chosen]

    def _tastes_of(self, ranking: Ranking, new: Scored, tastes: Tastes | None) -> list[int]:
        """The taste that speaks most for each of the films."""
        if tastes is None or len(tastes.shares) == 1:
            return [0] * len(new)
        _, parts = ranking.terms(self._vectors.at(new.rows), new.rows)
        own = np.stack([parts[:, tastes.of == taste].sum(axis=1) for taste in range(len(tastes.shares))])
        chosen: list[int] = own.argmax(axis=0).tolist()
        return chosen


def _joined(found: Scored, enough: int, new: Scored) -> Scored:
    """The `new` films behind the first `enough` of those that were `found`."""
    return Scored(
        np.concatenate([found.rows[:enough], new.rows, found.rows[enough:]]).astype(np.int64),
        [*found.ids[:enough], *new.ids, *found.ids[enough:]],
        np.concatenate([found.scores[:enough], new.scores, found.scores[enough:]]),
    )
