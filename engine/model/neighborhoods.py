"""Importance neighborhoods: the movies that short random walks from a movie visit most (Ying et al. 2018, PinSage).

Walks go movie -> user -> movie. A `Sampler` draws them: there is one in torch and one in DGL
(engine.model.sampler_choice). This module makes weights of what either has counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import sparse

from engine.model.sparse_matrix import SparseMatrix


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

    def visits(self, walks: Walks, seed: int) -> SparseMatrix:
        """(movies, movies): how often the walks from each row's movie ended a hop at each column's movie.

        Each row has its `walks.neighbors + 1` largest counts, the movie itself among them if it was visited that
        often; of equal counts the higher columns. The row of a movie that nobody watched is empty. The same seed gives
        the same visits, whatever the number of threads.
        """
        ...


def draw_visits(sampler: Sampler, walks: Walks, seed: int) -> SparseMatrix:
    """(movies, movies) how often the walks from each row's movie ended a hop at each of its top neighbors.

    A movie is not its own neighbor; a movie that nobody watched, or whose watchers watched nothing else, has an
    empty row.
    """
    visits = sampler.visits(walks, seed)
    return most_visited(visits.entries((visits.rows != visits.columns).nonzero().flatten()), walks.neighbors)


def together(draws: Sequence[SparseMatrix]) -> SparseMatrix:
    """The sum of several draws' visits, which have one shape."""
    width = draws[0].width
    places = torch.cat([draw.rows * width + draw.columns for draw in draws])
    found, which = torch.unique(places, return_inverse=True)
    # Sums of counts are exact in any order.
    counts = draws[0].values.new_zeros(len(found)).index_add_(0, which, torch.cat([draw.values for draw in draws]))
    return SparseMatrix.of_entries(found // width, found % width, counts, (len(draws[0]), width))


def most_visited(visits: SparseMatrix, count: int) -> SparseMatrix:
    """The `count` largest entries of each row, which are whole numbers; ties go to the lower columns."""
    counts = visits.values.to(torch.int64)
    most = int(counts.max()) if len(counts) else 0
    order = (visits.rows * (most + 1) + most - counts).argsort(stable=True)
    place = torch.arange(len(order), device=order.device) - visits.starts[visits.rows[order]]
    return visits.entries(order[place < count].sort().values)


def row_stochastic(visits: SparseMatrix) -> SparseMatrix:
    """The visits as weights: each row sums to 1; empty rows stay empty."""
    total = visits.values.new_zeros(len(visits)).index_add_(0, visits.rows, visits.values)
    return replace(visits, values=visits.values / total[visits.rows])


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
