from __future__ import annotations

import numpy as np
import pytest
import torch

from engine.model import cold_start_training
from engine.model.cold_start_training import train_cold_start
from engine.model.features import features_of
from engine.model.finished_parts import FinishedParts
from engine.model.interactions import interactions_of
from engine.model.neighborhoods import Walks, draw_visits, row_stochastic
from engine.model.pinsage import PinSage, Rates, Shape
from engine.model.sampled_catalogue import Catalogue
from engine.model.svd_init import svd_embeddings
from engine.model.torch_sampler import TorchSampler
from engine.model.training_options import TrainingOptions, plan_training
from engine.model.user_histories import UserHistories

CPU = torch.device("cpu")
NOWHERE = FinishedParts(None, "")


def whole(data):
    return Catalogue(data, 0, 0, CPU)


def prepared(clusters, steps):
    data = interactions_of(clusters)
    features = features_of(clusters.movies)
    plan = plan_training(TrainingOptions(dim=16, steps=steps, batch=60), data)
    torch.manual_seed(0)
    shape = Shape(len(data.movies), features.genres.shape[1], len(features.vocabulary.years), 16, 16)
    network = PinSage(shape, Rates(), features, svd_embeddings(data, 16, 0, CPU), data.counts)
    return network, data, row_stochastic(draw_visits(TorchSampler(data, CPU), Walks(count=20), 1)), plan


def test_nothing_but_the_newcomers_encoder_moves(clusters):
    network, data, neighborhood, plan = prepared(clusters, 6)
    before = {name: value.clone() for name, value in network.state_dict().items()}
    train_cold_start(network, UserHistories(data, CPU), whole(data), neighborhood, plan, NOWHERE, lambda: None)
    moved = {name for name, value in network.state_dict().items() if not torch.equal(value, before[name])}
    assert moved
    assert all(name.startswith("newcomers.") for name in moved)
    assert all(parameter.requires_grad for parameter in network.parameters())


def test_a_film_without_an_id_lands_among_its_neighbors_kind(clusters, kind_of):
    network, data, neighborhood, plan = prepared(clusters, 400)
    train_cold_start(network, UserHistories(data, CPU), whole(data), neighborhood, plan, NOWHERE, lambda: None)
    network.eval()
    kinds = np.array([kind_of(int(movie)) for movie in data.movies])
    with torch.no_grad():
        near = [neighborhood] * plan.layers
        known = network.encoder(near).numpy()
        right = 0
        for film in range(len(kinds)):
            vector = network.newcomers(network.encoder, torch.tensor([film]), near)[0, :-1].numpy()
            scores = known @ vector
            others = np.arange(len(kinds)) != film
            right += scores[(kinds == kinds[film]) & others].mean() > scores[kinds != kinds[film]].mean()
    assert right > 0.9 * len(kinds)


def test_it_can_be_stopped(clusters):
    network, data, neighborhood, plan = prepared(clusters, 30)
    asked = []

    def ask():
        asked.append(None)
        if len(asked) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train_cold_start(network, UserHistories(data, CPU), whole(data), neighborhood, plan, NOWHERE, ask)
    assert len(asked) == 3


def test_one_that_was_stopped_and_goes_on_ends_as_one_that_was_not(clusters, tmp_path, monkeypatch):
    monkeypatch.setattr(cold_start_training, "_SAVE_EVERY", -1)
    parts, asked = FinishedParts(tmp_path, "these data"), []

    def ask():
        asked.append(None)
        if len(asked) == 50:
            raise KeyboardInterrupt

    def trained(parts, ask):
        network, data, neighborhood, plan = prepared(clusters, 120)
        train_cold_start(network, UserHistories(data, CPU), whole(data), neighborhood, plan, parts, ask)
        return network.newcomers.state_dict()

    with pytest.raises(KeyboardInterrupt):
        trained(parts, ask)
    resumed, whole_run = trained(parts, lambda: asked.append(None)), trained(NOWHERE, lambda: None)
    assert len(asked) == 50 + 20  # of 60 steps, 40 were kept
    assert all(torch.equal(resumed[name], value) for name, value in whole_run.items())
