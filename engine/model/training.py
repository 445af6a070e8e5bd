"""Training: from a data set to everything that a published version contains except its report.

A `TrainingTask` describes the work and a `TrainingState` is what is trained: `training_start` creates it,
`training_loop` runs its steps, and this module turns it into the published arrays.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from engine.errors import TrainingError
from engine.film_scores import covariance_of
from engine.model.cold_start_training import train_cold_start
from engine.model.features import features_of
from engine.model.film_map import draw_map
from engine.model.finished_parts import FinishedParts
from engine.model.item_similarity import similarity_vectors, title_vectors
from engine.model.neighborhoods import as_table, draw_visits, most_visited, row_stochastic, together
from engine.model.pair_rows import pair_rows
from engine.model.process_group import ProcessGroup
from engine.model.served_model import ServedModel
from engine.model.sparse_matrix import SparseMatrix
from engine.model.stages import evaluation
from engine.model.training_loop import Monitor, TrainingInterrupted, run_steps, served_model
from engine.model.training_options import TrainingOptions, plan_training
from engine.model.training_start import TrainingState, start_training
from engine.model.training_task import TrainingTask
from engine.model.user_split import UserSplit, split_users
from engine.model.worker_processes import worker_processes
from engine.movies import Movie
from engine.progress import Portion, Progress, asking, silent

if TYPE_CHECKING:
    from engine.datasets.dataset import Dataset

__all__ = ["Trained", "TrainingInterrupted", "train"]

_FINAL_DRAWS = 4


@dataclass(frozen=True)
class Trained:
    """Everything in a version except its number and its report: `arrays` and `tensors` by their names in the artifact,
    `movies` in row order, `parameters` with the plan and the vocabulary, and the `split` of users it was trained on."""

    movies: list[Movie]
    arrays: dict[str, NDArray[Any]]
    tensors: dict[str, dict[str, NDArray[Any]]]
    parameters: dict[str, Any]
    split: UserSplit
    seed: int

    @cached_property
    def served(self) -> ServedModel:
        return ServedModel.of(self.arrays, self.tensors)


def train(
    dataset: Dataset,
    options: TrainingOptions,
    *,
    split: UserSplit | None = None,
    checkpoint: Path | None = None,
    resume: bool = False,
    progress: Progress = silent,
    should_stop: Callable[[], bool] = lambda: False,
    monitor: Monitor | None = None,
    group: ProcessGroup | None = None,
) -> Trained:
    """Train on the training users of `split` (by default of `split_users(dataset)`).

    With `resume`, continue from `checkpoint` if it exists, and from the parts kept beside it; both stay in place when
    training is done (the caller removes them when the version is published). `should_stop` is called at each step; once
    it returns true, the checkpoint is saved and TrainingInterrupted raised. `monitor` is called with the model
    periodically, and its text is added to the progress messages. With `options.processes`, others are started for the
    steps; with `group`, whose other processes are in `take_part`, those are taken instead. Raises TrainingError if the
    data are too small or training goes wrong, PeerLost (after saving the checkpoint) if another process ends, and
    UsageError for invalid options.
    """
    split = split or split_users(dataset)
    plan = plan_training(options, split.data)
    task = TrainingTask(
        plan=plan if group is None else msgspec.structs.replace(plan, processes=group.size),
        split=split,
        features=features_of(dataset.movies),
        titles=[str(title) for title in dataset.movies["title"]],
        digest=dataset.digest,
    )

    parts = FinishedParts.beside(checkpoint, task.fits)
    if not resume:
        parts.clear()

    def ask() -> None:
        if should_stop():
            raise TrainingInterrupted

    def take_all_steps(join: Callable[[], ProcessGroup | None]) -> TrainingState:
        state = start_training(task, checkpoint if resume else None, parts, ask, progress)
        others = join()
        with nullcontext() if others is None else others.sharing_cores():
            run_steps(
                task,
                state,
                checkpoint=checkpoint,
                progress=progress,
                should_stop=should_stop,
                monitor=monitor,
                group=others,
            )
        return state

    if group is None and plan.processes > 1:
        with worker_processes(plan.processes, plan.device) as workers:
            state = take_all_steps(lambda: workers.join(ask))
    else:
        state = take_all_steps(lambda: group)
    parts.forget("teacher")  # 0.6 GB for 8,000 films, and no step is left to teach
    arrays, tensors = _published(task, state, ask, progress)
    return Trained(
        movies=dataset.records(),
        arrays=arrays,
        tensors=tensors,
        parameters={**task.plan.to_parameters(), "vocabulary": task.features.vocabulary.to_parameters()},
        split=split,
        seed=task.plan.seed,
    )


def _published(
    task: TrainingTask, state: TrainingState, ask: Callable[[], None], progress: Progress
) -> tuple[dict[str, NDArray[Any]], dict[str, dict[str, NDArray[Any]]]]:
    """The version's arrays and tensors, computed over the combined neighborhoods of several draws."""
    plan, network, parts = task.plan, state.network, state.parts
    stage = evaluation(task.split.data, plan.device)
    told = stage.part(progress, "vectors", "computing the vectors")
    kept = parts.once("vectors", lambda: _final_neighborhoods(task, state, ask, told))
    weights = SparseMatrix(**{name: value.to(task.device) for name, value in kept.items()}, width=len(task.titles))
    told = stage.part(progress, "new films", "training for films without ratings")
    train_cold_start(network, state.histories, state.catalogue, weights, plan, parts, ask, told)
    served = served_model(task, state, [weights] * plan.layers)
    if not np.isfinite(served.vectors).all():
        raise TrainingError("training diverged: a vector is not a number", "use another --seed")
    neighbors, shares = as_table(weights.to_scipy(), plan.walks.neighbors)
    told = asking(stage.part(progress, "similar films", "computing the vectors for similar films"), ask)
    likeness = _once(
        parts,
        "similar films",
        lambda: {
            "likeness": similarity_vectors(
                served.vectors[:, :-1],
                task.training,
                task.features,
                task.titles,
                task.seed("likeness"),
                task.device,
                told,
            )
        },
    )
    told = asking(stage.part(progress, "pairs", "computing what pairs of films know"), ask)
    pairs = _once(parts, "pairs", lambda: pair_rows(task.training, title_vectors(task.titles), task.device, told))
    told = asking(stage.part(progress, "map", "drawing the map of the films"), ask)
    years = np.asarray(task.features.vocabulary.years, np.int64)[task.features.years]
    places = draw_map(likeness["likeness"], task.training.counts, years, task.seed("map"), told)
    arrays: dict[str, NDArray[Any]] = {
        "ids": served.ids,
        "watchers": task.training.counts.astype(np.int32),
        "vectors": served.vectors,
        "bias": served.vectors[:, -1].copy(),
        "log_weights": served.log_weights,
        "neighbors": neighbors,
        "neighbor_weights": shares,
        **likeness,
        **pairs,
        "film_map": places,
    }
    weights_of = {name: value.cpu().numpy() for name, value in network.state_dict().items()}
    query = {**served.ranking.weights.to_tensors(), "covariance": covariance_of(served.vectors)}
    return arrays, {"query": query, "network": weights_of}


def _final_neighborhoods(
    task: TrainingTask, state: TrainingState, ask: Callable[[], None], told: Portion
) -> dict[str, Tensor]:
    """The published neighborhoods, the fields of a SparseMatrix."""
    plan = task.plan
    draws = _FINAL_DRAWS * max(plan.layers, 1)
    visits = []
    for number in range(draws):
        ask()
        told(number / draws)
        visits.append(draw_visits(state.sampler, plan.walks, task.seed("final", number)))
    weights = row_stochastic(most_visited(together(visits), plan.walks.neighbors))
    return {"starts": weights.starts, "columns": weights.columns, "values": weights.values}


def _once(
    parts: FinishedParts, part: str, compute: Callable[[], Mapping[str, NDArray[Any]]]
) -> dict[str, NDArray[Any]]:
    """`FinishedParts.once` for arrays."""
    found = parts.once(part, lambda: {name: torch.from_numpy(array) for name, array in compute().items()})
    return {name: tensor.numpy() for name, tensor in found.items()}
