"""The training objective, matched to serving: the kept part of a user's films forms the query, and the rest are the
targets of a softmax over the catalogue with the kept films masked. A share of the labels comes from the teacher.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from engine.model.query_splits import LONG
from engine.model.teacher.labels import Teacher
from engine.model.user_histories import Batch

SHARE_LONG, SHARE_SHORT = 0.3, 0.6
_MASKED = -1e9


@dataclass(frozen=True)
class Taught:
    """The teacher's part of a batch's labels: `labels` (rows, columns) over the films `columns`, `shares` (rows) the
    part of each row's labels that it is."""

    columns: Tensor
    labels: Tensor
    shares: Tensor


def taught_labels(batch: Batch, teacher: Teacher | None) -> Taught | None:
    """What `teacher` teaches for `batch`: None without a teacher."""
    if teacher is None:
        return None
    shares = torch.where(batch.sizes > LONG, SHARE_LONG, SHARE_SHORT)
    return Taught(teacher.columns, teacher.labels(batch.kept, batch.sizes), shares)


@torch.no_grad()
def loss_and_gradient(scores: Tensor, batch: Batch, taught: Taught | None) -> tuple[Tensor, Tensor]:
    """The cross-entropies of a batch, added up by their shares (a scalar), and the gradient of that with respect to
    `scores` (rows, movies).

    A row's labels are uniform over its targets, mixed with what is taught. The gradient overwrites `scores`: softmax
    and gradient need one pass each over the largest tensor of a step, where autograd makes a dozen.
    """
    rows, movies = scores.shape
    scores[batch.kept.rows, batch.kept.columns] = _MASKED
    lengths = batch.targets.starts.diff()
    own = (1 / lengths)[batch.targets.rows]
    total = torch.ones(rows, device=scores.device)
    if taught is None:
        agreement = torch.zeros(rows, device=scores.device)
    else:
        own = own * (1 - taught.shares)[batch.targets.rows]
        labels = taught.labels * taught.shares[:, None]
        # Where all films that the teacher knows are kept, it teaches nothing.
        total = labels.sum(dim=1) + 1 - taught.shares
        known = scores if len(taught.columns) == movies else scores.index_select(1, taught.columns)
        agreement = torch.linalg.vecdot(labels, known)
    of_targets = scores[batch.targets.rows, batch.targets.columns] * own
    agreement = agreement.index_add_(0, batch.targets.rows, of_targets)
    highest = scores.amax(dim=1)
    gradient = scores.sub_(highest[:, None]).exp_()
    mass = gradient.sum(dim=1)
    losses = (highest + mass.log()) * total - agreement
    gradient *= (total * batch.shares / mass)[:, None]
    if taught is not None:
        labels *= batch.shares[:, None]
        if len(taught.columns) == movies:
            gradient -= labels
        else:
            # On a CPU index_select and index_copy_ are twice as fast as index_add_ with columns.
            of_known = gradient.index_select(1, taught.columns).sub_(labels)
            gradient.index_copy_(1, taught.columns, of_known)
    places = batch.targets.rows * movies + batch.targets.columns
    gradient.view(-1).index_add_(0, places, own * batch.shares[batch.targets.rows], alpha=-1)
    return losses @ batch.shares, gradient
