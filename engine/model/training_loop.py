"""The training loop: one batch of users per step, neighborhoods redrawn periodically, a checkpoint at each redraw.

Every random choice of a step depends only on the seed and the step number, so an interrupted and resumed run ends
with the same numbers as an uninterrupted one. The checkpoint is the only file written here.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch

from engine.errors import MovierecError, TrainingError
from engine.model.neighborhoods import draw_visits, row_stochastic
from engine.model.objective import labels_of, loss_of
from engine.model.query_splits import draw_kept_sizes, split_films
from engine.model.served_model import ServedModel
from engine.model.sparse_matrix import SparseMatrix
from engine.model.training_checkpoint import save_checkpoint
from engine.model.training_start import Learner
from engine.model.training_task import TrainingTask
from engine.progress import Event, Progress

Monitor = Callable[[ServedModel], str]
"""Describes the model so far, as text for the progress messages; may return an empty string."""

_WARM_UP = 20
_MONITOR_EVERY = 50


class TrainingInterrupted(MovierecError):
    """Training was asked to stop; the checkpoint holds the steps done so far."""

    exit_code = 130

    def __init__(self) -> None:
        super().__init__("training was interrupted", "continue with `movierec train --resume`")


def run_steps(
    task: TrainingTask,
    learner: Learner,
    *,
    checkpoint: Path | None,
    progress: Progress,
    stop: Callable[[], bool],
    monitor: Monitor | None,
) -> None:
    """Train `learner` up to the plan's last step.

    `stop` is called before each step; once it returns true, the checkpoint is saved and TrainingInterrupted raised.
    Raises TrainingError if the loss is not finite.
    """
    plan, done = task.plan, learner.steps_done
    neighborhoods: list[SparseMatrix] = []
    figure = ""

    def tell(message: str) -> None:
        progress(Event(stage="train", done=done, total=plan.steps, unit="steps", message=message))

    def save() -> None:
        if checkpoint is not None:
            save_checkpoint(checkpoint, done, task.fits, learner.network, learner.optimizer)

    tell("")
    while done < plan.steps:
        if stop():
            save()
            raise TrainingInterrupted
        if done % plan.redraw == 0 or not neighborhoods:
            if done:
                save()
            neighborhoods = _draw(task, learner, done // plan.redraw)
        loss = _step(task, learner, done, neighborhoods)
        if not math.isfinite(loss):
            raise TrainingError("training diverged: the loss is not a number", "use another --seed")
        done += 1
        if monitor is not None and (done % _MONITOR_EVERY == 0 or done == plan.steps):
            words = monitor(served_model(task, learner, neighborhoods))
            figure = f" · {words}" if words else ""
        tell(f"loss {loss:.2f}{figure}")
    save()


def served_model(task: TrainingTask, learner: Learner, neighborhoods: list[SparseMatrix]) -> ServedModel:
    """The current model, as it would be served."""
    return ServedModel(
        ids=task.training.movies,
        vectors=learner.network.table(neighborhoods),
        log_weights=learner.network.log_weights.detach().cpu().numpy(),
        query=learner.network.query.weights(),
    )


def _draw(task: TrainingTask, learner: Learner, number: int) -> list[SparseMatrix]:
    """New neighborhoods, one matrix per layer."""
    plan = task.plan
    draws = (draw_visits(learner.graph, plan.walks, task.seed("walks", number, layer)) for layer in range(plan.layers))
    return [SparseMatrix(row_stochastic(visits), task.device) for visits in draws]


def _step(task: TrainingTask, learner: Learner, step: int, neighborhoods: list[SparseMatrix]) -> float:
    """Run one optimizer step and return its loss."""
    plan, users, network = task.plan, task.learners, learner.network
    random = np.random.default_rng([plan.seed, 2, step])
    rows = random.choice(len(users.users), min(plan.batch, len(users.users)), replace=False)
    cut = split_films(users, rows, draw_kept_sizes(users.lengths[rows], plan.mix, random), random)
    torch.manual_seed(task.seed("dropout", step))
    rate = plan.learning_rate * _schedule(step, plan.steps)
    for group in learner.optimizer.param_groups:
        group["lr"] = rate * group["factor"]
    likes = torch.from_numpy(cut.sizes.astype(np.float32)).to(task.device)
    network.train()
    scores = network(neighborhoods, SparseMatrix(cut.kept, task.device), likes)
    loss = loss_of(scores, cut, labels_of(cut, learner.teacher, task.device))
    learner.optimizer.zero_grad(set_to_none=True)
    loss.backward()  # type: ignore[no-untyped-call]
    learner.optimizer.step()
    return float(loss.detach())


def _schedule(step: int, steps: int) -> float:
    """The factor of the learning rate at `step`: a linear warm-up, then a cosine decay to almost zero."""
    warm = min(_WARM_UP, max(steps // 5, 1))
    if step < warm:
        return (step + 1) / warm
    return 0.5 * (1 + math.cos(math.pi * (step - warm) / max(steps - warm, 1)))
