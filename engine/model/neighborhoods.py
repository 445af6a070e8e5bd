"""Importance neighborhoods: the movies that short random walks from a movie visit most (Ying et al. 2018, PinSage).

Walks go movie -> user -> movie. A `Sampler` draws them: there is one in torch and one in DGL
(engine.model.sampler_choice). This module makes weights of what either has counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy import sparse


@dataclass(frozen=True)
class Walks:
    """How neighborhoods are drawn: `count` walks from each movie, each of up to `length` movie-user-movie hops, ended
    after each hop with probability `restart`; the `neighbors` most visited movies are kept."""

    count: int = 100
    neighbors: int = 20
    length: int = 2
    restart: float = 0.5


class Sampler(Protocol):
    """Draws random walks on the graph that it was made for."""

    name: str

    def visits(self, walks: Walks, seed: int) -> sparse.csr_array:
        """(movies, movies) float32: how often the walks from each row's movie ended a hop at each column's movie.

        Each row has its `walks.neighbors + 1` largest counts, the movie itself among them if it was visited that
        often; of equal counts the higher columns. The row of a movie that nobody watched is empty. The same seed gives
        the same visits, whatever the number of threads.
        """
        ...


def draw_visits(sampler: Sampler, walks: Walks, seed: int) -> sparse.csr_array:
    """(movies, movies) how often the walks from each row's movie ended a hop at each of its top neighbors.

    A movie is not its own neighbor; a movie that nobody watched, or whose watchers watched nothing else, has an
    empty row.
    """
    visits = sampler.visits(walks, seed).tocoo()
    other = visits.row != visits.col
    matrix = sparse.csr_array((visits.data[other], (visits.row[other], visits.col[other])), shape=visits.shape)
    return most_visited(matrix, walks.neighbors)


def most_visited(visits: sparse.csr_array, count: int) -> sparse.csr_array:
    """The `count` largest entries of each row; ties go to the lower columns."""
    rows = np.repeat(np.arange(visits.shape[0]), np.diff(visits.indptr))
    order = np.lexsort((visits.indices, -visits.data, rows))
    place = np.arange(len(order)) - visits.indptr[:-1][rows[order]]
    kept = np.sort(order[place < count])
    matrix = sparse.csr_array((visits.data[kept], (rows[kept], visits.indices[kept])), shape=visits.shape)
    matrix.sort_indices()
    return matrix


def row_stochastic(visits: sparse.csr_array) -> sparse.csr_array:
    """The visits as weights: each row sums to 1; empty rows stay empty."""
    total = np.repeat(visits.sum(axis=1), np.diff(visits.indptr))
    weights = visits.copy()
    weights.data = (visits.data / total).astype(np.float32)
    return weights


def as_table(weights: sparse.csr_array, count: int) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """A matrix with at most `count` entries per row as two (movies, count) tables, heaviest first: the neighbors' rows
    and their weights, padded with -1 and 0."""
    rows = np.repeat(np.arange(weights.shape[0]), np.diff(weights.indptr))
    order = np.lexsort((weights.indices, -weights.data, rows))
    place = np.arange(len(order)) - weights.indptr[:-1][rows[order]]
    neighbors = np.full((weights.shape[0], count), -1, np.int32)
    shares = np.zeros((weights.shape[0], count), np.float32)
    neighbors[rows[order], place] = weights.indices[order]
    shares[rows[order], place] = weights.data[order]
    return neighbors, shares
