"""The options of training, and the plan that fills in the unset ones from the size of the data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec
import torch

from engine.cuda import choose_device
from engine.errors import UsageError
from engine.model.interactions import Interactions, stable_hash
from engine.model.neighborhoods import Walks
from engine.model.query_splits import QueryMix
from engine.training_size import is_small, usual_batch, usual_steps

HEAD, OTHERS = 8_000, 4_000
"""On a CPU, where there are more films than these together, a step has the `HEAD` most watched and about `OTHERS` more.
A GPU has all films in every step: 1,024 users' scores of 87,000 films are 360 MB."""


@dataclass(frozen=True)
class TrainingOptions:
    """The options of a training. None means: chosen by the size of the data."""

    seed: int = 0
    device: str = "auto"
    """auto, cpu or cuda"""
    dim: int = 256
    steps: int | None = None
    batch: int | None = None
    learning_rate: float | None = None
    layers: int = 2
    identity_rate: float = 0.3
    hidden: int | None = None
    """The width of the query's gated linear unit."""
    walks: int | None = None
    redraw: int | None = None
    """Steps between two draws of the neighborhoods."""
    teacher: bool = True
    sampler: str = "torch"
    """torch or dgl: what draws the walks (see engine.model.sampler_choice)"""
    processes: int = 1
    """How many processes take the steps together, each with its share of the users (see engine.model.process_group)."""
    head: int | None = None
    """How many of the most watched films take part in every step; of the others, only some (see
    engine.model.sampled_catalogue). 0: all films in every step."""


class Plan(msgspec.Struct, frozen=True):
    """A training with every number fixed. Recorded with the version; a checkpoint fits one plan only."""

    seed: int
    device: str
    threads: int
    dim: int
    hidden: int
    layers: int
    steps: int
    batch: int
    learning_rate: float
    mix: QueryMix
    walks: Walks
    redraw: int
    teacher: bool
    sampler: str
    identity_rate: float
    """The learning rate of the id embeddings, as a multiple of the general one."""
    head: int = 0
    others: int = 0
    """How many of the most watched films, and of all others, take part in each step; all films if `head` is 0."""
    processes: int = 1
    """How many take the steps together; nothing else depends on it."""

    def seed_of(self, *what: object) -> int:
        """The seed of the random choice named by `what`: the same in a resumed run, and in every process."""
        return stable_hash((self.seed, *what)) % (2**31 - 1)

    def resume_key(self) -> dict[str, Any]:
        """The parameters that must be equal for one run to resume from another's checkpoint."""
        parameters = self.to_parameters()
        del parameters["device"], parameters["threads"], parameters["processes"]
        if self.sampler == "dgl":
            del parameters["sampler"]  # checkpoints of releases that had DGL alone do not name it
        if not self.head:
            del parameters["head"], parameters["others"]  # nor those of releases in which all films took part
        return parameters

    def to_parameters(self) -> dict[str, Any]:
        parameters: dict[str, Any] = msgspec.to_builtins(self)
        return parameters


def plan_training(options: TrainingOptions, data: Interactions) -> Plan:
    """The plan for `data`. Raises UsageError if an option is invalid."""
    if options.dim < 2 or (options.steps is not None and options.steps < 1):
        raise UsageError("--dim must be at least 2, --steps at least 1", "leave them out to use the defaults")
    if options.layers < 0:
        raise UsageError("TrainingOptions.layers must be at least 0", "leave it out to use the default")
    users = len(data.users)
    small = is_small(users)
    sparse_catalogue = users < len(data.movies)
    device = choose_device(options.device, options.processes)
    head = options.head
    if head is None:
        head = HEAD if device == "cpu" and len(data.movies) > HEAD + OTHERS else 0
    return Plan(
        seed=options.seed,
        device=device,
        threads=torch.get_num_threads(),
        dim=options.dim,
        hidden=options.hidden or 3 * options.dim,
        layers=options.layers,
        steps=options.steps or usual_steps(users),
        batch=min(options.batch or usual_batch(users), users),
        learning_rate=options.learning_rate or (8e-4 if small else 1.4e-3),
        mix=QueryMix(0.8, 0.1, 0.1) if small else QueryMix(),
        walks=Walks(count=options.walks or (50 if sparse_catalogue else 100)),
        redraw=options.redraw or (40 if sparse_catalogue else 20),
        teacher=options.teacher,
        sampler=options.sampler,
        identity_rate=options.identity_rate,
        head=head,
        others=OTHERS if head else 0,
        processes=options.processes,
    )
