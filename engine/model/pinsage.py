"""The network: a PinSage encoder of all films, and the query network that turns a set of liked films into a vector.

Each film has one vector: the search compares it with the query, and times exp(a_i) it is what a like adds to the
query. A learned popularity bias is one more coordinate. Everything is computed for the whole catalogue at once, which
at MovieLens' sizes is faster than mini-batch blocks by orders of magnitude. Nothing here depends on users, files or
training.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from engine.model.dropout import dropout
from engine.model.features import Features
from engine.model.sparse_matrix import SparseMatrix
from engine.query import QueryWeights

GAMMA_LIKES = (1, 2, 4, 8, 16, 32)
GAMMA_SHARES = (1.0, 0.55, 0.42, 0.42, 0.75, 1.0)
"""The weight of the popularity coordinate at serving, for queries of `GAMMA_LIKES` likes: measured, not learned."""


@dataclass(frozen=True)
class Shape:
    """The sizes of a network. `dim` is the width throughout, `hidden` that of the query's gated linear unit."""

    movies: int
    genres: int
    years: int
    dim: int = 256
    hidden: int = 256
    layers: int = 2


@dataclass(frozen=True)
class Rates:
    """Dropout rates: on a convolution's inputs, on a film's contribution to a query, inside the query's gated unit."""

    convolution: float = 0.3
    contribution: float = 0.2
    query: float = 0.1


class Convolution(nn.Module):
    """One localized convolution: h' = normalize(relu(W [P relu(Q h), h]))."""

    def __init__(self, dim: int, dropout: float) -> None:
        super().__init__()
        self.neighbor = nn.Linear(dim, dim)
        self.merge = nn.Linear(2 * dim, dim)
        self.dropout = dropout

    def forward(self, h: Tensor, neighborhood: SparseMatrix, rows: Tensor | None = None) -> Tensor:
        """h' (movies, dim) from `h`, or its `rows` alone."""
        messages = functional.relu(self.neighbor(dropout(h, self.dropout, self.training)))
        if rows is not None:
            neighborhood, h = neighborhood.pick(rows), h[rows]
        both = torch.cat([neighborhood @ messages, h], dim=1)
        merged = functional.relu(self.merge(dropout(both, self.dropout, self.training)))
        return functional.normalize(merged, dim=1)


class Encoder(nn.Module):
    """Encodes films as vectors: x = id + genres + year; h = convolutions of x; head(x + gate * h)."""

    watched: Tensor
    genres: Tensor
    years: Tensor

    def __init__(self, shape: Shape, rates: Rates, features: Features, start: NDArray[np.float32]) -> None:
        """`start` (movies, dim): the initial id embeddings; a row of zeros means that nobody watched the film, which
        then has no id embedding."""
        super().__init__()
        small = shape.dim**-0.5
        self.identity = nn.Parameter(torch.from_numpy(start.astype(np.float32)))
        self.genre = nn.Parameter(torch.randn(shape.genres, shape.dim) * 0.1 * small)
        self.year = nn.Parameter(torch.randn(shape.years, shape.dim) * 0.03 * small)
        self.convolutions = nn.ModuleList(Convolution(shape.dim, rates.convolution) for _ in range(shape.layers))
        self.gate = nn.Parameter(torch.tensor(0.1))
        self.head = nn.Linear(shape.dim, shape.dim)
        nn.init.eye_(self.head.weight)
        nn.init.zeros_(self.head.bias)
        self.register_buffer("watched", torch.from_numpy((start != 0).any(axis=1)).float()[:, None], persistent=False)
        self.register_buffer("genres", torch.from_numpy(features.genres), persistent=False)
        self.register_buffer("years", torch.from_numpy(features.years), persistent=False)

    def inputs(self) -> Tensor:
        """(movies, dim) each film's own features, before any convolution."""
        return self.identity * self.watched + self.genres @ self.genre + functional.embedding(self.years, self.year)

    def forward(self, neighborhoods: list[SparseMatrix]) -> Tensor:
        x = self.inputs()
        h = x
        for convolution, neighborhood in zip(self.convolutions, neighborhoods, strict=True):
            h = convolution(h, neighborhood)
        vectors: Tensor = self.head(x + self.gate * h)
        return vectors


