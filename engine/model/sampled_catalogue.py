"""The films that take part in one training step of a large catalogue, and the correction for those that do not.

A softmax over all films needs the vectors of all of them, which on a CPU takes seconds a step beyond some ten thousand.
Here a step has the most watched films (the head), all films of the batch's users, and a random part of the others. A
film that is there by chance stands for those that are not: its score is raised by -ln of its chance (importance
sampling of the softmax's denominator; Bengio and Senecal 2003, "logQ correction" in Yi et al. 2019). A user's own films
are there for certain, so they are not corrected in that user's row.

Several processes that share a step take the same films, those of all their users: then a step is that of one process,
with the same chances, and what the films are remembered to have told (engine.model.film_graph) is the same everywhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from engine.model.interactions import Interactions
from engine.model.objective import Taught
from engine.model.sparse_matrix import SparseMatrix
from engine.model.user_histories import Batch

Union = Callable[[Tensor], Tensor]
"""Makes of a mask (movies) the mask of what any process has in its own."""


def _alone(there: Tensor) -> Tensor:
    return there


@dataclass(frozen=True)
class Part:
    """The films of one step, and its batch in their columns."""

    films: Tensor | None
    """(films) rows of the catalogue, ascending; None for all of them"""
    batch: Batch
    """kept and targets (rows, films)"""
    log_chances: Tensor | None
    """(films) ln of the chance that a film is there for a user who did not watch it; None where all films are"""

    def corrected(self, scores: Tensor) -> Tensor:
        """`scores` (rows, films) with the correction; overwrites them."""
        if self.log_chances is not None:
            targets = self.batch.targets
            scores -= self.log_chances
            scores[targets.rows, targets.columns] += self.log_chances[targets.columns]
        return scores

    def taught(self, taught: Taught | None) -> Taught | None:
        """What is taught over the catalogue, in the columns of the part, which has all films that the teacher knows."""
        if taught is None or self.films is None:
            return taught
        return replace(taught, columns=torch.searchsorted(self.films, taught.columns))


class Catalogue:
    """Draws the films of each step: the `head` most watched films of `data`, those of the batch's users, and `others`
    of the rest at random. All of them if `head` is 0."""

    def __init__(self, data: Interactions, head: int, others: int, device: torch.device) -> None:
        counts = data.counts
        self.is_sampled = 0 < head < len(counts)
        if not self.is_sampled:
            return
        order = np.argsort(-counts, kind="stable")
        self._head = torch.from_numpy(np.sort(order[:head])).to(device)
        self._tail = np.sort(order[head:])
        self._others = min(max(others, 1), len(self._tail))
        self._shares = torch.from_numpy(counts / len(data.users)).to(device)

    def log_chances(self, batch: int) -> Tensor:
        """(movies) ln of the chance that a film takes part in a step of `batch` users, one of whom did not watch it."""
        # A film that another user of the batch watched is there too.
        unseen = (1 - self._shares) ** (batch - 1)
        chances = 1 - (1 - self._others / len(self._tail)) * unseen
        chances[self._head] = 1
        return chances.log().float()

    def part(self, batch: Batch, random: np.random.Generator, union: Union = _alone) -> Part:
        """The part of the catalogue for a step with `batch`. `union` adds the films of the batch's other rows, which
        other processes have."""
        if not self.is_sampled:
            return Part(None, batch, None)
        device = self._head.device
        there = torch.zeros(batch.kept.width, dtype=torch.bool, device=device)
        drawn = random.choice(self._tail, self._others, replace=False)
        for films in (self._head, torch.from_numpy(drawn).to(device), batch.kept.columns, batch.targets.columns):
            there[films] = True
        there = union(there)
        films = there.nonzero().flatten()
        place = there.cumsum(0) - 1
        kept, targets = (
            SparseMatrix(matrix.starts, place[matrix.columns], matrix.values, len(films))
            for matrix in (batch.kept, batch.targets)
        )
        return Part(films, replace(batch, kept=kept, targets=targets), self.log_chances(batch.users)[films])
