"""The neighborhoods of each layer, and of a part of a large catalogue, where the films outside of the part tell what
they told last.

The messages of all films are computed at each draw of the neighborhoods and remembered; a film of the part tells a new
one, with its dropout, through which gradients flow, and which is remembered in its turn (GNNAutoScale, Fey et al. 2021,
"historical embeddings").
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

import torch
from torch import Tensor, nn

from engine.model.pinsage import Convolution
from engine.model.sparse_matrix import SparseMatrix


class FilmGraph:
    """The films' neighborhoods, a (movies, movies) matrix for each layer, and what the films last told in them."""

    def __init__(self, neighborhoods: list[SparseMatrix], messages: list[Tensor] | None = None) -> None:
        """`messages`: (movies, dim) for each layer; without them, there are no parts."""
        self.neighborhoods = neighborhoods
        self.messages = messages or []

    @classmethod
    @torch.no_grad()
    def remembering(
        cls, neighborhoods: list[SparseMatrix], inputs: Tensor, convolutions: Iterable[nn.Module]
    ) -> FilmGraph:
        """A graph with what all films tell now. `inputs` (movies, dim): what the first convolution starts from."""
        h, messages = inputs, []
        for module, around in zip(convolutions, neighborhoods, strict=True):
            convolution, training = cast(Convolution, module), module.training
            convolution.eval()
            messages.append(convolution.messages(h))
            h = convolution(h, around)
            convolution.train(training)
        return cls(neighborhoods, messages)

    def around(self, films: Tensor | None) -> Sequence[SparseMatrix | PartNeighborhoods]:
        """For each layer the neighborhoods of all films, or those of a part: its `films` (rows, ascending)."""
        if films is None or not self.neighborhoods:
            return self.neighborhoods
        if not self.messages:
            raise ValueError("a graph without messages has no parts")
        place = torch.full((self.neighborhoods[0].width,), -1, device=films.device)
        place[films] = torch.arange(len(films), device=films.device)
        return [
            PartNeighborhoods(matrix.pick(films), films, place, table)
            for matrix, table in zip(self.neighborhoods, self.messages, strict=True)
        ]


@dataclass(frozen=True)
class PartNeighborhoods:
    """Neighborhoods to multiply the messages of the films of a part with."""

    weights: SparseMatrix
    """(rows, movies): neighbors anywhere in the catalogue"""
    films: Tensor
    """(films) the films of the part, as rows of the catalogue"""
    place: Tensor
    """(movies) the place of each film in the part, -1 if it is not there"""
    remembered: Tensor
    """(movies, dim) the messages of all films; those of the part are replaced at each multiplication"""

    def pick(self, rows: Tensor) -> PartNeighborhoods:
        return replace(self, weights=self.weights.pick(rows))

    def without(self, rows: Tensor) -> PartNeighborhoods:
        return replace(self, weights=self.weights.without(rows))

    def __matmul__(self, messages: Tensor) -> Tensor:
        """(rows, dim) the mean message of each row's neighbors; `messages` (films, dim) are those of the part."""
        product: Tensor = _Product.apply(messages, self)  # type: ignore[no-untyped-call]
        return product

    def inside(self) -> SparseMatrix:
        """(rows, films) the weights of the neighbors in the part."""
        return self.weights.within(self.place, len(self.films))


class _Product(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, messages: Tensor, part: PartNeighborhoods) -> Tensor:
        ctx.part = part
        part.remembered.index_copy_(0, part.films, messages)
        return part.weights @ part.remembered

    @staticmethod
    def backward(ctx: Any, *gradients: Any) -> tuple[Tensor, None]:
        return ctx.part.inside().transposed @ gradients[0].contiguous(), None
