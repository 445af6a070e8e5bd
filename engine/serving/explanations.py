"""Explanations of a recommendation: which liked films contributed, by what share, and what the data say of them.

Pure functions of the recommender's results; nothing is fetched here.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from engine.movies import Movie

if TYPE_CHECKING:
    from numpy.typing import NDArray

_CLEAR, _CONVINCING = 3.0, 2.0
"""Odds ratios. Two films drawn at random reach 2 to 3.5 in the median, because whoever watched one film watches more
than others do (tests/benchmarks/chance_reasons.py). What sets a pair apart is that the version kept it, as one of the
strongest of models that discount this; the odds only sort out what a person would not believe."""
_FEWEST = 5
"""That fewer people watched both films may be chance."""
_FEWEST_OF_ALL = 0.03
"""Shares are kept in half percents, which is too coarse below this one, and "2 of 100" convinces nobody."""
_COUNTS = 0.25


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One opinion's exact term in a score. `usual` is that term's mean over the catalogue."""

    movie: Movie
    part: float
    usual: float = 0.0
    weight: float = 1.0
    """The opinion's weight: positive for a like, negative for a dislike."""
    together: float | None = None
    """The share (0 to 1) of the users who watched the marked film that watched the recommended one too; None where the
    version did not keep the pair."""
    profile: str = ""
    """Whose opinion it is, in a list for several people (see engine.serving.together); else empty."""


class PersonFit(msgspec.Struct, frozen=True, kw_only=True):
    """What a film in a list for several people is to one of them: how well it suits them (0 to 100), and their share of
    everybody's fit; the shares of one film add up to 1."""

    profile: str
    fit: float
    share: float


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """What a person can be told of a film and another one, `movie`: a film that they like, or that they asked about.

    `together` is as in Part, and only set if it is convincing (see `is_convincing`); `common` are the traits that the
    two films share and few others have (see engine.serving.rare_traits).
    """

    movie: Movie
    together: float | None = None
    common: tuple[str, ...] = ()


class SharedDirector(msgspec.Struct, frozen=True, kw_only=True):
    """The director `name` made both the recommended film and `movie`: one that the person likes, or asked about."""

    name: str
    movie: Movie


class Recommendation(msgspec.Struct, frozen=True, kw_only=True):
    """A film and its explanation: score = base + sum of parts, to 1e-4 (`why` is empty if it was not requested).

    `score`, `base` (what does not depend on a single opinion: popularity) and the parts are in standard deviations of
    this person's scores; `usual_base` is the mean of `base` over the catalogue, for a new film (Movie.is_new) `base`
    itself, as nobody knows how popular it is. `bar` is the fit, from 0 (no better for this person than the usual film)
    to 100, which means the same in every list (see engine.serving.fit_scale). `taste` is the number of the person's
    taste for which the film is in the list (see engine.serving.tastes), `taste_films` are the likes that are typical of
    it, the most typical first; they are empty if the list has one taste only.
    """

    movie: Movie
    score: float
    base: float
    why: tuple[Part, ...] = ()
    usual_base: float = 0.0
    bar: float = 0.0
    everybody: float | None = None
    """The share (0 to 1) of all users of the data set who watched the film; None if it is not known."""
    reason: Reason | None = None
    """The best that can be told of it and one liked film; None if nothing convinces."""
    taste: int = 0
    taste_films: tuple[Movie, ...] = ()
    director: SharedDirector | None = None
    """Known only after `movierec enrich`, and never part of the score."""
    people: tuple[PersonFit, ...] = ()
    """In a list for several people, what the film is to each of them; all else is then theirs together (see
    engine.serving.together)."""


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """One term's share in a recommendation, a whole percentage. `movie` is the marked film, None for popularity;
    `profile` says who marked it, in a list for several people."""

    movie: Movie | None
    percent: int
    weight: float = 1.0
    profile: str = ""


