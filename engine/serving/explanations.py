"""Explanations of a recommendation: which liked films contributed, by what share, and how long its bar is.

Pure functions of the recommender's results; nothing is fetched here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from engine.movies import Movie

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One opinion's exact term in a score. `usual` is that term's mean over the catalogue."""

    movie: Movie
    part: float
    usual: float = 0.0
    weight: float = 1.0
    """The opinion's weight: positive for a like, negative for a dislike."""


class Recommendation(msgspec.Struct, frozen=True, kw_only=True):
    """A film and its explanation: score = base + sum of parts, to 1e-4 (`why` is empty if it was not requested).

    `score`, `base` (the popularity term) and the parts are inner products: they have no unit and are comparable only
    within one list. `usual_base` is the mean of `base` over the catalogue; `bar` runs from 0 (the catalogue's median
    score for this person) to 100 (its best). `taste` is the number of the person's taste for which the film is in the
    list (see engine.serving.tastes), `taste_films` are the likes that are typical of it, the most typical first; they
    are empty if the list has one taste only.
    """

    movie: Movie
    score: float
    base: float
    why: tuple[Part, ...] = ()
    usual_base: float = 0.0
    bar: float = 0.0
    taste: int = 0
    taste_films: tuple[Movie, ...] = ()


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """One term's share in a recommendation, a whole percentage. `movie` is the marked film, None for popularity."""

    movie: Movie | None
    percent: int
    weight: float = 1.0


def parts_of(
    movies: Mapping[int, Movie], weights: Mapping[int, float], parts: NDArray[Any], usual: NDArray[Any]
) -> tuple[Part, ...]:
    """`parts` (in the order of `weights`; empty if they were not requested) as Part objects, largest first."""
    if not len(parts):
        return ()
    named = [
        Part(movie=movies[movie], part=float(part), usual=float(mean), weight=weight)
        for (movie, weight), part, mean in zip(weights.items(), parts, usual, strict=True)
    ]
    return tuple(sorted(named, key=lambda part: -part.part))


def shares(recommendation: Recommendation) -> list[Share]:
    """The shares of the terms that exceed their catalogue means, in percent of the total excess, largest first.

    They add up to 100, the popularity term included; terms that round to 0 are omitted. Empty if no term exceeds its
    mean.
    """
    terms: list[tuple[float, Movie | None, float]] = [
        (part.part - part.usual, part.movie, part.weight) for part in recommendation.why
    ]
    terms.append((recommendation.base - recommendation.usual_base, None, 1.0))
    positive = sorted((term for term in terms if term[0] > 0), key=lambda term: -term[0])
    percents = _whole([amount for amount, _, _ in positive])
    return [
        Share(movie=movie, percent=percent, weight=weight)
        for percent, (_, movie, weight) in sorted(zip(percents, positive, strict=True), key=lambda pair: -pair[0])
        if percent > 0
    ]


def in_common(movie: Movie, other: Movie) -> tuple[str, ...]:
    """What two films have in common, as labels: shared genres, and the decade if it is the same."""
    genres = tuple(genre for genre in movie.genres if genre in other.genres)
    if movie.year is None or other.year is None or movie.year // 10 != other.year // 10:
        return genres
    return (*genres, f"{movie.year // 10 * 10}s")


def median_of(scores: NDArray[Any]) -> float:
    """The median of `scores` (at least one). np.median loads numpy.ma at its first call: 40 ms."""
    import numpy as np

    half = len(scores) // 2
    middle = [half] if len(scores) % 2 else [half - 1, half]
    return float(np.partition(scores, middle)[middle].mean())


def bar(score: float, median: float, best: float) -> float:
    """Where `score` lies between the catalogue's median (0) and its best (100)."""
    if best <= median:
        return 100.0 if score >= best else 0.0
    return min(max((score - median) / (best - median) * 100, 0.0), 100.0)


def _whole(amounts: Sequence[float]) -> list[int]:
    """`amounts` as whole percentages that add up to 100 (largest remainder method), in the given order."""
    total = sum(amounts)
    exact = [100 * amount / total for amount in amounts]
    whole = [int(percent) for percent in exact]
    by_remainder = sorted(range(len(exact)), key=lambda i: whole[i] - exact[i])
    for i in by_remainder[: 100 - sum(whole)] if exact else []:
        whole[i] += 1
    return whole
