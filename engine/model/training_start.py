"""Prepares a training: graph, initial embeddings, teacher, network, optimizer, and a checkpoint's state if resuming."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from engine.model.finished_parts import FinishedParts
from engine.model.interactions import stable_hash
from engine.model.neighborhoods import Sampler
from engine.model.pinsage import PinSage, Rates, Shape
from engine.model.sampled_catalogue import Catalogue
from engine.model.sampler_choice import open_sampler
from engine.model.stages import preparation
from engine.model.svd_init import svd_embeddings
from engine.model.teacher.labels import MAX_TEACHER_FILMS, fit_teacher
from engine.model.training_checkpoint import load_checkpoint
from engine.model.training_step import Trainee
from engine.model.training_task import TrainingTask
from engine.model.user_histories import UserHistories
from engine.progress import Progress, asking

_SCALAR_AND_QUERY_RATE = 3.0
"""The learning rate of the scalars and the query network, as a multiple of the general one."""


@dataclass(frozen=True)
class TrainingState(Trainee):
    """What is trained, and from what."""

    sampler: Sampler
    steps_done: int
    """Steps done in the checkpoint that training resumes from; 0 without one."""
    messages: list[Tensor]
    """What the films last told in each layer, from that checkpoint."""
    parts: FinishedParts


def start_training(
    task: TrainingTask, checkpoint: Path | None, parts: FinishedParts, ask: Callable[[], None], progress: Progress
) -> TrainingState:
    """Prepare a training; resume from `checkpoint` if that file exists, and from what `parts` has.

    `ask` is called about once a second and may raise to stop. Raises TrainingError if the checkpoint does not fit.
    """
    plan, training = task.plan, task.training
    stage = preparation(task.split.data, plan.device)
    stage.part(progress, "graph", "building the user-movie graph")
    sampler = open_sampler(plan.sampler, training, task.device)
    histories = UserHistories(task.eligible_users, task.device)
    catalogue = Catalogue(task.eligible_users, plan.head, plan.others, task.device)
    resumes = checkpoint is not None and checkpoint.exists()
    # The checkpoint has the embeddings; what must be known before is for which films there are any.
    start = np.repeat((training.counts > 0)[:, None], plan.dim, axis=1).astype(np.float32)
    if not resumes:
        told = asking(stage.part(progress, "embeddings", "computing initial embeddings"), ask)
        start = parts.once(
            "embeddings",
            lambda: {"start": torch.from_numpy(svd_embeddings(training, plan.dim, plan.seed, task.device, told))},
        )["start"].numpy()
    torch.manual_seed(stable_hash((plan.seed, "weights")) >> 1)
    shape = Shape(
        movies=len(training.movies),
        genres=task.features.genres.shape[1],
        years=len(task.features.vocabulary.years),
        dim=plan.dim,
        hidden=plan.hidden,
        layers=plan.layers,
    )
    network = PinSage(shape, Rates(), task.features, start, training.counts).to(task.device)
    optimizer = torch.optim.AdamW(
        _parameter_groups(network, plan.learning_rate, plan.identity_rate), weight_decay=0.0, fused=True
    )
    done, messages = 0, list[Tensor]()
    if checkpoint is not None and resumes:
        done, messages = load_checkpoint(checkpoint, task.fits, network, optimizer)
    teacher = None
    if plan.teacher and done < plan.steps:
        told = asking(stage.part(progress, "teacher", "fitting linear models"), ask)
        most = min(MAX_TEACHER_FILMS, plan.head or MAX_TEACHER_FILMS)
        teacher = fit_teacher(task.eligible_users, task.device, max_films=most, once=parts.once, told=told)
    stage.end(progress)
    return TrainingState(histories, catalogue, teacher, network, optimizer, sampler, done, messages, parts)


def _parameter_groups(network: PinSage, rate: float, identity_rate: float) -> list[dict[str, Any]]:
    """The parameters grouped by learning rate; `factor` is a group's rate as a multiple of the general one."""
    groups: dict[float, list[torch.nn.Parameter]] = {}
    for name, parameter in network.named_parameters():
        factor = _SCALAR_AND_QUERY_RATE if parameter.ndim == 0 or name.startswith("query.") else 1.0
        if name == "encoder.identity":
            factor = identity_rate
        groups.setdefault(factor, []).append(parameter)
    return [{"params": parameters, "lr": rate, "factor": factor} for factor, parameters in groups.items()]
