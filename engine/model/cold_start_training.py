"""Trains the encoder for films without ratings, after the main training and with all other parameters frozen.

At each step a random part of the films is treated as unwatched: their id embeddings are left out, and for half of
them the neighborhoods too. Their vectors compete in the same softmax as in the main training, against the trained
vectors of the other films. Dropping ids in every step of the main training (DropoutNet, Volkovs et al. 2017) would
have the same effect but cost the films with ratings .02 Recall@20 at long histories; this costs them nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from engine.model.film_graph import FilmGraph
from engine.model.finished_parts import FinishedParts
from engine.model.objective import loss_and_gradient
from engine.model.pinsage import PinSage
from engine.model.sampled_catalogue import Catalogue
from engine.model.sparse_matrix import SparseMatrix
from engine.model.training_checkpoint import restore_state, state_tensors
from engine.model.training_options import Plan
from engine.model.user_histories import UserHistories
from engine.progress import Portion, untold

ID_DROPOUT, NEIGHBOR_DROPOUT = 0.3, 0.5
"""The share of films that lose their id at a step, and the share of those that lose their neighbors too."""
_PART = "new films"
_SAVE_EVERY = 20.0
"""Seconds."""
_MOST_USERS, _RATE = 512, 2e-3
_MOST_VISITS = 51_200
"""The most users asked in all steps together: 100 large batches. What is trained is shared by all films, and does not
grow with the catalogue."""


def train_cold_start(
    network: PinSage,
    histories: UserHistories,
    catalogue: Catalogue,
    neighborhood: SparseMatrix,
    plan: Plan,
    parts: FinishedParts,
    ask: Callable[[], None],
    told: Portion = untold,
) -> None:
    """Train `network.newcomers` in place. `neighborhood` (movies, movies) is the published one; `parts` keeps the state
    now and then, and is where a resumed training goes on; `ask` is called at each step and may raise to stop; `told`
    hears how much is done."""
    users = min(plan.batch, _MOST_USERS)
    steps = max(min(plan.steps // 2, _MOST_VISITS // users), 1)
    for parameter in network.parameters():
        parameter.requires_grad_(False)
    cold_encoder, query = network.newcomers, network.query
    cold_encoder.begin_as(network.encoder, float(network.bias.median()))
    cold_encoder.requires_grad_(True)
    optimizer = torch.optim.Adam(cold_encoder.parameters(), lr=_RATE)
    network.eval()
    cold_encoder.train()
    all_known = torch.cat([network.encoder([neighborhood] * plan.layers), network.bias[:, None]], 1)
    weights = network.log_weights.exp()[:, None]
    graph = FilmGraph([neighborhood] * plan.layers)
    done, saved = _restored(parts, cold_encoder, optimizer), time.monotonic()
    for step in range(done, steps):
        ask()
        told(step / steps)
        if step % plan.redraw == 0 and time.monotonic() - saved > _SAVE_EVERY:
            parts.save(_PART, state_tensors(cold_encoder, optimizer), step)
            saved = time.monotonic()
        random = np.random.default_rng([plan.seed, 4, step])
        torch.manual_seed(int(random.integers(2**31)))
        optimizer.param_groups[0]["lr"] = _RATE * 0.5 * (1 + np.cos(np.pi * step / steps))
        if catalogue.is_sampled and step % plan.redraw == 0:
            graph = FilmGraph.remembering(graph.neighborhoods, network.encoder.inputs(), cold_encoder.convolutions)
        part = catalogue.part(histories.draw(users, plan.mix, random), random)
        known, batch = all_known if part.films is None else all_known[part.films], part.batch
        unknown, alone = (torch.from_numpy(mask).to(known.device) for mask in _drawn(len(known), random))
        around = [near.without(alone) for near in graph.around(part.films)]
        mixed = known.index_copy(0, unknown, cold_encoder(network.encoder, unknown, around, part.films))
        vectors, popularity = mixed[:, :-1], mixed[:, -1]
        total = batch.kept @ (vectors * (weights if part.films is None else weights[part.films]))
        scores = torch.addmm(popularity, query(total, batch.sizes), vectors.T)
        _, gradient = loss_and_gradient(part.corrected(scores.detach()), batch, None)
        optimizer.zero_grad(set_to_none=True)
        scores.backward(gradient)  # type: ignore[no-untyped-call]
        optimizer.step()
    if done < steps:
        parts.save(_PART, state_tensors(cold_encoder, optimizer), steps)
    network.requires_grad_(True)


def _restored(parts: FinishedParts, cold_encoder: nn.Module, optimizer: torch.optim.Optimizer) -> int:
    """Restore what `parts` has of this training, and return the steps it had done: those before a new graph."""
    found = parts.load(_PART)
    if found is None:
        return 0
    restore_state(found[0], cold_encoder, optimizer)
    return found[1]


def _drawn(films: int, random: np.random.Generator) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """The films that are unknown at a step, and the mask (films) of those of them that have no neighbors either."""
    unknown = random.random(films) < ID_DROPOUT
    return np.flatnonzero(unknown), unknown & (random.random(films) < NEIGHBOR_DROPOUT)
