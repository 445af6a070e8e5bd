"""The training loop: one batch of users per step, neighborhoods redrawn periodically, a checkpoint at each redraw and
every half a minute.

Every random choice of a step depends only on the seed and the step number, so an interrupted and resumed run ends
with the same numbers as an uninterrupted one. The checkpoint is the only file written here.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from engine.errors import MovierecError, TrainingError
from engine.model.film_graph import FilmGraph
from engine.model.neighborhoods import draw_visits, row_stochastic
from engine.model.process_group import PeerLost, ProcessGroup
from engine.model.served_model import ServedModel
from engine.model.sparse_matrix import SparseMatrix
from engine.model.training_checkpoint import save_checkpoint
from engine.model.training_start import TrainingState
from engine.model.training_step import Steps
from engine.model.training_task import TrainingTask
from engine.model.training_worker import hand_out
from engine.progress import Event, Progress

Monitor = Callable[[ServedModel], str]
"""Describes the model so far, as text for the progress messages; may return an empty string."""

_MONITOR_EVERY = 50
_SAVE_EVERY = 30.0
"""Seconds of work that a killed training loses at most, but for a step. A checkpoint of 87,000 films is 450 MB."""


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
    group: ProcessGroup | None = None,
) -> None:
    """Train `state` up to the plan's last step, as the first of the `group` if there are several processes.

    `should_stop` is called before each step; once it returns true here or in another process, the checkpoint is saved
    (see above) and TrainingInterrupted raised. It is saved too if a process is lost, before PeerLost is raised. Raises
    TrainingError if the loss is not finite.
    """
    plan, done = task.plan, state.steps_done
    trainee = state if group is None else hand_out(group, plan, state, done)
    steps = Steps(plan, trainee, group)
    graph: FilmGraph | None = None
    figure, saved = "", time.monotonic()

    def tell(message: str) -> None:
        progress(Event(stage="train", done=done, total=plan.steps, unit="steps", message=message))

    def save(graph: FilmGraph | None) -> None:
        nonlocal saved
        if checkpoint is not None:
            messages = graph.messages if graph is not None else state.messages
            save_checkpoint(checkpoint, done, task.fits, state.network, state.optimizer, messages)
        saved = time.monotonic()

    def step(graph: FilmGraph | None) -> tuple[float, FilmGraph]:
        should = should_stop()
        if should if group is None else group.any(should):
            save(graph)
            raise TrainingInterrupted
        is_due = done % plan.redraw == 0
        if done and (is_due or time.monotonic() - saved > _SAVE_EVERY):
            save(graph)
        if is_due or graph is None:
            drawn = _neighborhoods(task, state, done // plan.redraw), [] if is_due else state.messages
            graph = steps.graph(*(drawn if group is None else group.broadcast(drawn)))
        return steps.take(done, graph), graph

    def in_steps(yes: bool) -> None:
        if group is not None:
            group.in_steps = yes

    tell("")
    in_steps(True)
    while done < plan.steps:
        try:
            loss, graph = step(graph)
        except PeerLost:
            save(graph)
            raise
        if not math.isfinite(loss):
            in_steps(False)  # they have seen it too
            raise TrainingError("training diverged: the loss is not a number", "use another --seed")
        done += 1
        if monitor is not None and (done % _MONITOR_EVERY == 0 or done == plan.steps):
            words = monitor(served_model(task, state, graph.neighborhoods))
            figure = f" · {words}" if words else ""
        tell(f"loss {loss:.2f}{figure}")
    in_steps(False)
    save(graph)


def served_model(task: TrainingTask, state: TrainingState, neighborhoods: list[SparseMatrix]) -> ServedModel:
    """The current model as it would be served, but without the pairs of films, which come after the training."""
    arrays: dict[str, NDArray[Any]] = {
        "ids": task.training.movies,
        "watchers": task.training.counts,
        "vectors": state.network.table(neighborhoods),
        "log_weights": state.network.log_weights.detach().cpu().numpy(),
    }
    return ServedModel.of(arrays, {"query": state.network.query.weights().to_tensors()})


def _neighborhoods(task: TrainingTask, state: TrainingState, number: int) -> list[SparseMatrix]:
    """New neighborhoods, one for each layer."""
    walks, layers = task.plan.walks, range(task.plan.layers)
    return [row_stochastic(draw_visits(state.sampler, walks, task.seed("walks", number, layer))) for layer in layers]
