"""The training objective, matched to serving: the kept part of a user's films forms the query, and the rest are the
targets of a softmax over the whole catalogue with the kept films masked. A share of the labels comes from the teacher.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from engine.model.query_splits import QuerySplit
from engine.model.teacher.labels import Teacher

LONG = 20
"""Queries with more kept films than this are long; long and short ones have separate weights and teacher shares."""
SHARE_LONG, SHARE_SHORT = 0.3, 0.6
_MASKED = -1e9


def labels_of(split: QuerySplit, teacher: Teacher | None, device: torch.device) -> Tensor:
    """(rows, movies) each softmax's target distribution: uniform over the row's targets, mixed with the teacher's."""
    targets = torch.from_numpy(split.targets.toarray()).to(device)
    labels = targets / targets.sum(dim=1, keepdim=True)
    if teacher is None:
        return labels
    shares = np.where(split.sizes > LONG, SHARE_LONG, SHARE_SHORT).astype(np.float32)
    share = torch.from_numpy(shares).to(device)[:, None]
    taught = teacher.labels(split.kept, split.sizes, device) * share
    labels = labels * (1 - share)
    labels[:, torch.from_numpy(teacher.columns).to(device)] += taught
    return labels


def row_weights(split: QuerySplit) -> Tensor:
    """(rows) loss weights max(1, targets / 20)^.5, scaled to mean 1 among long and among short queries."""
    targets = np.diff(split.targets.indptr)
    weights = np.sqrt(np.maximum(targets / LONG, 1))
    long = split.sizes > LONG
    for group in (long, ~long):
        if group.any():
            weights[group] /= weights[group].mean()
    return torch.from_numpy(weights.astype(np.float32))


def loss_of(scores: Tensor, split: QuerySplit, labels: Tensor) -> Tensor:
    """The mean weighted cross-entropy of a batch."""
    kept = torch.from_numpy(split.kept.toarray() > 0).to(scores.device)
    log_probs = torch.log_softmax(scores.masked_fill(kept, _MASKED), dim=1)
    losses = -(labels * log_probs).sum(dim=1)
    return (losses * row_weights(split).to(scores.device)).mean()
