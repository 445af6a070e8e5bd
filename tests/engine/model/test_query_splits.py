from __future__ import annotations

import numpy as np
import pytest

from engine.model.interactions import interactions_of
from engine.model.query_splits import QueryMix, draw_kept_sizes, loss_shares, split_films


def test_kept_and_targets_are_all_of_a_users_films(clusters):
    data = interactions_of(clusters)
    rows = np.array([4, 4, 17])
    split = split_films(data, rows, np.array([1, 5, 3]), np.random.default_rng(0))
    assert np.diff(split.kept.indptr).tolist() == [1, 5, 3]
    assert ((split.kept + split.targets) != data.matrix[rows]).nnz == 0


def test_sizes_leave_at_least_one_film_on_either_side():
    lengths = np.array([2, 3, 50, 2_000] * 500)
    for mix in (QueryMix(), QueryMix(1, 0, 0), QueryMix(0, 1, 0), QueryMix(0, 0, 1)):
        sizes = draw_kept_sizes(lengths, mix, np.random.default_rng(1))
        assert sizes.min() >= 1
        assert (sizes < lengths).all()


def test_the_mix_decides_between_long_and_short_parts():
    lengths = np.full(4_000, 200)
    long = draw_kept_sizes(lengths, QueryMix(1, 0, 0), np.random.default_rng(1))
    short = draw_kept_sizes(lengths, QueryMix(0, 0, 1), np.random.default_rng(1))
    assert long.min() >= 100
    assert long.max() <= 190
    assert set(short.tolist()) == set(range(1, 11))
    assert (short <= 3).mean() > 0.5


def test_every_film_of_a_user_can_be_kept(clusters):
    data = interactions_of(clusters)
    random = np.random.default_rng(2)
    kept = sum(split_films(data, np.array([0]), np.array([1]), random).kept.toarray() for _ in range(200))
    assert (kept[0][data.films(0)] > 0).all()


def test_users_with_many_targets_count_more_among_queries_of_their_kind():
    shares = loss_shares(np.array([1, 5, 25]), np.array([2, 45, 30]))
    short = np.array([1.0, 1.5])
    assert shares == pytest.approx([*short / short.mean() / 3, 1 / 3])
    assert loss_shares(np.array([30, 40]), np.array([2, 2])) == pytest.approx([0.5, 0.5])
