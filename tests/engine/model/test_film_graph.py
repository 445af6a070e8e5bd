from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy import sparse
from torch import nn

from engine.model.film_graph import FilmGraph
from engine.model.pinsage import Convolution
from engine.model.sparse_matrix import SparseMatrix

FILMS, DIM = 12, 4


@pytest.fixture
def neighborhoods() -> list[SparseMatrix]:
    """Two layers in which every film has three neighbors."""
    random = np.random.default_rng(1)
    layers = []
    for _ in range(2):
        weights = np.zeros((FILMS, FILMS), np.float32)
        for film in range(FILMS):
            weights[film, random.choice(FILMS, 3, replace=False)] = random.dirichlet(np.ones(3))
        layers.append(SparseMatrix.of(sparse.csr_array(weights), torch.device("cpu")))
    return layers


@pytest.fixture
def convolutions() -> nn.ModuleList:
    torch.manual_seed(2)
    return nn.ModuleList(Convolution(DIM, 0.0) for _ in range(2)).eval()


def encoded(h: torch.Tensor, convolutions: nn.ModuleList, around: object) -> torch.Tensor:
    for convolution, near in zip(convolutions, around, strict=True):
        h = convolution(h, near)
    return h


def test_a_part_is_encoded_as_in_the_whole_catalogue(neighborhoods, convolutions):
    inputs, films = torch.randn(FILMS, DIM), torch.tensor([0, 3, 4, 9])
    graph = FilmGraph.remembering(neighborhoods, inputs, convolutions)
    whole = encoded(inputs, convolutions, graph.around(None))
    part = encoded(inputs[films], convolutions, graph.around(films))
    torch.testing.assert_close(part, whole[films])


def test_a_film_outside_of_the_part_says_what_it_said_last(neighborhoods, convolutions):
    old, new, films = torch.randn(FILMS, DIM), torch.randn(FILMS, DIM), torch.tensor([1, 2, 5])
    graph = FilmGraph.remembering(neighborhoods, old, convolutions)
    first = graph.around(films)[0]
    told = convolutions[0].messages(old)
    told[films] = convolutions[0].messages(new[films])
    expected = (neighborhoods[0] @ told)[films]
    torch.testing.assert_close(first @ convolutions[0].messages(new[films]), expected)
    others = torch.tensor([0, 11])
    torch.testing.assert_close(
        graph.around(others)[0] @ told[others], (neighborhoods[0] @ told)[others], msg="what was told is remembered"
    )


def test_gradients_flow_through_the_films_of_the_part_alone(neighborhoods):
    films = torch.tensor([0, 2, 7, 8])
    messages, gradient = torch.randn(FILMS, DIM, requires_grad=True), torch.randn(4, DIM)
    graph = FilmGraph(neighborhoods, [messages.detach().clone() for _ in neighborhoods])
    part = messages.detach()[films].requires_grad_()
    (graph.around(films)[0] @ part).backward(gradient)
    (neighborhoods[0].pick(films) @ messages).backward(gradient)
    assert messages.grad is not None
    torch.testing.assert_close(part.grad, messages.grad[films])


def test_rows_can_be_picked_and_emptied(neighborhoods):
    films, messages = torch.tensor([0, 2, 7, 8]), torch.randn(4, DIM)
    graph = FilmGraph(neighborhoods, [torch.randn(FILMS, DIM) for _ in neighborhoods])
    all_of_them = graph.around(films)[0] @ messages
    torch.testing.assert_close(graph.around(films)[0].pick(torch.tensor([1, 3])) @ messages, all_of_them[[1, 3]])
    emptied = graph.around(films)[0].without(torch.tensor([True, False, False, True])) @ messages
    torch.testing.assert_close(emptied, all_of_them * torch.tensor([0.0, 1, 1, 0])[:, None])
