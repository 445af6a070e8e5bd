"""Importance neighborhoods: the movies that short random walks from a movie visit most (Ying et al. 2018, PinSage).

Walks go movie -> user -> movie. The same graph and seed give the same walks on any number of cores: one thread draws
them all, because which of several threads draws which walk depends on the machine's load (seen with DGL 1.1.3).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from engine.model.graph import MOVIE, USER, Graph

import dgl  # isort: skip  (graph sets DGL's environment first)
import torch  # isort: skip

_AT_ONCE = 8_192
"""How many movies have their walks drawn together: 100 walks each take some 40 MB."""


@dataclass(frozen=True)
class Walks:
    """How neighborhoods are drawn: `count` walks from each movie, each of up to `length` movie-user-movie hops, ended
    after each hop with probability `restart`; the `neighbors` most visited movies are kept."""

    count: int = 100
    neighbors: int = 20
    length: int = 2
    restart: float = 0.5


def draw_visits(graph: Graph, walks: Walks, seed: int) -> sparse.csr_array:
    """(movies, movies) how often the walks from each row's movie ended a hop at each of its top neighbors.

    A movie is not its own neighbor; a movie that nobody watched, or whose watchers watched nothing else, has an
    empty row.
    """
    movies = graph.num_nodes(MOVIE)
    sampler = dgl.sampling.PinSAGESampler(
        graph, MOVIE, USER, walks.length, walks.restart, walks.count, walks.neighbors + 1
    )
    sources, targets, visits = [], [], []
    with _one_thread():
        dgl.seed(seed)
        for start in range(0, movies, _AT_ONCE):
            drawn = sampler(torch.arange(start, min(start + _AT_ONCE, movies)))
            source, target = drawn.edges()
            sources.append(source.numpy())
            targets.append(target.numpy())
            visits.append(drawn.edata["weights"].numpy())
    source, target, visit = (np.concatenate(parts) for parts in (sources, targets, visits))
    other = source != target
    matrix = sparse.csr_array((visit[other].astype(np.float32), (target[other], source[other])), shape=(movies, movies))
    return most_visited(matrix, walks.neighbors)


@contextmanager
def _one_thread() -> Iterator[None]:
    """One DGL thread inside the block. DGL and torch may share one OpenMP runtime, so both counts are restored."""
    before, torch_before = dgl.utils.get_num_threads(), torch.get_num_threads()
    dgl.utils.set_num_threads(1)
    try:
        yield
    finally:
        dgl.utils.set_num_threads(before)
        torch.set_num_threads(torch_before)


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
