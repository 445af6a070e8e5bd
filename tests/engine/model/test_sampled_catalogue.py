from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy import sparse

from engine.model.interactions import Interactions
from engine.model.objective import Taught, loss_and_gradient
from engine.model.query_splits import QueryMix
from engine.model.sampled_catalogue import Catalogue
from engine.model.user_histories import UserHistories

CPU = torch.device("cpu")
FILMS, USERS, BATCH = 40, 300, 6


@pytest.fixture(scope="module")
def data() -> Interactions:
    """Films from one that half of the users watched to some that hardly anyone did."""
    chances = 0.5 / np.arange(1, FILMS + 1) ** 1.2
    watched = np.random.default_rng(0).random((USERS, FILMS)) < chances
    watched[np.arange(USERS), np.arange(USERS) % 7] = True
    watched[np.arange(USERS), 7 + np.arange(USERS) % 3] = True
    return Interactions(np.arange(USERS), np.arange(FILMS), sparse.csr_array(watched.astype(np.float32)))


def batch_of(data: Interactions, seed: int):
    return UserHistories(data, CPU).draw(BATCH, QueryMix(), np.random.default_rng(seed))


def test_a_part_has_the_head_the_films_of_the_batch_and_some_of_the_others(data):
    catalogue, batch = Catalogue(data, head=5, others=4, device=CPU), batch_of(data, 1)
    part = catalogue.part(batch, np.random.default_rng(1))
    head = np.argsort(-data.counts, kind="stable")[:5].tolist()
    own = batch.kept.columns.tolist() + batch.targets.columns.tolist()
    assert set(head) | set(own) <= set(part.films.tolist())
    drawn = set(part.films.tolist()) - set(head) - set(own)
    assert 0 < len(drawn) <= 4
    assert (part.films.diff() > 0).all()


def test_the_batch_of_a_part_names_the_same_films(data):
    catalogue, batch = Catalogue(data, head=5, others=4, device=CPU), batch_of(data, 2)
    part = catalogue.part(batch, np.random.default_rng(2))
    assert part.films[part.batch.kept.columns].tolist() == batch.kept.columns.tolist()
    assert part.films[part.batch.targets.columns].tolist() == batch.targets.columns.tolist()
    assert part.batch.kept.width == part.batch.targets.width == len(part.films)
    taught = part.taught(Taught(torch.tensor([head := int(data.counts.argmax())]), torch.ones(BATCH, 1), torch.ones(1)))
    assert part.films[taught.columns].tolist() == [head]


def test_a_film_is_in_a_part_as_often_as_its_chance_says(data):
    catalogue, user = Catalogue(data, head=5, others=4, device=CPU), 11
    others = np.delete(np.arange(USERS), user)
    histories, seen, draws = UserHistories(data, CPU), np.zeros(FILMS), 4_000
    random = np.random.default_rng(3)
    for draw in range(draws):
        users = np.append(random.choice(others, BATCH - 1, replace=False), user)
        part = catalogue.part(histories.cut(users, np.ones(BATCH, np.int64), draw), random)
        seen[part.films] += 1
    chances = catalogue.log_chances(BATCH).exp().numpy()
    foreign = data.matrix[[user]].toarray()[0] == 0
    error = np.sqrt(chances * (1 - chances) / draws) + 0.004
    assert (np.abs(seen / draws - chances)[foreign] < 4 * error[foreign]).all()
    assert chances[np.argsort(-data.counts, kind="stable")[:5]].tolist() == [1] * 5


def test_the_gradient_of_a_part_is_that_of_the_whole_catalogue_on_average(data):
    catalogue, batch = Catalogue(data, head=12, others=10, device=CPU), batch_of(data, 5)
    scores = torch.randn(BATCH, FILMS, generator=torch.manual_seed(4))
    loss, gradient = loss_and_gradient(scores.clone(), batch, None)
    own = (batch.kept.to_scipy() + batch.targets.to_scipy()).toarray() > 0
    found, losses, random, draws = torch.zeros_like(gradient), [], np.random.default_rng(6), 600
    for _ in range(draws):
        part = catalogue.part(batch, random)
        # The batch is always the same here, so a film is in a part by the draw of the others alone.
        chance = torch.tensor(10 / (FILMS - 12)).log()
        certain = np.isin(np.arange(FILMS), np.argsort(-data.counts, kind="stable")[:12]) | own.any(axis=0)
        drawn = torch.where(torch.from_numpy(certain), torch.tensor(0.0), chance)[part.films]
        part.log_chances.copy_(drawn)
        one, part_gradient = loss_and_gradient(part.corrected(scores[:, part.films]), part.batch, None)
        found[:, part.films] += part_gradient / draws
        losses.append(float(one))
    assert np.mean(losses) == pytest.approx(float(loss), rel=0.01)
    assert (found - gradient).norm() < 0.05 * gradient.norm()


def test_without_a_head_all_films_take_part(data):
    batch = batch_of(data, 7)
    part = Catalogue(data, head=0, others=0, device=CPU).part(batch, np.random.default_rng(1))
    assert part.films is None
    assert part.batch is batch
    scores = torch.randn(BATCH, FILMS)
    assert torch.equal(part.corrected(scores.clone()), scores)
