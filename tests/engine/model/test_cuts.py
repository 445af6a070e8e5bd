from __future__ import annotations

import numpy as np

from engine.model.cuts import Mix, cut_users, draw_sizes
from engine.model.interactions import interactions_of


def test_kept_and_targets_are_all_of_a_users_films(clusters):
    data = interactions_of(clusters)
    rows = np.array([4, 4, 17])
    cut = cut_users(data, rows, np.array([1, 5, 3]), np.random.default_rng(0))
    assert np.diff(cut.kept.indptr).tolist() == [1, 5, 3]
    assert ((cut.kept + cut.targets) != data.matrix[rows]).nnz == 0


def test_sizes_leave_at_least_one_film_on_either_side():
    lengths = np.array([2, 3, 50, 2_000] * 500)
    for mix in (Mix(), Mix(1, 0, 0), Mix(0, 1, 0), Mix(0, 0, 1)):
        sizes = draw_sizes(lengths, mix, np.random.default_rng(1))
        assert sizes.min() >= 1
        assert (sizes < lengths).all()


def test_the_mix_decides_between_long_and_short_parts():
    lengths = np.full(4_000, 200)
    long = draw_sizes(lengths, Mix(1, 0, 0), np.random.default_rng(1))
    short = draw_sizes(lengths, Mix(0, 0, 1), np.random.default_rng(1))
    assert long.min() >= 100
    assert long.max() <= 190
    assert set(short.tolist()) == set(range(1, 11))
    assert (short <= 3).mean() > 0.5


def test_every_film_of_a_user_can_be_kept(clusters):
    data = interactions_of(clusters)
    random = np.random.default_rng(2)
    kept = sum(cut_users(data, np.array([0]), np.array([1]), random).kept.toarray() for _ in range(200))
    assert (kept[0][data.films(0)] > 0).all()
