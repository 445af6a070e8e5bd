"""The arithmetic of a query: its parts add up, and its scores equal the network's."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import torch
from scipy import sparse

from engine.model.features import features_of
from engine.model.pinsage import PinSage, Rates, Shape
from engine.model.sparse_matrix import SparseMatrix
from engine.query import QueryWeights, compose

MOVIES, DIM, HIDDEN = 9, 6, 4


@pytest.fixture
def network() -> PinSage:
    torch.manual_seed(5)
    random = np.random.default_rng(5)
    frame = pd.DataFrame({"genres": [("Drama",)] * MOVIES, "year": pd.array([1990] * MOVIES, dtype="Int64")})
    shape = Shape(movies=MOVIES, genres=1, years=2, dim=DIM, hidden=HIDDEN, layers=1)
    start = random.standard_normal((MOVIES, DIM)).astype(np.float32)
    network = PinSage(shape, Rates(), features_of(frame), start, np.arange(MOVIES))
    with torch.no_grad():
        for parameter in network.query.parameters():
            parameter.add_(torch.randn_like(parameter) * 0.3)
        network.log_weights.add_(torch.randn_like(network.log_weights) * 0.3)
    return network.eval()


@pytest.fixture
def neighborhoods() -> list[SparseMatrix]:
    next_one = sparse.csr_array(np.roll(np.eye(MOVIES, dtype=np.float32), 1, axis=1))
    return [SparseMatrix.of(next_one, torch.device("cpu"))]


@pytest.fixture
def served(network, neighborhoods):
    """What a version stores of the network: vectors, log_weights and query weights, with gamma 1 as in training."""
    stored = network.query.weights().to_tensors() | {"gamma_value": np.ones(6, np.float32)}
    return network.table(neighborhoods), network.log_weights.detach().numpy(), QueryWeights.from_tensors(stored)


@pytest.mark.parametrize("liked", [[3], [0, 4], [1, 2, 5, 6, 8]])
def test_serving_scores_as_the_network_does(network, neighborhoods, served, liked):
    vectors, log_weights, weights = served
    query = compose(weights, vectors[liked], log_weights[liked], np.ones(len(liked), np.float32))
    row = np.zeros((1, MOVIES), np.float32)
    row[0, liked] = 1
    kept = SparseMatrix.of(sparse.csr_array(row), torch.device("cpu"))
    expected = network(neighborhoods, kept, torch.tensor([float(len(liked))])).detach().numpy()[0]
    np.testing.assert_allclose(vectors @ query.vector, expected, atol=1e-5)


def test_base_and_parts_add_up_to_the_score(served):
    vectors, log_weights, weights = served
    liked = [2, 5, 7]
    query = compose(weights, vectors[liked], log_weights[liked], np.array([1.5, 1, -0.6], np.float32))
    base = query.gamma * vectors[:, -1]
    parts = query.parts @ vectors[:, :-1].T
    np.testing.assert_allclose(base + parts.sum(axis=0), vectors @ query.vector, atol=1e-5)


def test_without_an_opinion_only_popularity_is_left(served):
    vectors, _, weights = served
    query = compose(weights, vectors[:0], np.zeros(0, np.float32), np.zeros(0, np.float32))
    assert query.vector[:-1].tolist() == [0] * DIM
    assert query.vector[-1] == 1


def test_dislikes_alone_count_as_one_like_and_push_away(served):
    vectors, log_weights, weights = served
    like = compose(weights, vectors[[4]], log_weights[[4]], np.array([1.0], np.float32))
    dislike = compose(weights, vectors[[4]], log_weights[[4]], np.array([-1.0], np.float32))
    assert np.isfinite(dislike.vector).all()
    assert dislike.parts[0] @ vectors[4, :-1] < like.parts[0] @ vectors[4, :-1]


def test_gamma_is_linear_in_the_logarithm_between_knots_and_constant_beyond(network):
    weights = network.query.weights()
    assert weights.gamma(1) == weights.gamma(0) == 1
    assert weights.gamma(2) == pytest.approx(0.55)
    assert 0.42 < weights.gamma(3) < 0.55
    assert weights.gamma(500) == 1
