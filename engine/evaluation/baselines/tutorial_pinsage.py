"""The tutorial that movierec started from, as a baseline.

It trains PinSage so that films watched by the same user are close to each other (max-margin over pairs of films, like
DGL's PinSAGE example), and serves by searching with each liked film separately and concatenating the results. Trained
only if `evaluate` is asked for it by name.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import sparse
from torch import Tensor, nn
from torch.nn import functional

from engine.evaluation.baselines.baseline import Baseline, Floats
from engine.model.features import Features
from engine.model.interactions import Interactions, stable_hash
from engine.model.neighborhoods import Sampler, Walks, draw_visits, row_stochastic
from engine.model.sparse_matrix import SparseMatrix
from engine.model.torch_sampler import TorchSampler

Ints = NDArray[np.int64]

MOST_SECONDS = 600.0
_DIM, _RATE, _MARGIN = 64, 1e-3, 1.0
"""The example's rate is 3e-5, for 300 epochs of minutes each; after one epoch it is half as good as with this rate."""
_STEPS, _BATCH, _REDRAW = 3_000, 1_024, 100
_WALKS = Walks(count=10, neighbors=3, length=2, restart=0.5)
_ANSWERS = 500
"""How many films the search for one film returns."""


class Tutorial(Baseline):
    """PinSage trained by max-margin over pairs of films; one search per liked film."""

    name = "tutorial"

    def __init__(
        self, features: Features, *, steps: int = _STEPS, seed: int = 0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._features, self._steps, self._seed, self._clock = features, steps, seed, clock

    def fit(self, watched: sparse.csr_array) -> None:
        users, movies = watched.shape
        data = Interactions(users=np.arange(users), movies=np.arange(movies), matrix=watched)
        vectors = self._train(data)
        count = min(_ANSWERS, movies - 1)
        self._answers = np.empty((movies, count), np.int64)
        for start in range(0, movies, 1_024):
            scores = vectors[start : start + 1_024] @ vectors.T
            scores[np.arange(len(scores)), np.arange(start, start + len(scores))] = -np.inf
            self._answers[start : start + 1_024] = np.argsort(-scores, axis=1, kind="stable")[:, :count]

    def scores(self, liked: sparse.csr_array) -> Floats:
        """The result lists of the liked films, interleaved so that each contributes equally: a film's score is its best
        place, negated."""
        found = np.full((liked.shape[0], self._answers.shape[0]), -np.inf, np.float32)
        for row in range(liked.shape[0]):
            films = liked.indices[liked.indptr[row] : liked.indptr[row + 1]]
            answers = self._answers[films]
            place = np.arange(answers.shape[1])[None, :] * len(films) + np.arange(len(films))[:, None]
            np.maximum.at(found[row], answers.ravel(), -place.ravel().astype(np.float32))
        return found

    def _train(self, data: Interactions) -> NDArray[np.float32]:
        began = self._clock()
        sampler = TorchSampler(data, torch.device("cpu"))
        torch.manual_seed(stable_hash((self._seed, "tutorial")) >> 1)
        network = _Network(len(data.movies), self._features)
        optimizer = torch.optim.Adam(network.parameters(), lr=_RATE)
        pairs = _Pairs(data)
        neighborhoods: list[SparseMatrix] = []
        for step in range(self._steps):
            if self._clock() - began > MOST_SECONDS:
                break
            if step % _REDRAW == 0:
                neighborhoods = _draw(sampler, stable_hash((self._seed, step)) % (2**31 - 2))
            head, tail, other = pairs.draw(np.random.default_rng([self._seed, step]))
            vectors = network(neighborhoods)
            near = network.score(vectors, head, tail)
            far = network.score(vectors, head, other)
            loss = functional.relu(far - near + _MARGIN).mean()
            optimizer.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step()
        with torch.no_grad():
            found: NDArray[np.float32] = network(neighborhoods).numpy()
        return found


class _Pairs:
    """Draws triples: a random film, another one watched by one of its watchers, and any film as the negative."""

    def __init__(self, data: Interactions) -> None:
        self._by_user = data.matrix
        self._by_movie = sparse.csr_array(data.matrix.T.tocsr())
        self._heads = np.flatnonzero(data.counts)

    def draw(self, random: np.random.Generator) -> tuple[Tensor, Tensor, Tensor]:
        head = random.choice(self._heads, _BATCH)
        tail = _step(self._by_user, _step(self._by_movie, head, random), random)
        other = random.integers(0, self._by_movie.shape[0], _BATCH)
        apart = tail != head
        return torch.from_numpy(head[apart]), torch.from_numpy(tail[apart]), torch.from_numpy(other[apart])


def _step(matrix: sparse.csr_array, rows: Ints, random: np.random.Generator) -> Ints:
    """A random column of each row."""
    starts, lengths = matrix.indptr[rows], np.diff(matrix.indptr)[rows]
    return matrix.indices[starts + (random.random(len(rows)) * lengths).astype(np.int64)].astype(np.int64)


def _draw(sampler: Sampler, seed: int) -> list[SparseMatrix]:
    return [row_stochastic(draw_visits(sampler, _WALKS, seed + layer)) for layer in (0, 1)]


class _Network(nn.Module):
    genres: Tensor
    years: Tensor

    def __init__(self, movies: int, features: Features) -> None:
        super().__init__()
        self.identity = nn.Parameter(_xavier(movies))
        self.genre = nn.Parameter(_xavier(features.genres.shape[1]))
        self.year = nn.Parameter(_xavier(len(features.vocabulary.years)))
        self.neighbor = nn.ModuleList(nn.Linear(_DIM, _DIM) for _ in (0, 1))
        self.merge = nn.ModuleList(nn.Linear(2 * _DIM, _DIM) for _ in (0, 1))
        self.bias = nn.Parameter(torch.zeros(movies))
        self.register_buffer("genres", torch.from_numpy(features.genres))
        self.register_buffer("years", torch.from_numpy(features.years))

    def forward(self, neighborhoods: list[SparseMatrix]) -> Tensor:
        """(movies, dim)"""
        projected = self.identity + self.genres @ self.genre + functional.embedding(self.years, self.year)
        h = projected
        for neighbor, merge, neighborhood in zip(self.neighbor, self.merge, neighborhoods, strict=True):
            messages = neighborhood @ functional.relu(neighbor(h))
            h = functional.normalize(functional.relu(merge(torch.cat([messages, h], dim=1))), dim=1)
        return projected + h

    def score(self, vectors: Tensor, one: Tensor, other: Tensor) -> Tensor:
        return torch.sum(vectors[one] * vectors[other], dim=1) + self.bias[one] + self.bias[other]


def _xavier(rows: int) -> Tensor:
    return torch.randn(rows, _DIM) * math.sqrt(2 / (rows + _DIM))
