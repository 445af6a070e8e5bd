"""Which decades and genres somebody likes, beside what everybody watches. Pure functions of films and counts.

Everybody's share counts each film as often as it was watched: a genre with many films that nobody watches is small.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from engine.film_columns import FilmColumns
from engine.movies import Movie
from engine.serving.portrait_records import TasteShare
from engine.serving.rare_traits import FORMATS

_PRIOR = 3.0
"""Films that everybody's share is worth: one liked film of a genre which nobody watches is 1.3 times as many as
expected, not a hundred times; four of them, 2.3 times."""
_MORE, _LESS = 1.3, 0.7
_SOME = 3
"""Liked films below which nothing is said to be more than everybody's."""
_LEAST = 0.005
"""The smallest share of everybody's watching that is told where nothing is liked."""


def decade_shares(liked: Iterable[Movie], columns: FilmColumns, counts: NDArray[np.int64]) -> tuple[TasteShare, ...]:
    """The shares of the decades ("1970s") among the `liked` films, in order of time. `counts` (M): how often each film
    of `columns` was watched. Films without a year do not count."""
    mine = Counter(movie.year // 10 * 10 for movie in liked if movie.year)
    dated = columns.years > 0
    decades = columns.years[dated] // 10 * 10
    watched = {int(d): int(counts[dated][decades == d].sum()) for d in np.unique(decades)}
    every = sum(watched.values())
    return tuple(
        share
        for decade in sorted(watched)
        if _is_told(share := _share(f"{decade}s", mine[decade], mine.total(), watched[decade], every))
    )


def genre_shares(liked: Sequence[Movie], columns: FilmColumns, counts: NDArray[np.int64]) -> tuple[TasteShare, ...]:
    """The shares of the genres among the `liked` films, largest first. A film has several, so that they add up to more
    than 1; films without any do not count."""
    with_genres = [movie for movie in liked if movie.genres]
    mine = Counter(genre for movie in with_genres for genre in set(movie.genres))
    having = {genre: columns.having(genre) for genre in columns.genres}
    some = np.any(list(having.values()), axis=0) if having else np.zeros(len(columns), bool)
    every = int(counts[some].sum())
    found = [
        _share(genre, mine[genre], len(with_genres), int(counts[films].sum()), every)
        for genre, films in having.items()
        if genre not in FORMATS
    ]
    return tuple(sorted(filter(_is_told, found), key=lambda one: (-one.share, -one.everybody, one.name)))


def standing_out(shares: Iterable[TasteShare], most: int = 3) -> tuple[list[TasteShare], list[TasteShare]]:
    """Of what there is clearly more than everybody watches, and clearly less: the clearest first, `most` of each."""
    found = list(shares)
    more = sorted(filter(is_more, found), key=lambda one: -one.times)
    less = sorted((one for one in found if one.times <= _LESS), key=lambda one: one.times)
    return more[:most], less[:most]


def is_more(share: TasteShare) -> bool:
    """Whether that is clearly more than everybody watches."""
    return share.films >= _SOME and share.times >= _MORE


def _is_told(share: TasteShare) -> bool:
    return share.films > 0 or share.everybody >= _LEAST


def _share(name: str, films: int, of: int, watched: int, every: int) -> TasteShare:
    everybody = watched / max(every, 1)
    return TasteShare(
        name=name,
        films=films,
        share=films / max(of, 1),
        everybody=everybody,
        times=(films + _PRIOR) / (of * everybody + _PRIOR),
    )
