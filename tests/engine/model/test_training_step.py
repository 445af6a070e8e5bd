from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from engine.model import training_options
from engine.model.features import features_of
from engine.model.finished_parts import FinishedParts
from engine.model.training_loop import _neighborhoods
from engine.model.training_options import TrainingOptions, plan_training
from engine.model.training_start import start_training
from engine.model.training_step import Steps, Trainee
from engine.model.training_task import TrainingTask
from engine.model.user_split import split_users
from engine.progress import silent

OPTIONS = TrainingOptions(dim=16, steps=45, walks=20, batch=20)


class Stub:
    """Stands for one process among `size`, whose gradients are looked at before they are added up."""

    def __init__(self, size, elsewhere=None):
        self.size, self.elsewhere = size, elsewhere

    def reducing(self, network):
        return network

    def total(self, number):
        return number

    def union(self, there):
        return there | self.elsewhere


@pytest.fixture
def task(clusters):
    def make(options):
        split = split_users(clusters)
        return TrainingTask(
            plan=plan_training(options, split.data),
            split=split,
            features=features_of(clusters.movies),
            titles=[str(title) for title in clusters.movies["title"]],
            digest=clusters.digest,
        )

    return make


def gradients(trainee, plan, histories, graph, group):
    """The loss and the gradients of step 3, after which nothing has changed."""
    groups = [{"params": [parameter], "factor": 0.0} for parameter in trainee.network.parameters()]
    still = torch.optim.SGD(groups, lr=0.0)
    steps = Steps(plan, Trainee(histories, trainee.catalogue, trainee.teacher, trainee.network, still), group)
    loss = steps.take(3, steps.graph(graph, []))
    found = {name: each.grad.clone() for name, each in trainee.network.named_parameters() if each.grad is not None}
    return loss, found


@pytest.mark.parametrize("head", [0, 12], ids=["all films", "a part of the films"])
@pytest.mark.parametrize("size", [2, 3, 30], ids=["two", "three", "more than the batch has users"])
def test_the_processes_gradients_have_the_mean_of_one_process(task, monkeypatch, head, size):
    monkeypatch.setattr(training_options, "OTHERS", 4)
    whole = task(replace(OPTIONS, head=head))
    plan, state = whole.plan, start_training(whole, None, FinishedParts(None, ""), lambda: None, silent)
    graph = _neighborhoods(whole, state, 0)
    batch = state.histories.draw(plan.batch, plan.mix, np.random.default_rng([plan.seed, 2, 3]))
    watched = torch.zeros(batch.kept.width, dtype=torch.bool)
    watched[batch.kept.columns] = watched[batch.targets.columns] = True
    loss, expected = gradients(state, plan, state.histories, graph, None)
    losses, means = [], {name: torch.zeros_like(gradient) for name, gradient in expected.items()}
    for rank in range(size):
        share = state.histories.share(rank, size)
        part, found = gradients(state, plan, share, graph, Stub(size, watched))
        losses.append(part)
        assert found.keys() == expected.keys()
        for name, gradient in found.items():
            means[name] += gradient / size
    assert sum(losses) == pytest.approx(loss, rel=1e-5)
    for name, gradient in expected.items():
        torch.testing.assert_close(means[name], gradient, rtol=1e-4, atol=1e-7, msg=name)
