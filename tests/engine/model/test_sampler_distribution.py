"""Walks have the exact distribution of random walks that end with a given probability, and the neighborhoods that come
of them the distribution of DGL's."""

from __future__ import annotations

import sys

import numpy as np
import pytest
import torch
from scipy import sparse, stats

from engine.model.interactions import Interactions
from engine.model.neighborhoods import Walks, draw_visits, row_stochastic
from engine.model.sampler_choice import open_sampler

needs_dgl = pytest.mark.skipif(sys.version_info >= (3, 13), reason="there is no DGL for this Python")
both = pytest.mark.parametrize("name", ["torch", pytest.param("dgl", marks=needs_dgl)])

FILMS = 14


@pytest.fixture(scope="module")
def graph() -> Interactions:
    """Ten films in a row, each pair of neighbors watched by one user, so that some films are only reached in two or
    three hops; two films that all watchers of the first one watched; one that is watched alone; one by nobody."""
    watched = np.zeros((11, FILMS), np.float32)
    for user in range(9):
        watched[user, [user, user + 1]] = 1
    watched[0, [10, 11]] = 1
    watched[9, [0, 10, 11]] = 1
    watched[10, 12] = 1
    return Interactions(users=np.arange(11), movies=np.arange(FILMS), matrix=sparse.csr_array(watched))


def hops(graph: Interactions) -> np.ndarray:
    """(films, films) the probability that a hop from each film ends at each other one."""
    watched = graph.matrix.toarray().astype(np.float64)
    back = watched.T / np.maximum(watched.sum(0), 1)[:, None]
    return back @ (watched / watched.sum(1)[:, None])


def visits_of(name: str, graph: Interactions, walks: Walks, seed: int = 5) -> np.ndarray:
    return open_sampler(name, graph, torch.device("cpu")).visits(walks, seed).to_scipy().toarray()


def gap(visits: np.ndarray, graph: Interactions, walks: Walks) -> float:
    """How far the visits a walk makes on average are from their expectation: the largest sum over a film's row."""
    expected = sum(
        (1 - walks.restart) ** number * np.linalg.matrix_power(hops(graph), number + 1)
        for number in range(walks.length)
    )
    return float(np.abs(visits / walks.count - expected).sum(1).max())


@both
def test_one_hop_goes_to_every_film_as_often_as_its_probability(name, graph):
    count = 5_000
    visits = visits_of(name, graph, Walks(count=count, neighbors=FILMS, length=1))
    probabilities = hops(graph)
    assert not visits[probabilities == 0].any()
    p_values = [
        stats.chisquare(seen[shares > 0], count * shares[shares > 0]).pvalue
        for seen, shares in zip(visits, probabilities, strict=True)
        if (shares > 0).sum() > 1
    ]
    assert len(p_values) == 12
    assert min(p_values) > 1e-4


@both
def test_walks_end_with_their_probability_and_not_with_another(name, graph):
    walks = Walks(count=20_000, neighbors=FILMS, length=3, restart=0.4)
    assert gap(visits_of(name, graph, walks), graph, walks) < 0.06
    for other in (0.3, 0.35, 0.45, 0.5):
        wrong = Walks(count=20_000, neighbors=FILMS, length=3, restart=other)
        assert gap(visits_of(name, graph, wrong), graph, walks) > 0.08


@needs_dgl
def test_neighborhoods_have_the_distribution_of_those_that_dgl_draws(graph):
    """With so few walks that ties decide which films are kept."""
    walks = Walks(count=12, neighbors=3)
    ours, theirs = weights_of("torch", graph, walks), weights_of("dgl", graph, walks)
    assert z_score(ours, theirs) < 4.5
    assert z_score(weights_of("torch", graph, Walks(count=12, neighbors=3, restart=0.3)), theirs) > 6


def weights_of(name: str, graph: Interactions, walks: Walks, copies: int = 3_000) -> np.ndarray:
    """(copies, films, films) the weights of every pair of films, drawn in as many copies of the graph side by side."""
    matrix = sparse.csr_array(sparse.block_diag([graph.matrix] * copies, format="csr"))
    many = Interactions(users=np.arange(matrix.shape[0]), movies=np.arange(matrix.shape[1]), matrix=matrix)
    weights = row_stochastic(draw_visits(open_sampler(name, many, torch.device("cpu")), walks, 5)).to_scipy().tocoo()
    found = np.zeros((copies, FILMS, FILMS), np.float32)
    found[weights.row // FILMS, weights.row % FILMS, weights.col % FILMS] = weights.data
    return found


def z_score(one: np.ndarray, other: np.ndarray) -> float:
    """The largest difference between the mean weights of a pair of films, in standard errors."""
    error = np.sqrt((one.var(0) + other.var(0)) / len(one) + 1e-12)
    return float((np.abs(one.mean(0) - other.mean(0)) / error).max())
