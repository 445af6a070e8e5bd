from __future__ import annotations

import numpy as np
import pytest
import torch

from engine.model.interactions import interactions_of
from engine.model.query_splits import QueryMix
from engine.model.user_histories import UserHistories

CPU = torch.device("cpu")


def test_kept_and_targets_are_all_of_a_users_films(clusters):
    data = interactions_of(clusters)
    users = np.array([4, 4, 17])
    batch = UserHistories(data, CPU).cut(users, np.array([1, 3, 5]), seed=9)
    kept, targets = batch.kept.to_scipy(), batch.targets.to_scipy()
    assert np.diff(kept.indptr).tolist() == batch.sizes.tolist() == [1, 3, 5]
    assert ((kept + targets) != data.matrix[users]).nnz == 0


def test_a_batch_has_different_users_from_short_to_long_queries(clusters):
    data = interactions_of(clusters)
    histories = UserHistories(data, CPU)
    assert len(histories.draw(7, QueryMix(), np.random.default_rng(3)).sizes) == 7
    batch = histories.draw(10_000, QueryMix(0.4, 0.3, 0.3), np.random.default_rng(3))
    films = (batch.kept.to_scipy() + batch.targets.to_scipy()).toarray().tolist()
    assert sorted(films) == sorted(data.matrix.toarray().tolist())
    assert (batch.sizes.diff() >= 0).all()


def test_every_film_of_a_user_is_kept_equally_often(clusters):
    data = interactions_of(clusters)
    histories = UserHistories(data, CPU)
    kept = sum(histories.cut(np.array([0]), np.array([2]), seed).kept.to_scipy().toarray()[0] for seed in range(900))
    films = data.films(0)
    expected = 900 * 2 / len(films)
    assert np.abs(kept[films] - expected).max() < 5 * expected**0.5


def test_the_cut_is_the_same_in_every_release(clusters):
    batch = UserHistories(interactions_of(clusters), CPU).cut(np.array([0, 1]), np.array([2, 3]), seed=1)
    assert batch.kept.columns.tolist() == [5, 11, 13, 16, 20]


@pytest.mark.parametrize("size", [2, 3, 200], ids=["two", "three", "more than there are users"])
def test_the_shares_of_a_batch_are_the_batch(clusters, size):
    histories = UserHistories(interactions_of(clusters), CPU)
    whole = histories.draw(40, QueryMix(), np.random.default_rng(5))
    parts = [histories.share(rank, size).draw(40, QueryMix(), np.random.default_rng(5)) for rank in range(size)]
    places = torch.cat([part.rows.places for part in parts])
    assert places.sort().values.tolist() == list(range(40))
    assert {part.users for part in [whole, *parts]} == {40}
    for name in ("sizes", "shares"):
        together = torch.empty(40).index_copy_(0, places, torch.cat([getattr(part, name) for part in parts]))
        assert torch.equal(together, getattr(whole, name)), name
    for name in ("kept", "targets"):
        rows = np.concatenate([getattr(part, name).to_scipy().toarray() for part in parts])
        assert (rows == getattr(whole, name).to_scipy().toarray()[places.numpy()]).all(), name


def test_processes_hold_as_many_users_each_and_everybody_once(clusters):
    data = interactions_of(clusters)
    histories = UserHistories(data, CPU)
    films = [histories.share(rank, 4)._films for rank in range(4)]
    assert torch.cat(films).tolist() == data.matrix.indices.tolist()
    assert [len(histories.share(rank, 4)._held) for rank in range(4)] == [22, 23, 22, 23]
