"""The network: a PinSage encoder of all films, and the query network that turns a set of liked films into a vector.

Each film has one vector: the search compares it with the query, and times exp(a_i) it is what a like adds to the
query. A learned popularity bias is one more coordinate. Everything is computed for the whole catalogue at once, which
at MovieLens' sizes is faster than mini-batch blocks by orders of magnitude. Nothing here depends on users, files or
training.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from engine.model.dropout import Rows, dropout
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


class Neighborhoods(Protocol):
    """The weights of films' neighbors: a (films, neighbors) matrix to multiply messages with. A SparseMatrix is one."""

    def __matmul__(self, messages: Tensor) -> Tensor: ...

    def pick(self, rows: Tensor) -> Neighborhoods:
        """The neighborhoods of some of the films."""
        ...


class Convolution(nn.Module):
    """One localized convolution: h' = normalize(relu(W [P relu(Q h), h]))."""

    def __init__(self, dim: int, dropout: float) -> None:
        super().__init__()
        self.neighbor = nn.Linear(dim, dim)
        self.merge = nn.Linear(2 * dim, dim)
        self.dropout = dropout

    def messages(self, h: Tensor) -> Tensor:
        """(films, dim) what each film tells its neighbors."""
        return functional.relu(self.neighbor(dropout(h, self.dropout, self.training)))

    def forward(self, h: Tensor, neighborhoods: Neighborhoods, rows: Tensor | None = None) -> Tensor:
        """h' (films, dim) from `h` (films, dim), or the `rows` of it alone."""
        messages = self.messages(h)
        if rows is not None:
            neighborhoods, h = neighborhoods.pick(rows), h[rows]
        both = torch.cat([neighborhoods @ messages, h], dim=1)
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

    def inputs(self, films: Tensor | None = None) -> Tensor:
        """(films, dim) the features of each film, or of the given `films` (rows), before any convolution."""
        if films is None:
            own = self.identity * self.watched
            return own + self.genres @ self.genre + functional.embedding(self.years, self.year)
        own = functional.embedding(films, self.identity) * self.watched[films]
        return own + self.genres[films] @ self.genre + functional.embedding(self.years[films], self.year)

    def forward(self, neighborhoods: Sequence[Neighborhoods], films: Tensor | None = None) -> Tensor:
        """(films, dim) the vectors of all films, or of the given `films` (rows), whose `neighborhoods` are given for
        each layer."""
        x = self.inputs(films)
        h = x
        for convolution, around in zip(self.convolutions, neighborhoods, strict=True):
            h = convolution(h, around)
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

    def forward(
        self,
        encoder: Encoder,
        unknown: Tensor,
        neighborhoods: Sequence[Neighborhoods],
        films: Tensor | None = None,
    ) -> Tensor:
        """(unknown films, dim + 1) vectors of the films at the places `unknown` of the catalogue, or of the given
        `films`, as if nobody had watched any of them; the last coordinate is a film's predicted popularity."""
        rows = unknown if films is None else films[unknown]
        features = encoder.genres[rows] @ self.genre + functional.embedding(encoder.years[rows], self.year)
        h = encoder.inputs(films).detach().index_copy(0, unknown, features)
        for number, (convolution, around) in enumerate(zip(self.convolutions, neighborhoods, strict=True), start=1):
            h = convolution(h, around, unknown if number == len(neighborhoods) else None)
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

    def forward(self, total: Tensor, likes: Tensor, rows: Rows | None = None) -> Tensor:
        """(rows, dim) the queries. `total` (rows, dim): the sum of the liked films' q; `likes` (rows): their number;
        `rows`: which of a batch's queries these are, if not all."""
        logs = likes.log()[:, None]
        s = total * (self.log_scale - self.alpha * logs).exp()
        inside = dropout(s, self.dropout, self.training, rows)
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

    def forward(
        self,
        neighborhoods: Sequence[Neighborhoods],
        kept: SparseMatrix,
        likes: Tensor,
        films: Tensor | None = None,
        rows: Rows | None = None,
    ) -> Tensor:
        """(rows, films) the score of every film, or of the given `films` (rows of the catalogue), for each row of
        `kept` (rows, films); `likes` (rows): how many are kept; `rows`: which of a batch's these are, if not all."""
        vectors = self.encoder(neighborhoods, films)
        bias, log_weights = (
            each if films is None else functional.embedding(films, each[:, None])[:, 0]
            for each in (self.bias, self.log_weights)
        )
        contributions = vectors * log_weights.exp()[:, None]
        contributions = dropout(contributions, self.contribution_dropout, self.training)
        return torch.addmm(bias, self.query(kept @ contributions, likes, rows), vectors.T)

    @torch.no_grad()
    def table(self, neighborhoods: Sequence[Neighborhoods]) -> NDArray[np.float32]:
        """(movies, dim + 1) the vectors as they are searched; the last coordinate is the popularity bias."""
        training = self.training
        self.eval()
        vectors = self.encoder(neighborhoods)
        unknown = self._unwatched()
        if len(unknown):
            vectors[unknown] = self.newcomers(self.encoder, unknown, neighborhoods)[:, :-1]
        vectors = torch.cat([vectors, self.bias[:, None]], dim=1)
        self.train(training)
        return _array(vectors)

    @torch.no_grad()
    def cold_start_table(self, neighborhoods: Sequence[Neighborhoods]) -> NDArray[np.float32]:
        """(films, dim + 1) vectors like those of `table` for the films without an id embedding alone, in their order,
        with their predicted popularity."""
        self.eval()
        return _array(self.newcomers(self.encoder, self._unwatched(), neighborhoods))

    def _unwatched(self) -> Tensor:
        return (self.encoder.watched.flatten() == 0).nonzero().flatten()


def _array(tensor: Tensor) -> NDArray[np.float32]:
    array: NDArray[np.float32] = tensor.detach().cpu().numpy().astype(np.float32)
    return array
