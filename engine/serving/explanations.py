"""A recommendation as a person reads it: which liked films carried it, by what share, and how long its bar is.

Pure functions of what the recommender answered; nothing is fetched here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from engine.movies import Movie

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One opinion's exact term of a score. `usual` is the same term's mean over the catalogue."""

    movie: Movie
    part: float
    usual: float = 0.0
    weight: float = 1.0
    """The opinion's weight: positive liked, negative disliked."""


class Recommendation(msgspec.Struct, frozen=True, kw_only=True):
    """A film and why: score = base + sum of parts, to 1e-4 (where `why` was asked for; it is empty otherwise).

    `score`, `base` (popularity's term) and the parts are inner products: they have no unit, and only those of one list
    can be compared. `usual_base` is the mean of `base` over the catalogue; `bar` runs from 0, the catalogue's median
    for this person, to 100, its best.
    """

    movie: Movie
    score: float
    base: float
    why: tuple[Part, ...] = ()
    usual_base: float = 0.0
    bar: float = 0.0


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """A whole percentage of what speaks for a film. `movie` is the marked film, None for popularity."""

    movie: Movie | None
    percent: int
    weight: float = 1.0


def parts_of(
    movies: Mapping[int, Movie], weights: Mapping[int, float], parts: NDArray[Any], usual: NDArray[Any]
) -> tuple[Part, ...]:
    """The parts (in the order of `weights`; none were asked for where there are none), the largest first."""
    if not len(parts):
        return ()
    named = [
        Part(movie=movies[movie], part=float(part), usual=float(mean), weight=weight)
        for (movie, weight), part, mean in zip(weights.items(), parts, usual, strict=True)
    ]
    return tuple(sorted(named, key=lambda part: -part.part))


def shares(recommendation: Recommendation) -> list[Share]:
    """What speaks for the film, the largest first: each term's part above its catalogue mean, in percent.

    The percentages add up to 100, popularity being one of them; terms that round to nothing are left out. Empty
    where nothing speaks for the film more than for others.
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
    """What two films share, in words: their genres, and the decade where they are of one."""
    genres = tuple(genre for genre in movie.genres if genre in other.genres)
    if movie.year is None or other.year is None or movie.year // 10 != other.year // 10:
        return genres
    return (*genres, f"{movie.year // 10 * 10}s")


def bar(score: float, median: float, best: float) -> float:
    """Where `score` lies between the catalogue's median (0) and its best (100)."""
    if best <= median:
        return 100.0 if score >= best else 0.0
    return min(max((score - median) / (best - median) * 100, 0.0), 100.0)


def _whole(amounts: Sequence[float]) -> list[int]:
    """`amounts` as whole percentages that add up to 100 (largest remainders), in the order given."""
    total = sum(amounts)
    exact = [100 * amount / total for amount in amounts]
    whole = [int(percent) for percent in exact]
    by_remainder = sorted(range(len(exact)), key=lambda i: whole[i] - exact[i])
    for i in by_remainder[: 100 - sum(whole)] if exact else []:
        whole[i] += 1
    return whole
