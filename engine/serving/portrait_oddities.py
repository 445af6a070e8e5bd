"""Which liked films are unusual: those that few people watched, and those that have little to do with the others."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence

import numpy as np
from numpy.typing import NDArray

from engine.movies import Movie

Vectors = Callable[[Sequence[int]], NDArray[np.floating]]
"""From ids (n) to the films' vectors in the space of likeness (n, L), of norm at most 1."""

TOLD = 5
"""The most unusual films that are told."""
_FEW = 0.25
"""Films are watched by few if they are among the least watched ones with this share of all watching."""
_FEWEST_OTHERS = 8
"""Liked films below which nothing stands apart from them."""
_COMPARED = 2000
"""The most films that are compared with each other: 2,000 take 16 MB."""
_KIN = 3
"""A film is as far from the others as it is from this many nearest ones: one of several tastes is no stranger."""


def uncommon(liked: Sequence[Movie], counts: NDArray[np.int64]) -> tuple[Movie, ...]:
    """All films of `liked` that few people watched, the least watched first. `counts` (M): how often each film of the
    catalogue was watched."""
    least = np.sort(counts)
    watching = np.cumsum(least)
    within = int(np.searchsorted(watching, _FEW * watching[-1], side="right")) if len(watching) else 0
    if not within or not watching[-1]:
        return ()
    limit = int(least[within - 1])
    return tuple(sorted((movie for movie in liked if movie.n_ratings <= limit), key=lambda movie: movie.n_ratings))


def apart(liked: Sequence[Movie], without: Container[int], vectors: Vectors) -> tuple[Movie, ...]:
    """The films of `liked`, newest first, that are least like the others, the strangest first: some of many, none of
    few. Those `without` (ids), of which too little is known, are not told."""
    some = list(liked[:_COMPARED])
    if len(some) < _FEWEST_OTHERS:
        return ()
    rows = np.asarray(vectors([movie.id for movie in some]), np.float32)
    near = rows @ rows.T
    np.fill_diagonal(near, -np.inf)
    kin = np.sort(np.partition(near, -_KIN, axis=1)[:, -_KIN:], axis=1).mean(axis=1)
    strangest = [some[int(place)] for place in np.argsort(kin, kind="stable")[: len(some) // 3]]
    return tuple(movie for movie in strangest if movie.id not in without)[:TOLD]