def parts_of(
    movies: Mapping[int, Movie],
    weights: Mapping[int, float],
    parts: NDArray[Any],
    usual: NDArray[Any],
    together: NDArray[Any],
) -> tuple[Part, ...]:
    """`parts` (in the order of `weights`) as Part objects, largest first; `together` is NaN for an unknown share."""
    named = [
        Part(
            movie=movies[movie],
            part=float(part),
            usual=float(mean),
            weight=weight,
            together=None if math.isnan(share) else float(share),
        )
        for (movie, weight), part, mean, share in zip(weights.items(), parts, usual, together, strict=True)
    ]
    return tuple(sorted(named, key=lambda part: -part.part))


def shares(recommendation: Recommendation) -> list[Share]:
    """The shares of the terms that exceed their catalogue means, in percent of the total excess, largest first.

    They add up to 100, the popularity term included; terms that round to 0 are omitted. Empty for a film that fits no
    better than the usual one: what speaks against it then outweighs whatever speaks for it.
    """
    terms: list[tuple[float, Part | None]] = [(part.part - part.usual, part) for part in recommendation.why]
    terms.append((recommendation.base - recommendation.usual_base, None))
    if recommendation.bar <= 0 or sum(amount for amount, _ in terms) <= 0:
        return []
    positive = sorted((term for term in terms if term[0] > 0), key=lambda term: -term[0])
    percents = _whole([amount for amount, _ in positive])
    return [
        Share(movie=None, percent=percent)
        if part is None
        else Share(movie=part.movie, percent=percent, weight=part.weight, profile=part.profile)
        for percent, (_, part) in sorted(zip(percents, positive, strict=True), key=lambda pair: -pair[0])
        if percent > 0
    ]


def reason_of(
    parts: Sequence[Part], everybody: float | None, in_common: Callable[[Movie], tuple[str, ...]]
) -> Reason | None:
    """What to tell of a film, given its `parts` and what it has `in_common` with a film (rare traits only).

    The liked film with the largest part is named if what the data say of the two is clear, else the next one, as long
    as its part is a quarter of the largest or more. If no pair is clear, the first that convinces is named, and if
    there is none, the first film that shares a rare trait.
    """
    speaking = sorted((p for p in parts if p.weight > 0 and p.part > p.usual), key=lambda p: p.usual - p.part)
    counting = [p for p in speaking if p.part - p.usual >= _COUNTS * (speaking[0].part - speaking[0].usual)]
    odds = [odds_ratio(part.together, everybody, part.movie.n_ratings) for part in counting]
    for least in (_CLEAR, _CONVINCING):
        for part, ratio in zip(counting, odds, strict=True):
            if ratio >= least:
                return Reason(movie=part.movie, together=part.together, common=in_common(part.movie))
    for part in counting:
        if common := in_common(part.movie):
            return Reason(movie=part.movie, common=common)
    return None


def is_convincing(together: float | None, everybody: float | None, watchers: int) -> bool:
    """Whether it tells something that the share `together` of a film's `watchers` watched another film, which the share
    `everybody` of all users watched: the odds must be twice as high.

    Odds treat a film that half of all watched and one that few watched alike, where a ratio of the shares cannot be 2
    for the one and says nothing at 2 for the other.
    """
    return odds_ratio(together, everybody, watchers) >= _CONVINCING


def odds_ratio(together: float | None, everybody: float | None, watchers: int) -> float:
    """The odds that one of a film's `watchers` watched another film over those that anybody did, given as shares; 0 if
    they are not known, or of too few people to tell."""
    if together is None or math.isnan(together) or not everybody or everybody >= 1:
        return 0.0
    if together < _FEWEST_OF_ALL or together * watchers < _FEWEST:
        return 0.0
    return together * (1 - everybody) / (everybody * (1 - together)) if together < 1 else math.inf


def _whole(amounts: Sequence[float]) -> list[int]:
    """`amounts` as whole percentages that add up to 100 (largest remainder method), in the given order."""
    total = sum(amounts)
    exact = [100 * amount / total for amount in amounts]
    whole = [int(percent) for percent in exact]
    by_remainder = sorted(range(len(exact)), key=lambda i: whole[i] - exact[i])
    for i in by_remainder[: 100 - sum(whole)] if exact else []:
        whole[i] += 1
    return whole
