"""Training: from a data set to everything that a published version holds.

Every random choice of a step is drawn from the seed and the step's number, so that a run that was stopped and
resumed ends with the same numbers as one that was not. Nothing here writes but the checkpoint.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from numpy.typing import NDArray

from engine.errors import MovierecError, TrainingError
from engine.model.checkpoints import load_checkpoint, save_checkpoint
from engine.model.cuts import cut_users, draw_sizes
from engine.model.evaluation import Served, make_cases, measure, report_of
from engine.model.features import Features, features_of
from engine.model.graph import build_graph
from engine.model.induction import train_newcomers
from engine.model.interactions import Interactions, held_out, interactions_of, stable_hash
from engine.model.likeness import likeness_vectors
from engine.model.neighborhoods import as_table, draw_visits, most_visited, row_stochastic
from engine.model.objective import labels_of, loss_of
from engine.model.options import Plan, TrainingOptions, plan_training
from engine.model.pinsage import PinSage, Rates, Shape
from engine.model.sparse import SparseMatrix
from engine.model.spectral import spectral_start
from engine.model.teacher import Teacher, fit_teacher
from engine.movies import Movie
from engine.progress import Event, Progress, silent

if TYPE_CHECKING:
    from engine.datasets.dataset import Dataset

_WARM_UP = 20
_FASTER = 3.0
"""The learning rate of the scalars and the query's unit, over that of everything else."""
_FINAL_DRAWS = 4
_CHECK_EVERY = 50
_CHECK_USERS = 100


class TrainingInterrupted(MovierecError):
    """Somebody asked training to stop; the checkpoint holds what was done."""

    exit_code = 130


@dataclass(frozen=True)
class Trained:
    """All of a version but its number: `arrays` and `tensors` by their names in the artifact, `movies` in row order,
    `report` as {"protocol", "users", "rows"}, `parameters` the plan, the vocabulary and the times."""

    movies: list[Movie]
    arrays: dict[str, NDArray[Any]]
    tensors: dict[str, dict[str, NDArray[Any]]]
    parameters: dict[str, Any]
    report: dict[str, Any]
    seed: int
    users: int
    interactions: int


def train(
    dataset: Dataset,
    options: TrainingOptions,
    *,
    checkpoint: Path | None = None,
    resume: bool = False,
    progress: Progress = silent,
    stop: Callable[[], bool] = lambda: False,
    without: NDArray[np.bool_] | None = None,
) -> Trained:
    """Train on `dataset`, but for the users of the mask `without` (in the order of `interactions_of`; by default
    those of `held_out`), on whom the report is measured.

    With `resume`, go on from `checkpoint` where there is one; it stays in place when training is done (the caller
    removes it when the version is published). `stop` is asked at each step; once true, the checkpoint is saved and
    TrainingInterrupted raised. Raises TrainingError where the data are too small or training goes wrong, UsageError
    for senseless options.
    """
    data = interactions_of(dataset)
    plan = plan_training(options, data)
    out = held_out(data) if without is None else without
    training, held = data.rows(~out), data.rows(out)
    features = features_of(dataset.movies)
    run = _Run(plan, training, held, features, stop, progress)
    run.fits = json.dumps([dataset.digest, stable_hash(np.flatnonzero(out)), plan.identity()], sort_keys=True)
    run.prepare(checkpoint if resume else None)
    run.steps(checkpoint)
    return run.finish(dataset)


