"""Trains the encoder for films without ratings, after the main training and with all other parameters frozen.

At each step a random part of the films is treated as unwatched: their id embeddings are left out, and for half of
them the neighborhoods too. Their vectors compete in the same softmax as in the main training, against the trained
vectors of the other films. Dropping ids in every step of the main training (DropoutNet, Volkovs et al. 2017) would
have the same effect but cost the films with ratings .02 Recall@20 at long histories; this costs them nothing.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from scipy import sparse

from engine.model.interactions import Interactions
from engine.model.objective import labels_of, loss_of
from engine.model.pinsage import PinSage
from engine.model.query_splits import draw_kept_sizes, split_films
from engine.model.sparse_matrix import SparseMatrix
from engine.model.training_options import Plan
from engine.progress import Portion, untold

ID_DROPOUT, NEIGHBOR_DROPOUT = 0.3, 0.5
"""The share of films that lose their id at a step, and the share of those that lose their neighbors too."""
_BATCH, _RATE = 256, 2e-3


def train_cold_start(
    network: PinSage,
    data: Interactions,
    neighborhood: sparse.csr_array,
    plan: Plan,
    ask: Callable[[], None],
    told: Portion = untold,
) -> None:
    """Train `network.newcomers` in place. `neighborhood` (movies, movies) is the published one; `ask` is called at each
    step and may raise to stop; `told` hears how much is done."""
    device = torch.device(plan.device)
    steps = max(plan.steps // 2, 1)
    for parameter in network.parameters():
        parameter.requires_grad_(False)
    cold_encoder, query = network.newcomers, network.query
    cold_encoder.begin_as(network.encoder, float(network.bias.median()))
    cold_encoder.requires_grad_(True)
    optimizer = torch.optim.Adam(cold_encoder.parameters(), lr=_RATE)
    network.eval()
    cold_encoder.train()
    known = torch.cat([network.encoder([SparseMatrix(neighborhood, device)] * plan.layers), network.bias[:, None]], 1)
    for step in range(steps):
        ask()
        told(step / steps)
        random = np.random.default_rng([plan.seed, 4, step])
        torch.manual_seed(int(random.integers(2**31)))
        optimizer.param_groups[0]["lr"] = _RATE * 0.5 * (1 + np.cos(np.pi * step / steps))
        unknown = random.random(len(known)) < ID_DROPOUT
        near = _without_rows(neighborhood, unknown & (random.random(len(known)) < NEIGHBOR_DROPOUT))
        mask = torch.from_numpy(unknown)[:, None].to(device)
        grown = cold_encoder(network.encoder, mask, [SparseMatrix(near, device)] * plan.layers)
        mixed = torch.where(mask, grown, known)
        vectors, popularity = mixed[:, :-1], mixed[:, -1]
        rows = random.choice(len(data.users), min(_BATCH, len(data.users)), replace=False)
        split = split_films(data, rows, draw_kept_sizes(data.lengths[rows], plan.mix, random), random)
        likes = torch.from_numpy(split.sizes.astype(np.float32)).to(device)
        total = SparseMatrix(split.kept, device) @ (vectors * network.log_weights.exp()[:, None])
        scores = torch.addmm(popularity, query(total, likes), vectors.T)
        loss = loss_of(scores, split, labels_of(split, None, device))
        optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
    network.requires_grad_(True)


def _without_rows(matrix: sparse.csr_array, out: np.ndarray) -> sparse.csr_array:
    """A copy of `matrix` with the rows in the mask `out` set to zero."""
    kept = matrix.copy()
    kept.data = kept.data * ~np.repeat(out, np.diff(matrix.indptr))
    return kept
