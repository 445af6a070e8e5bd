"""Walks on the user-movie graph as torch gathers: all walks of a block of films at once, on any device.

The graph is the two halves of a bipartite one, each as rows of neighbors (CSR). The random numbers are a hash of the
seed, the film, the walk and the hop, so the same seed gives the same walks on every device and platform, for any
number of threads and any size of block.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import torch
from scipy import sparse
from torch import Tensor

from engine.model.hashed_noise import noise_at, shifted
from engine.model.interactions import Interactions, stable_hash
from engine.model.neighborhoods import Walks
from engine.model.sparse_matrix import SparseMatrix

_AT_ONCE = 400_000
"""How many walks are drawn together: they take some 60 MB."""


class TorchSampler:
    """Draws walks with torch, on `device`; on a CPU with one thread. `at_once`: how many walks are drawn together."""

    name = "torch"

    def __init__(self, data: Interactions, device: torch.device, at_once: int = _AT_ONCE) -> None:
        self._watched = _Edges.of(data.matrix, device)
        self._watchers = _Edges.of(sparse.csr_array(data.matrix.T.tocsr()), device)
        self._starts = self._watchers.lengths.nonzero().flatten()
        self._movies = len(data.movies)
        self._at_once = at_once

    def visits(self, walks: Walks, seed: int) -> SparseMatrix:
        """See `neighborhoods.Sampler`."""
        blocks = torch.split(self._starts, max(self._at_once // walks.count, 1))
        with _one_thread():
            drawn = [self._most_visited(self._ends(block, walks, seed), walks) for block in blocks]
        start, end, count = (torch.cat(parts) for parts in zip(*drawn, strict=True))
        return SparseMatrix.of_entries(start, end, count.float(), (self._movies, self._movies))

    def _ends(self, starts: Tensor, walks: Walks, seed: int) -> Tensor:
        """Where each hop of each walk from `starts` ended, as keys start * movies + end, in no order."""
        origins = starts.repeat_interleave(walks.count)
        walk = origins * walks.count + torch.arange(walks.count, device=starts.device).repeat(len(starts))
        films, keys = origins, []
        for hop in range(walks.length):
            noise = noise_at(walk, stable_hash((seed, hop, "user")))
            if hop:
                # The upper half of the noise chooses the user, the lower half whether the walk goes on.
                going = ((noise & _LOWER) >= int(walks.restart * 2**32)).nonzero().flatten()
                noise, walk, origins, films = (each.index_select(0, going) for each in (noise, walk, origins, films))
            users = self._watchers.step(films, noise)
            films = self._watched.step(users, noise_at(walk, stable_hash((seed, hop, "film"))))
            keys.append(origins * self._movies + films)
        return torch.cat(keys)

    def _most_visited(self, keys: Tensor, walks: Walks) -> tuple[Tensor, Tensor, Tensor]:
        """Count equal keys; return the starts, ends and counts of the most visited films of each start."""
        found, counts = torch.unique_consecutive(keys.sort().values, return_counts=True)
        # Descending, so that the stable sort puts the higher of two equally visited films first.
        found, counts = found.flip(0), counts.flip(0)
        start = found // self._movies
        most = walks.count * walks.length
        order = (start * (most + 1) + most - counts).sort(stable=True).indices
        sorted_starts = start[order]
        place = torch.arange(len(order), device=keys.device) - torch.searchsorted(sorted_starts, sorted_starts)
        kept = order[place <= walks.neighbors]
        return start[kept], found[kept] - start[kept] * self._movies, counts[kept]


@contextmanager
def _one_thread() -> Iterator[None]:
    """One thread of torch inside the block. A block of walks is some 60 short operations, after each of which several
    threads wait for each other: on a busy machine two took six times as long as one."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


@dataclass(frozen=True)
class _Edges:
    """One half of the graph: the neighbors of node i are `targets[first[i] : first[i] + lengths[i]]`."""

    first: Tensor
    lengths: Tensor
    targets: Tensor

    @classmethod
    def of(cls, matrix: sparse.csr_array, device: torch.device) -> _Edges:
        bounds = torch.from_numpy(matrix.indptr.astype(np.int64)).to(device)
        targets = torch.from_numpy(matrix.indices.astype(np.int32)).to(device)
        return cls(bounds[:-1].contiguous(), bounds.diff(), targets)

    def step(self, nodes: Tensor, noise: Tensor) -> Tensor:
        """A random neighbor of each of `nodes`, chosen by the upper 32 bits of `noise`."""
        # index_select takes half the time of indexing with [] (torch 2.13, CPU).
        chosen = shifted(noise, 32) * self.lengths.index_select(0, nodes) >> 32
        return self.targets.index_select(0, chosen + self.first.index_select(0, nodes))


_LOWER = (1 << 32) - 1
