"""How many users watched both of two films, beyond what is to be expected: what ties a rarely watched film to others.

In a large catalogue the inverse of the films' Gram matrix is out of reach, and a linear autoencoder (EASE, EDLAE) is
fitted to the most watched films alone. For a film t outside of them, its prediction of a film j is about R_tj over a
constant of t, where R_tj is the number of users who watched both less the expected one. Here the expected number is
what the matrix of who watched what has in its leading directions, X'X = V S^2 V' cut at rank `_RANK`: how active users
are, and broad tastes. So nothing is solved and nothing is dense in films^2: the numbers are counted for some films at a
time. How that compares with the autoencoders of all films is measured by tests/benchmarks/head_loss.py.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from scipy import sparse
from torch import Tensor

from engine.model.sparse_matrix import SparseMatrix
from engine.model.svd_init import leading_directions
from engine.progress import Portion, untold

_RANK = 8
"""Measured on ml-1m with a head of 1,000 films: with 4 directions what pairs know of the films outside is too much of
what everybody watches, with 32 and more too little of anything."""
_SEED = 0
_CELLS = {"cpu": 2**22, "cuda": 2**26}
"""The most cells (rows x films) that `blocks` gives at a time, by the device. On a CPU, 16 MB take 17 ns a cell, where
128 MB would take 30."""
_AT_ONCE = 2**22
"""The films of watchers that are counted at once, which take about 30 bytes each."""


@dataclass(frozen=True)
class CoWatching:
    """Counts of films watched together, (films, columns); the columns are some of the films."""

    watchers: SparseMatrix
    """(films, users)"""
    watched: SparseMatrix
    """(users, columns)"""
    left: Tensor
    """(films, r) V S^2"""
    right: Tensor
    """(columns, r) V"""
    first: int = 0
    """The film that is the first column."""

    @classmethod
    def of(cls, watched: sparse.csr_array, device: torch.device, told: Portion = untold) -> CoWatching:
        """Of all films of `watched` (users, films), of ones."""
        singular, right = leading_directions(watched, min(_RANK, *watched.shape), _SEED, device, told)
        films = SparseMatrix.of(sparse.csr_array(watched.T.tocsr()), device)
        return cls(films, SparseMatrix.of(watched, device), right * singular.square(), right)

    def beyond(self, first: int) -> CoWatching:
        """The same with the columns of the films from `first` on alone."""
        place = torch.arange(self.watched.width, device=self.right.device) - first
        return CoWatching(
            self.watchers,
            self.watched.within(place.clamp_(min=-1), self.watched.width - first),
            self.left,
            self.right[first:],
            first,
        )

    def blocks(self, films: Tensor) -> tuple[Tensor, ...]:
        """The given `films`, parted so that each part's counts are no more than fit into memory."""
        return torch.split(films, max(1, _CELLS[films.device.type] // max(self.watched.width, 1)))

    def excess(self, films: Tensor) -> tuple[Tensor, Tensor]:
        """(n, columns) for `films` (n, int64): by how much more users watched both than expected, 0 where it is less
        and for a film with itself; and how many they are."""
        counts = watched_both(self.watchers.pick(films), self.watched)
        excess = torch.addmm(counts, self.left[films], self.right.T, alpha=-1).clamp_(min=0).mul_(counts > 0)
        own = films - self.first
        inside = (own >= 0).nonzero().flatten()
        excess[inside, own[inside]] = 0
        return excess, counts


def watched_both(watchers: SparseMatrix, watched: SparseMatrix) -> Tensor:
    """(n, columns) how many users watched both of two films: `watchers` (n, users), `watched` (users, columns)."""
    width = watched.width
    found = torch.zeros(len(watchers) * width, device=watchers.columns.device)
    one = found.new_ones(1)
    ends = watched.starts.diff()[watchers.columns].cumsum(0)
    limits = torch.arange(_AT_ONCE, int(ends[-1]) + _AT_ONCE, _AT_ONCE, device=ends.device) if len(ends) else ends
    start = 0
    for limit in torch.searchsorted(ends, limits, right=True).tolist():
        end = max(limit, min(start + 1, len(ends)))  # a user of very many films is counted by themself
        both = watched.pick(watchers.columns[start:end])
        places = watchers.rows[start:end][both.rows].mul_(width).add_(both.columns)
        found.index_add_(0, places, one.expand(len(places)))
        start = end
    return found.view(len(watchers), width)