class _Run:
    def __init__(
        self,
        plan: Plan,
        training: Interactions,
        held: Interactions,
        features: Features,
        stop: Callable[[], bool],
        progress: Progress,
    ) -> None:
        self.plan, self.training, self.held, self.features = plan, training, held, features
        self.stop, self.progress = stop, progress
        self.device = torch.device(plan.device)
        self.learners = training.rows(training.lengths >= 2)
        self.fits = ""
        self.done = 0
        self.teacher: Teacher | None = None

    def prepare(self, checkpoint: Path | None) -> None:
        plan = self.plan
        stages = 2 + plan.teacher
        self.progress(Event(stage="graph", done=0, total=stages, message="the user-movie graph"))
        self.graph = build_graph(self.training)
        self.progress(Event(stage="graph", done=1, total=stages, message="leading directions"))
        start = spectral_start(self.training, plan.dim, plan.seed)
        self._ask()
        if plan.teacher:
            self.progress(Event(stage="graph", done=2, total=stages, message="closed-form teacher"))
            self.teacher = fit_teacher(self.learners, self.device)
        self.progress(Event(stage="graph", done=stages, total=stages))
        torch.manual_seed(stable_hash((plan.seed, "weights")) >> 1)
        shape = Shape(
            movies=len(self.training.movies),
            genres=self.features.genres.shape[1],
            years=len(self.features.vocabulary.years),
            dim=plan.dim,
            hidden=plan.hidden,
            layers=plan.layers,
        )
        self.network = PinSage(shape, Rates(), self.features, start, self.training.counts).to(self.device)
        self.optimizer = torch.optim.AdamW(self._groups(), weight_decay=0.0)
        if checkpoint is not None and checkpoint.exists():
            self.done = load_checkpoint(checkpoint, self.fits, self.network, self.optimizer)

    def _groups(self) -> list[dict[str, Any]]:
        groups: dict[float, list[torch.nn.Parameter]] = {}
        for name, parameter in self.network.named_parameters():
            factor = _FASTER if parameter.ndim == 0 or name.startswith("query.") else 1.0
            if name == "encoder.identity":
                factor = self.plan.identity_rate
            groups.setdefault(factor, []).append(parameter)
        return [
            {"params": parameters, "lr": self.plan.learning_rate, "factor": factor}
            for factor, parameters in groups.items()
        ]

    def _ask(self) -> None:
        if self.stop():
            raise TrainingInterrupted("training was interrupted", "go on with `movierec train --resume`")

    def steps(self, checkpoint: Path | None) -> None:
        plan = self.plan
        neighborhoods: list[SparseMatrix] = []
        figure = ""
        self._tell("")
        while self.done < plan.steps:
            step = self.done
            if self.stop():
                if checkpoint is not None:
                    save_checkpoint(checkpoint, step, self.fits, self.network, self.optimizer)
                self._ask()
            if step % plan.redraw == 0 or not neighborhoods:
                if checkpoint is not None and step:
                    save_checkpoint(checkpoint, step, self.fits, self.network, self.optimizer)
                neighborhoods = self._draw(step // plan.redraw)
            loss = self._step(step, neighborhoods)
            if not math.isfinite(loss):
                raise TrainingError("training diverged: the loss is not a number", "use another --seed")
            self.done = step + 1
            if self.done % _CHECK_EVERY == 0 or self.done == plan.steps:
                figure = self._check(neighborhoods)
            self._tell(f"loss {loss:.2f}{figure}")
        if checkpoint is not None:
            save_checkpoint(checkpoint, self.done, self.fits, self.network, self.optimizer)

    def _tell(self, message: str) -> None:
        self.progress(Event(stage="train", done=self.done, total=self.plan.steps, unit="steps", message=message))

    def _draw(self, number: int) -> list[SparseMatrix]:
        return [
            SparseMatrix(
                row_stochastic(draw_visits(self.graph, self.plan.walks, self._seed("walks", number, layer))),
                self.device,
            )
            for layer in range(self.plan.layers)
        ]

    def _seed(self, *what: object) -> int:
        return stable_hash((self.plan.seed, *what)) % (2**31 - 1)

    def _step(self, step: int, neighborhoods: list[SparseMatrix]) -> float:
        plan = self.plan
        random = np.random.default_rng([plan.seed, 2, step])
        rows = random.choice(len(self.learners.users), min(plan.batch, len(self.learners.users)), replace=False)
        cut = cut_users(self.learners, rows, draw_sizes(self.learners.lengths[rows], plan.mix, random), random)
        torch.manual_seed(self._seed("dropout", step))
        rate = plan.learning_rate * _schedule(step, plan.steps)
        for group in self.optimizer.param_groups:
            group["lr"] = rate * group["factor"]
        likes = torch.from_numpy(cut.sizes.astype(np.float32)).to(self.device)
        self.network.train()
        scores = self.network(neighborhoods, SparseMatrix(cut.kept, self.device), likes)
        loss = loss_of(scores, cut, labels_of(cut, self.teacher, self.device))
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        self.optimizer.step()
        return float(loss.detach())

    def _served(self, neighborhoods: list[SparseMatrix]) -> Served:
        return Served(
            ids=self.training.movies,
            vectors=self.network.table(neighborhoods),
            log_weights=self.network.log_weights.detach().cpu().numpy(),
            query=self.network.query.weights(),
        )

    def _check(self, neighborhoods: list[SparseMatrix]) -> str:
        some = self.held.rows(np.arange(min(len(self.held.users), _CHECK_USERS)))
        cases = make_cases(some, likes=(0.8,))
        if not cases:
            return ""
        found = measure(self._served(neighborhoods).scores, cases[0], self.training.counts)
        return f" · held-out R@20 {found.per_user['recall@20'].mean():.3f}"

    def finish(self, dataset: Dataset) -> Trained:
        plan = self.plan
        self.progress(Event(stage="evaluate", message="the published vectors"))
        visits = draw_visits(self.graph, plan.walks, self._seed("final", 0))
        for number in range(1, _FINAL_DRAWS * plan.layers):
            self._ask()
            visits = visits + draw_visits(self.graph, plan.walks, self._seed("final", number))
        weights = row_stochastic(most_visited(visits, plan.walks.neighbors))
        self.progress(Event(stage="evaluate", message="films without ratings"))
        train_newcomers(self.network, self.learners, weights, plan, self._ask)
        served = self._served([SparseMatrix(weights, self.device)] * plan.layers)
        if not np.isfinite(served.vectors).all():
            raise TrainingError("training diverged: a vector is not a number", "use another --seed")
        neighbors, shares = as_table(weights, plan.walks.neighbors)
        report = report_of(served, self.training, self.held)
        self.progress(Event(stage="evaluate", done=1, total=2, message="similar films"))
        likeness = likeness_vectors(
            served.vectors[:, :-1],
            self.training,
            self.features,
            [str(title) for title in dataset.movies["title"]],
            self._seed("likeness"),
            self.device,
        )
        self.progress(Event(stage="evaluate", done=2, total=2))
        return Trained(
            movies=dataset.records(),
            arrays={
                "ids": served.ids,
                "vectors": served.vectors,
                "likeness": likeness,
                "log_weights": served.log_weights,
                "neighbors": neighbors,
                "neighbor_weights": shares,
            },
            tensors={
                "query": served.query.to_tensors(),
                "network": {name: value.cpu().numpy() for name, value in self.network.state_dict().items()},
            },
            parameters={**plan.to_parameters(), "vocabulary": self.features.vocabulary.to_parameters()},
            report=report,
            seed=plan.seed,
            users=len(self.training.users) + len(self.held.users),
            interactions=int(self.training.matrix.nnz + self.held.matrix.nnz),
        )


def _schedule(step: int, steps: int) -> float:
    """The share of the learning rate at `step`: a linear warm-up, then a cosine to almost nothing."""
    warm = min(_WARM_UP, max(steps // 5, 1))
    if step < warm:
        return (step + 1) / warm
    return 0.5 * (1 + math.cos(math.pi * (step - warm) / max(steps - warm, 1)))