class ColdStartEncoder(nn.Module):
    """Encodes films without an id embedding, with parameters of its own, over the other films' trained inputs.

    Trained separately, after the encoder (engine.model.cold_start_training), so that it costs the other films
    nothing.
    """

    def __init__(self, shape: Shape, rates: Rates) -> None:
        super().__init__()
        self.genre = nn.Parameter(torch.randn(shape.genres, shape.dim) * 0.1 * shape.dim**-0.5)
        self.year = nn.Parameter(torch.randn(shape.years, shape.dim) * 0.03 * shape.dim**-0.5)
        self.convolutions = nn.ModuleList(Convolution(shape.dim, rates.convolution) for _ in range(shape.layers))
        self.gate = nn.Parameter(torch.tensor(1.0))
        self.head = nn.Linear(shape.dim, shape.dim + 1)

    @torch.no_grad()
    def begin_as(self, encoder: Encoder, popularity: float) -> None:
        """Start from the weights that `encoder` has learned, predicting `popularity` for every film."""
        self.genre.copy_(encoder.genre)
        self.year.copy_(encoder.year)
        self.convolutions.load_state_dict(encoder.convolutions.state_dict())
        self.head.weight.copy_(functional.pad(encoder.head.weight, (0, 0, 0, 1)))
        self.head.bias.copy_(functional.pad(encoder.head.bias, (0, 1), value=popularity))

    def forward(self, encoder: Encoder, unknown: Tensor, neighborhoods: list[SparseMatrix]) -> Tensor:
        """(films, dim + 1) vectors of the films `unknown` (rows of the catalogue), as if nobody had watched any of
        them; the last coordinate is a film's predicted popularity."""
        features = encoder.genres[unknown] @ self.genre + functional.embedding(encoder.years[unknown], self.year)
        x = encoder.inputs().detach().index_copy(0, unknown, features)
        h = x
        for number, (convolution, neighborhood) in enumerate(
            zip(self.convolutions, neighborhoods, strict=True), start=1
        ):
            h = convolution(h, neighborhood, unknown if number == len(neighborhoods) else None)
        vectors: Tensor = self.head(features + self.gate * (h if neighborhoods else features))
        return vectors


class QueryNetwork(nn.Module):
    """Turns a set of likes into one query vector; see engine.query for the formulas."""

    def __init__(self, shape: Shape, rates: Rates) -> None:
        super().__init__()
        self.log_scale = nn.Parameter(torch.tensor(2.0).log())
        self.alpha = nn.Parameter(torch.tensor(0.5))
        self.w1 = nn.Linear(shape.dim, shape.hidden, bias=False)
        self.w2 = nn.Linear(shape.hidden, shape.dim, bias=False)
        self.wg = nn.Linear(shape.dim + 1, shape.hidden)
        nn.init.zeros_(self.w2.weight)
        nn.init.zeros_(self.wg.bias)
        self.dropout = rates.query

    def forward(self, total: Tensor, likes: Tensor) -> Tensor:
        """(rows, dim) the queries. `total` (rows, dim): the sum of the liked films' q; `likes` (rows): their number."""
        logs = likes.log()[:, None]
        s = total * (self.log_scale - self.alpha * logs).exp()
        inside = dropout(s, self.dropout, self.training)
        gate = torch.sigmoid(self.wg(torch.cat([inside, logs / 2 - 1], dim=1)))
        query: Tensor = s + self.w2(self.w1(inside) * gate)
        return query

    def weights(self) -> QueryWeights:
        return QueryWeights(
            log_scale=float(self.log_scale.detach()),
            alpha=float(self.alpha.detach()),
            w1=_array(self.w1.weight),
            w2=_array(self.w2.weight),
            wg=_array(self.wg.weight),
            bg=_array(self.wg.bias),
            gamma_n=np.array(GAMMA_LIKES, np.float32),
            gamma_value=np.array(GAMMA_SHARES, np.float32),
        )


class PinSage(nn.Module):
    """The encoders, each film's weight in a query (a_i) and popularity bias, and the query network."""

    def __init__(
        self,
        shape: Shape,
        rates: Rates,
        features: Features,
        start: NDArray[np.float32],
        counts: NDArray[np.int64],
    ) -> None:
        super().__init__()
        self.encoder = Encoder(shape, rates, features, start)
        self.newcomers = ColdStartEncoder(shape, rates)  # the attribute's name is in every saved network
        self.query = QueryNetwork(shape, rates)
        popularity = np.log1p(counts).astype(np.float32)
        self.bias = nn.Parameter(torch.from_numpy(popularity - popularity.mean()))
        self.log_weights = nn.Parameter(torch.zeros(shape.movies))
        self.contribution_dropout = rates.contribution

    def forward(self, neighborhoods: list[SparseMatrix], kept: SparseMatrix, likes: Tensor) -> Tensor:
        """(rows, movies) the score of every film for each row of `kept` films; `likes` (rows): how many are kept."""
        vectors = self.encoder(neighborhoods)
        contributions = vectors * self.log_weights.exp()[:, None]
        contributions = dropout(contributions, self.contribution_dropout, self.training)
        return torch.addmm(self.bias, self.query(kept @ contributions, likes), vectors.T)

    @torch.no_grad()
    def table(self, neighborhoods: list[SparseMatrix]) -> NDArray[np.float32]:
        """(movies, dim + 1) the vectors as they are searched; the last coordinate is the popularity bias."""
        training = self.training
        self.eval()
        vectors = self.encoder(neighborhoods)
        unknown = (self.encoder.watched.flatten() == 0).nonzero().flatten()
        if len(unknown):
            vectors[unknown] = self.newcomers(self.encoder, unknown, neighborhoods)[:, :-1]
        vectors = torch.cat([vectors, self.bias[:, None]], dim=1)
        self.train(training)
        return _array(vectors)

    @torch.no_grad()
    def cold_start_table(self, unknown: Tensor, neighborhoods: list[SparseMatrix]) -> NDArray[np.float32]:
        """(films, dim + 1) vectors like those of `table` for the films `unknown` (rows), which nobody watched, with
        their predicted popularity."""
        self.eval()
        return _array(self.newcomers(self.encoder, unknown, neighborhoods))


def _array(tensor: Tensor) -> NDArray[np.float32]:
    array: NDArray[np.float32] = tensor.detach().cpu().numpy().astype(np.float32)
    return array
