"""The training loop: one batch of users per step, neighborhoods redrawn periodically, a checkpoint at each redraw.

Every random choice of a step depends only on the seed and the step number, so an interrupted and resumed run ends
with the same numbers as an uninterrupted one. Where steps take a part of the catalogue, that holds for the checkpoints
written at a redraw alone, since what films told meanwhile is not in them: there a stop keeps the last of those. The
checkpoint is the only file written here.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from engine.errors import MovierecError, TrainingError
from engine.model.film_graph import FilmGraph
from engine.model.neighborhoods import draw_visits, row_stochastic
from engine.model.objective import loss_and_gradient, taught_labels
from engine.model.served_model import ServedModel
from engine.model.sparse_matrix import SparseMatrix
from engine.model.training_checkpoint import save_checkpoint
from engine.model.training_start import TrainingState
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
    state: TrainingState,
    *,
    checkpoint: Path | None,
    progress: Progress,
    should_stop: Callable[[], bool],
    monitor: Monitor | None,
) -> None:
    """Train `state` up to the plan's last step.

    `should_stop` is called before each step; once it returns true, the checkpoint is saved (see above) and
    TrainingInterrupted raised. Raises TrainingError if the loss is not finite.
    """
    plan, done = task.plan, state.steps_done
    graph: FilmGraph | None = None
    figure = ""

    def tell(message: str) -> None:
        progress(Event(stage="train", done=done, total=plan.steps, unit="steps", message=message))

    def save() -> None:
        if checkpoint is not None:
            save_checkpoint(checkpoint, done, task.fits, state.network, state.optimizer)

    tell("")
    while done < plan.steps:
        if should_stop():
            if done % plan.redraw == 0 or not state.catalogue.is_sampled:
                save()
            raise TrainingInterrupted
        if done % plan.redraw == 0 or graph is None:
            if done:
                save()
            graph = _draw(task, state, done // plan.redraw)
        loss = _step(task, state, done, graph)
        if not math.isfinite(loss):
            raise TrainingError("training diverged: the loss is not a number", "use another --seed")
        done += 1
        if monitor is not None and (done % _MONITOR_EVERY == 0 or done == plan.steps):
            words = monitor(served_model(task, state, graph.neighborhoods))
            figure = f" · {words}" if words else ""
        tell(f"loss {loss:.2f}{figure}")
    save()


def served_model(task: TrainingTask, state: TrainingState, neighborhoods: list[SparseMatrix]) -> ServedModel:
    """The current model as it would be served, but without the pairs of films, which come after the training."""
    arrays: dict[str, NDArray[Any]] = {
        "ids": task.training.movies,
        "watchers": task.training.counts,
        "vectors": state.network.table(neighborhoods),
        "log_weights": state.network.log_weights.detach().cpu().numpy(),
    }
    return ServedModel.of(arrays, {"query": state.network.query.weights().to_tensors()})


def _draw(task: TrainingTask, state: TrainingState, number: int) -> FilmGraph:
    """New neighborhoods."""
    plan, encoder = task.plan, state.network.encoder
    draws = (draw_visits(state.sampler, plan.walks, task.seed("walks", number, layer)) for layer in range(plan.layers))
    neighborhoods = [row_stochastic(visits) for visits in draws]
    if state.catalogue.is_sampled:
        return FilmGraph.remembering(neighborhoods, encoder.inputs(), encoder.convolutions)
    return FilmGraph(neighborhoods)


def _step(task: TrainingTask, state: TrainingState, step: int, graph: FilmGraph) -> float:
    """Run one optimizer step and return its loss."""
    plan, network = task.plan, state.network
    random = np.random.default_rng([plan.seed, 2, step])
    batch = state.histories.draw(plan.batch, plan.mix, random)
    part = state.catalogue.part(batch, random)
    torch.manual_seed(task.seed("dropout", step))
    rate = plan.learning_rate * _schedule(step, plan.steps)
    for group in state.optimizer.param_groups:
        group["lr"] = rate * group["factor"]
    network.train()
    scores = network(graph.around(part.films), part.batch.kept, part.batch.sizes, part.films)
    taught = part.taught(taught_labels(batch, state.teacher))
    loss, gradient = loss_and_gradient(part.corrected(scores.detach()), part.batch, taught)
    state.optimizer.zero_grad(set_to_none=True)
    scores.backward(gradient)
    state.optimizer.step()
    return float(loss)


def _schedule(step: int, steps: int) -> float:
    """The factor of the learning rate at `step`: a linear warm-up, then a cosine decay to almost zero."""
    warm = min(_WARM_UP, max(steps // 5, 1))
    if step < warm:
        return (step + 1) / warm
    return 0.5 * (1 + math.cos(math.pi * (step - warm) / max(steps - warm, 1)))
