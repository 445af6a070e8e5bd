"""The portrait of a person's taste: their own marks beside what everybody of the data set watches and rates.

Pure functions of films, marks, facts and the version's report. Nothing here says more than the numbers do: where there
is too little to tell, a part is empty.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.artifact import DatasetInfo
from engine.errors import StoreError
from engine.film_columns import FilmColumns
from engine.movies import FIRST_ADDED_ID, Movie
from engine.people.facts_book import FactsBook
from engine.profiles.marks import Mark, stars, weight
from engine.serving.portrait_makers import loved_makers
from engine.serving.portrait_oddities import TOLD, Vectors, apart, uncommon
from engine.serving.portrait_records import GivenStars, StarredFilm, TastePortrait
from engine.serving.portrait_shares import decade_shares, genre_shares
from engine.serving.sureness import expected, measurements, people_measured

_TRUSTED = 10
"""Ratings from which on everybody's mean of one film says something about whoever differs from it."""
_FAR = 0.5
"""Stars from which on one differs from everybody."""
_NAMED = 3
_HALF_STARS = 10


@dataclass(frozen=True)
class Catalogue:
    """What a portrait is held against: the films of a version and how often each was watched (`counts`, in the order of
    `columns`), who made them, how like they are, and how the version was measured."""

    version: str
    dataset: DatasetInfo
    columns: FilmColumns
    counts: NDArray[np.int64]
    movies: Callable[[Iterable[int]], Sequence[Movie]]
    facts: FactsBook | None
    vectors: Vectors
    report: Mapping[str, Any]


def portrait_of(matched: Sequence[tuple[Mark, int | None]], there: Catalogue) -> TastePortrait:
    """The portrait of whoever made these marks, each with the id of its film (None if the version lacks it). Of two
    marks on one film, the newer one counts."""
    newest: dict[int, Mark] = {}
    for mark, movie in sorted(matched, key=lambda pair: pair[0].at, reverse=True):
        if movie is not None:
            newest.setdefault(movie, mark)
    films = {movie.id: movie for movie in there.movies(newest)}
    opinions = {i: mark.opinion for i, mark in newest.items() if mark.opinion is not None and i in films}
    liked = [films[i] for i, opinion in opinions.items() if weight(opinion) > 0]
    given = [StarredFilm(movie=films[i], stars=s) for i, o in opinions.items() if (s := stars(o)) is not None]
    measured = measurements(there.report, there.dataset)
    rated = [movie for movie in liked if movie.id < FIRST_ADDED_ID]  # nobody here could watch the others
    few = uncommon(rated, there.counts)
    return TastePortrait(
        version=there.version,
        marked=len(films),
        liked=len(liked),
        absent=sum(1 for _, movie in matched if movie is None or movie not in films),
        unrated=len(liked) - len(rated),
        decades=decade_shares(rated, there.columns, there.counts) if rated else (),
        genres=genre_shares(rated, there.columns, there.counts) if rated else (),
        makers=None if there.facts is None else loved_makers((one.id for one in liked), there.facts, there.movies),
        stars=given_stars(given) if given else None,
        uncommon=few[:TOLD],
        apart=_apart(rated, few, there.vectors),
        measured=measured,
        expected=expected(measured, len(liked)),
        people=people_measured(there.report),
    )


def given_stars(given: Sequence[StarredFilm]) -> GivenStars:
    """The stars of the films of `given`, beside everybody's of those that have ratings."""
    counts = [0] * _HALF_STARS
    for one in given:
        counts[round(2 * one.stars) - 1] += 1
    compared = [(one, one.movie.mean) for one in given if one.movie.mean is not None]
    if not compared:
        return GivenStars(counts=tuple(counts))
    trusted = [(one.stars - mean, one) for one, mean in compared if one.movie.n_ratings >= _TRUSTED]
    harsh = sorted((pair for pair in trusted if pair[0] <= -_FAR), key=lambda pair: (pair[0], pair[1].movie.id))
    kind = sorted((pair for pair in trusted if pair[0] >= _FAR), key=lambda pair: (-pair[0], pair[1].movie.id))
    spread = [np.array(one.movie.histogram, float) for one, _ in compared if sum(one.movie.histogram)]
    return GivenStars(
        counts=tuple(counts),
        compared=len(compared),
        mean=float(np.mean([one.stars for one, _ in compared])),
        everybody=float(np.mean([mean for _, mean in compared])),
        everybodys_shares=tuple(np.mean([one / one.sum() for one in spread], axis=0).tolist()) if spread else (),
        harshest=tuple(one for _, one in harsh[:_NAMED]),
        kindest=tuple(one for _, one in kind[:_NAMED]),
    )


def _apart(liked: Sequence[Movie], few: Sequence[Movie], vectors: Vectors) -> tuple[Movie, ...]:
    """Those unlike the others; none while no store has the vectors."""
    try:
        return apart(liked, {movie.id for movie in few}, vectors)
    except StoreError:
        return ()
