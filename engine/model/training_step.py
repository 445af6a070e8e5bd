"""One step of the training: a batch of users, its loss, and the change of the network.

Several processes take a step together: each has the batch's rows of its own users, and the same films. The shares of
the rows in the loss are those of the whole batch, and dropout takes from each row what it would take in one process, so
the sum of the processes' gradients is the gradient of one process but for the order of additions.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from engine.model.film_graph import FilmGraph
from engine.model.objective import loss_and_gradient, taught_labels
from engine.model.pinsage import PinSage
from engine.model.process_group import ProcessGroup, exchanging
from engine.model.sampled_catalogue import Catalogue
from engine.model.sparse_matrix import SparseMatrix
from engine.model.teacher.labels import Teacher
from engine.model.training_options import Plan
from engine.model.user_histories import UserHistories

_WARM_UP = 20


@dataclass(frozen=True)
class Trainee:
    """What a step needs: the network and its optimizer change in place."""

    histories: UserHistories
    catalogue: Catalogue
    teacher: Teacher | None
    network: PinSage
    optimizer: torch.optim.Optimizer


class Steps:
    """Takes the steps of `plan`, alone or as one of the `group`, whose networks must be the same at the start."""

    def __init__(self, plan: Plan, trainee: Trainee, group: ProcessGroup | None) -> None:
        self._plan, self._trainee, self._group = plan, trainee, group
        self._score: torch.nn.Module = trainee.network
        if group is not None:
            # They take no part, and gradients that never come would be waited for.
            trainee.network.newcomers.requires_grad_(False)
            self._score = group.reducing(trainee.network)

    def graph(self, neighborhoods: list[SparseMatrix], messages: list[Tensor]) -> FilmGraph:
        """The graph of `neighborhoods` with the `messages` of a checkpoint, or of newly drawn ones."""
        if messages:
            return FilmGraph(neighborhoods, messages)
        encoder = self._trainee.network.encoder
        if self._trainee.catalogue.is_sampled:
            return FilmGraph.remembering(neighborhoods, encoder.inputs(), encoder.convolutions)
        return FilmGraph(neighborhoods)

    def take(self, step: int, graph: FilmGraph) -> float:
        """Take one step, the `step`-th from 0, and return the loss of the whole batch. Raises PeerLost."""
        plan, trainee, group = self._plan, self._trainee, self._group
        random = np.random.default_rng([plan.seed, 2, step])
        batch = trainee.histories.draw(plan.batch, plan.mix, random)
        part = trainee.catalogue.part(batch, random, group.union) if group else trainee.catalogue.part(batch, random)
        torch.manual_seed(plan.seed_of("dropout", step))
        rate = plan.learning_rate * _schedule(step, plan.steps)
        for parameters in trainee.optimizer.param_groups:
            parameters["lr"] = rate * parameters["factor"]
        trainee.network.train()
        with exchanging():
            scores = self._score(
                graph.around(part.films), part.batch.kept, part.batch.sizes, part.films, part.batch.rows
            )
        taught = part.taught(taught_labels(batch, trainee.teacher))
        loss, gradient = loss_and_gradient(part.corrected(scores.detach()), part.batch, taught)
        trainee.optimizer.zero_grad(set_to_none=True)
        if group is not None:
            loss.fill_(group.total(float(loss)))
            gradient *= group.size  # the mean of the gradients is then their sum
        with exchanging():
            scores.backward(gradient)
        trainee.optimizer.step()  # after the last exchange: a step in which a process is lost changes nothing
        return float(loss)


def _schedule(step: int, steps: int) -> float:
    """The factor of the learning rate at `step`: a linear warm-up, then a cosine decay to almost zero."""
    warm = min(_WARM_UP, max(steps // 5, 1))
    if step < warm:
        return (step + 1) / warm
    return 0.5 * (1 + math.cos(math.pi * (step - warm) / max(steps - warm, 1)))
