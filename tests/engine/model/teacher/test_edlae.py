from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy import optimize, sparse

from engine.model.interactions import interactions_of
from engine.model.sparse_matrix import SparseMatrix
from engine.model.teacher import edlae
from engine.model.teacher.edlae import SIZES, fit_calibrated_edlae
from engine.model.teacher.labels import fit_teacher

CPU = torch.device("cpu")


def rows_of(*films, movies=36):
    kept = np.zeros((len(films), movies), np.float32)
    for row, some in enumerate(films):
        kept[row, list(some)] = 1
    return sparse.csr_array(kept)


def test_the_logits_are_the_two_terms_at_the_strengths_of_the_length(clusters):
    data = interactions_of(clusters)
    found = fit_calibrated_edlae(data, CPU)
    kept = rows_of((0,), (0, 1, 2))
    logits = found.logits(SparseMatrix.of(kept, CPU), torch.tensor([1.0, 3]))
    expected = (kept @ found.left.numpy()) * found.strengths[:2, :1] + found.strengths[:2, 1:] * np.log1p(data.counts)
    np.testing.assert_allclose(logits.numpy(), expected, rtol=1e-4)


def test_films_of_one_kind_are_associated(clusters, kind_of):
    data = interactions_of(clusters)
    found = fit_calibrated_edlae(data, CPU)
    assert (found.strengths > 0).all()
    logits = found.logits(SparseMatrix.of(rows_of((0, 1, 2)), CPU), torch.tensor([3.0])).numpy()[0]
    kinds = np.array([kind_of(int(movie)) for movie in data.movies])
    assert logits[3:][kinds[3:] == 0].min() > logits[3:][kinds[3:] != 0].max()


def test_few_users_give_the_same_answers_by_the_short_way(make_dataset):
    random = np.random.default_rng(3)
    data = interactions_of(
        make_dataset([(u, 10 * int(m + 1)) for u in range(9) for m in random.choice(12, 5, False)], 12)
    )
    left, right = edlae._weights(data, None, CPU)
    assert right is not None
    dense, none = edlae._weights(data, edlae.weighted_gram(data.matrix, None, CPU), CPU)
    assert none is None
    off = ~torch.eye(12, dtype=torch.bool)
    torch.testing.assert_close((left @ right)[off], dense[off], atol=1e-6, rtol=0)


@pytest.mark.parametrize("size", SIZES[:2])
def test_the_strengths_are_the_likeliest_ones(clusters, size):
    data = interactions_of(clusters)
    left, right = edlae._weights(data, edlae.weighted_gram(data.matrix, None, CPU), CPU)
    found = edlae._strengths(data, left, right, size)

    asked = data.rows(data.lengths > size)
    rows = np.arange(len(asked.users))
    split = edlae.split_films(asked, rows, np.full(len(rows), size), np.random.default_rng(size))
    masked, wanted = torch.from_numpy(split.kept.toarray() > 0), torch.from_numpy(split.targets.toarray()).double()
    wanted /= wanted.sum(dim=1, keepdim=True)
    answer = torch.from_numpy(split.kept @ left.numpy()).double()
    features = torch.stack([answer, torch.from_numpy(np.log1p(data.counts)).expand_as(answer)])

    def loss(strengths):
        return edlae._likelihood(features, strengths, masked, wanted)[0]

    best = optimize.minimize(
        loss, found + np.array((1, 0.1)), method="Nelder-Mead", options={"maxiter": 4000, "fatol": 1e-10}
    )
    assert loss(found) <= best.fun + 1e-4


def test_short_queries_are_taught_by_both_and_long_ones_by_the_regression_alone(clusters):
    data = interactions_of(clusters)
    both, one = fit_teacher(data, CPU), fit_teacher(data, CPU, edlae=False)
    kept = rows_of((0, 1), range(20))
    taught, plain = (model.labels(SparseMatrix.of(kept, CPU), torch.tensor([2.0, 20])) for model in (both, one))
    torch.testing.assert_close(taught.sum(dim=1), torch.ones(2))
    assert (taught[torch.from_numpy(kept.toarray() > 0)] == 0).all()
    torch.testing.assert_close(taught[1], plain[1])
    assert (taught[0] - plain[0]).abs().max() > 1e-3
