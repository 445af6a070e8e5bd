from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy import sparse

from engine.model.objective import SHARE_LONG, SHARE_SHORT, Taught, loss_and_gradient
from engine.model.query_splits import loss_shares
from engine.model.sparse_matrix import SparseMatrix
from engine.model.user_histories import Batch

FILMS = 60


def batch_of(*rows: tuple[range, range]) -> Batch:
    """The batch of users with these kept and target films."""

    def matrix(part: int) -> SparseMatrix:
        dense = np.zeros((len(rows), FILMS), np.float32)
        for row, parts in enumerate(rows):
            dense[row, list(parts[part])] = 1
        return SparseMatrix.of(sparse.csr_array(dense), torch.device("cpu"))

    sizes, targets = (np.array([len(row[part]) for row in rows]) for part in (0, 1))
    shares = torch.from_numpy(loss_shares(sizes, targets))
    return Batch(matrix(0), matrix(1), torch.from_numpy(sizes).float(), shares)


BATCH = batch_of((range(1), range(1, 3)), (range(5), range(30, 60)), (range(25), range(30, 60)))


def cross_entropy(scores: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """The same loss, spelled out."""
    kept = torch.from_numpy(BATCH.kept.to_scipy().toarray() > 0)
    chances = torch.log_softmax(scores.masked_fill(kept, -1e9), dim=1)
    return (-(labels * chances).sum(dim=1) * BATCH.shares).sum()


def own_labels() -> torch.Tensor:
    targets = torch.from_numpy(BATCH.targets.to_scipy().toarray())
    return targets / targets.sum(dim=1, keepdim=True)


def test_loss_and_gradient_are_those_of_a_cross_entropy():
    scores = torch.randn(3, FILMS, generator=torch.manual_seed(1)).requires_grad_()
    expected = cross_entropy(scores, own_labels())
    expected.backward()
    loss, gradient = loss_and_gradient(scores.detach().clone(), BATCH, None)
    torch.testing.assert_close(loss, expected.detach())
    torch.testing.assert_close(gradient, scores.grad)


@pytest.mark.parametrize("columns", [range(FILMS), range(10, 50), range(25)], ids=["all", "most", "the kept ones"])
def test_what_is_taught_is_a_share_of_the_labels(columns):
    scores = torch.randn(3, FILMS, generator=torch.manual_seed(2)).requires_grad_()
    known = torch.rand(3, len(columns))
    known[torch.from_numpy(BATCH.kept.to_scipy().toarray()[:, list(columns)] > 0)] = 0
    known = (known / known.sum(dim=1, keepdim=True)).nan_to_num()
    shares = torch.tensor([SHARE_SHORT, SHARE_SHORT, SHARE_LONG])
    labels = own_labels() * (1 - shares[:, None])
    labels[:, list(columns)] += known * shares[:, None]
    expected = cross_entropy(scores, labels)
    expected.backward()
    taught = Taught(torch.tensor(list(columns)), known, shares)
    loss, gradient = loss_and_gradient(scores.detach().clone(), BATCH, taught)
    torch.testing.assert_close(loss, expected.detach())
    torch.testing.assert_close(gradient, scores.grad)
