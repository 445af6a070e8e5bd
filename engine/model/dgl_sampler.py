"""The user-movie graph in DGL, and the walks of DGL's PinSAGESampler on it. Only this module imports DGL.

Importing it fails where DGL is not installed or does not load. There are wheels of DGL 1.1.3 for Python 3.11, of 2.1.0
for 3.12, and none for later versions.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

import numpy as np
import torch

from engine.model.interactions import Interactions
from engine.model.neighborhoods import Walks
from engine.model.sparse_matrix import SparseMatrix

# DGL writes ~/.dgl/config.json at its first import unless this variable names the backend.
os.environ.setdefault("DGLBACKEND", "pytorch")
# DGL 2.1 loads graphbolt, which movierec does not use, from a library built for one version of torch, and finds none
# for a torch newer than 2.2.
sys.modules.setdefault("dgl.graphbolt", ModuleType("dgl.graphbolt"))

import dgl  # noqa: E402

_USER, _MOVIE = "user", "movie"
_AT_ONCE = 8_192
"""How many movies have their walks drawn together: 100 walks each take some 40 MB."""


class DglSampler:
    """Draws walks with DGL, on the CPU; the visits are put on `device`.

    One thread draws them all: which of several threads draws which walk depends on the machine's load (seen with
    DGL 1.1.3).
    """

    name = "dgl"

    def __init__(self, data: Interactions, device: torch.device) -> None:
        self._device = device
        users = torch.from_numpy(np.repeat(np.arange(len(data.users)), data.lengths))
        movies = torch.from_numpy(data.matrix.indices.astype(np.int64))
        self._graph = dgl.heterograph(
            {(_USER, "watched", _MOVIE): (users, movies), (_MOVIE, "watched-by", _USER): (movies, users)},
            num_nodes_dict={_USER: len(data.users), _MOVIE: len(data.movies)},
        )

    def visits(self, walks: Walks, seed: int) -> SparseMatrix:
        """See `neighborhoods.Sampler`."""
        movies = self._graph.num_nodes(_MOVIE)
        sampler = dgl.sampling.PinSAGESampler(
            self._graph, _MOVIE, _USER, walks.length, walks.restart, walks.count, walks.neighbors + 1
        )
        starts, ends, counts = [], [], []
        with _one_thread():
            dgl.seed(seed)
            for first in range(0, movies, _AT_ONCE):
                drawn = sampler(torch.arange(first, min(first + _AT_ONCE, movies)))
                end, start = drawn.edges()
                starts.append(start)
                ends.append(end)
                counts.append(drawn.edata["weights"])
        start, end, count = (torch.cat(parts).to(self._device) for parts in (starts, ends, counts))
        return SparseMatrix.of_entries(start, end, count.float(), (movies, movies))


@contextmanager
def _one_thread() -> Iterator[None]:
    """One DGL thread inside the block. DGL and torch may share one OpenMP runtime, so both counts are restored."""
    before, torch_before = dgl.utils.get_num_threads(), torch.get_num_threads()
    dgl.utils.set_num_threads(1)
    try:
        yield
    finally:
        dgl.utils.set_num_threads(before)
        torch.set_num_threads(torch_before)
