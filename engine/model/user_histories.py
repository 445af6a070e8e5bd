"""The users' films on the training device, and batches of them cut in two: what is liked, and what is to be found.

Where several processes train, each holds the films of its share of the users, and of each batch it has those of its
users. Which users a batch has, and how their films are cut, does not depend on the number of processes.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from typing import Self

import numpy as np
import torch
from torch import Tensor

from engine.model.dropout import Rows
from engine.model.hashed_noise import noise_at, shifted
from engine.model.interactions import Interactions
from engine.model.query_splits import Ints, QueryMix, draw_kept_sizes, loss_shares
from engine.model.sparse_matrix import SparseMatrix

_ROW_BITS = 20
"""The users of a batch are fewer than 2^20, so that a row and 43 bits of noise make one key to sort by."""


@dataclass(frozen=True)
class Batch:
    """Users' films, each row cut in two: `kept` and `targets` (rows, movies) of ones, together all of the films."""

    kept: SparseMatrix
    targets: SparseMatrix
    sizes: Tensor
    """(rows) float32: how many films were kept, ascending"""
    shares: Tensor
    """(rows) float32: each row's share in the loss; those of the whole batch sum to 1"""
    rows: Rows | None = None
    """Which rows of the whole batch these are; None: all of them"""

    @property
    def users(self) -> int:
        """How many users the whole batch has."""
        return len(self.sizes) if self.rows is None else self.rows.of


class UserHistories:
    """The films of the users of `data`, each of whom watched two or more, on `device`."""

    def __init__(self, data: Interactions, device: torch.device) -> None:
        self._lengths = data.lengths
        self._starts = torch.from_numpy(data.matrix.indptr).to(device, torch.int64)
        self._films = torch.from_numpy(data.matrix.indices).to(device, torch.int32)
        self._movies = len(data.movies)
        self._held = range(len(self._lengths))

    def share(self, number: int, of: int) -> Self:
        """The histories that process `number` among `of` holds: those of as many users as each other process, in their
        order. Its batches have the rows of these users."""
        users = len(self._lengths)
        held = range(users * number // of, users * (number + 1) // of)
        first, last = int(self._starts[held.start]), int(self._starts[held.stop])
        share = copy(self)
        share._held = held
        share._starts = self._starts[held.start : held.stop + 1] - first
        share._films = self._films[first:last]
        return share

    def draw(self, count: int, mix: QueryMix, random: np.random.Generator) -> Batch:
        """`count` different random users (at most all), their films cut at lengths drawn from `mix`."""
        users = random.choice(len(self._lengths), min(count, len(self._lengths)), replace=False)
        sizes = draw_kept_sizes(self._lengths[users], mix, random)
        order = sizes.argsort(kind="stable")
        return self.cut(users[order], sizes[order], int(random.integers(2**63)))

    def cut(self, users: Ints, sizes: Ints, seed: int) -> Batch:
        """Of the films of each of `users`, a random `sizes` (ascending) are kept, and the others are targets. The
        choice depends on the seed alone, not on the device or on which users' films are here."""
        if len(users) >> _ROW_BITS:
            raise ValueError(f"a batch of {len(users)} users is too large")
        device, whole = self._starts.device, self._lengths[users]
        is_here = (users >= self._held.start) & (users < self._held.stop)
        rows = np.flatnonzero(is_here)
        chosen, limits, before, shares = (
            torch.from_numpy(each[rows]).to(device)
            for each in (users - self._held.start, sizes, whole.cumsum() - whole, loss_shares(sizes, whole - sizes))
        )
        first, lengths = self._starts[chosen], self._starts.diff()[chosen]
        starts = torch.nn.functional.pad(lengths.cumsum(0), (1, 0))
        owner = torch.repeat_interleave(lengths)
        place = torch.arange(len(owner), device=device) - starts[owner]
        columns = self._films[first[owner] + place].to(torch.int64)
        films = SparseMatrix(starts, columns, torch.ones(len(columns), device=device), self._movies)
        noise = shifted(noise_at(before[owner] + place, seed), 1 + _ROW_BITS)
        order = ((owner << (63 - _ROW_BITS)) + noise).argsort()
        # Entries in the order of the noise stand where their row stands, so the same places tell the rank.
        is_kept = torch.empty_like(owner, dtype=torch.bool)
        is_kept[order] = place < limits[owner]
        return Batch(
            kept=films.entries(is_kept.nonzero().flatten()),
            targets=films.entries((~is_kept).nonzero().flatten()),
            sizes=limits.float(),
            shares=shares,
            rows=None if is_here.all() else Rows(torch.from_numpy(rows).to(device), len(users)),
        )
