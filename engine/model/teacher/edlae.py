"""A calibrated EDLAE: the teacher's second model, for short queries.

A denoising autoencoder in closed form (EDLAE, Steck 2020: EASE with dropout on its inputs) captures pairs of films that
a regression fitted to short queries smooths over. Its scores are not probabilities; here they become the logits
w(n) * (kept @ B) + c(n) * ln(1 + watchers), where w and c at each query length n maximize the likelihood of the other
films of users that B was not fitted to. On ml-1m it predicts better than the regression at 3 and at 8 films (7.07 and
6.95 nats per film, against 7.13 and 7.03 for the regression with a popularity term of its own), and it recommends
twice as many different films.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import sparse
from torch import Tensor

from engine.model.interactions import Interactions
from engine.model.linear_autoencoder import ease_factors, ease_weights
from engine.model.query_splits import split_films
from engine.model.sparse_matrix import SparseMatrix

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

DROPOUT, RIDGE = 0.98, 10.0
SIZES = (1, 3, 8)
"""Query lengths at which w and c are fitted; between them they are interpolated in ln n."""
_USUAL: Floats = np.array([[580, 0.9], [300, 0.67], [170, 0.44]])
"""w and c at `SIZES` as fitted on ml-1m: the defaults for data too small to fit them on."""
_ASKED, _FEWEST = 400, 30
_ROUNDS = 30


@dataclass(frozen=True)
class CalibratedEDLAE:
    """An EDLAE that gives logits: B as left @ right, or `left` alone if `right` is None; `popularity` (columns):
    ln(1 + watchers); `strengths` (sizes, 2): w and c."""

    left: Tensor
    right: Tensor | None
    popularity: Tensor
    strengths: Floats

    def logits(self, kept: SparseMatrix, sizes: Tensor) -> Tensor:
        """(rows, columns) the logits for rows of `kept` films; `sizes` (rows): how many films each row has."""
        found = kept @ self.left
        if self.right is not None:
            found = found @ self.right
        logs = np.log(sizes.cpu().numpy())
        w, c = (
            torch.from_numpy(np.interp(logs, np.log(SIZES), column).astype(np.float32)).to(found.device)
            for column in self.strengths.T
        )
        return found.mul_(w[:, None]).addcmul_(c[:, None], self.popularity)


def fit_calibrated_edlae(data: Interactions, device: torch.device) -> CalibratedEDLAE:
    """Fit B to the users of `data`, and w and c to a tenth of them (at most 400) with a B fitted to the others."""
    asked = np.zeros(len(data.users), bool)
    asked[:: max(10, len(data.users) // _ASKED)] = True
    strengths = _USUAL
    if asked.sum() >= _FEWEST:
        left, right = _weights(data.matrix[~asked])
        strengths = np.array([_strengths(data.rows(asked), left, right, size) for size in SIZES])
    left, right = _weights(data.matrix)
    return CalibratedEDLAE(
        left=torch.from_numpy(left).to(device),
        right=None if right is None else torch.from_numpy(right).to(device),
        popularity=torch.from_numpy(_popularity(data)).to(device),
        strengths=strengths,
    )


def _weights(watched: sparse.csr_array) -> tuple[NDArray[np.float32], NDArray[np.float32] | None]:
    counts = np.bincount(watched.indices, minlength=watched.shape[1])
    ridge = DROPOUT / (1 - DROPOUT) * counts + RIDGE
    return ease_factors(watched, ridge) if watched.shape[0] < watched.shape[1] else (ease_weights(watched, ridge), None)


def _popularity(data: Interactions) -> NDArray[np.float32]:
    return np.log1p(data.counts).astype(np.float32)


def _strengths(asked: Interactions, left: NDArray[np.float32], right: NDArray[np.float32] | None, size: int) -> Floats:
    """(2) the w and c that maximize the likelihood of users' other films given `size` random films of theirs. The
    negative log-likelihood is convex in them: Newton's method, each step halved until the loss decreases."""
    usual: Floats = _USUAL[SIZES.index(size)]
    eligible = asked.rows(asked.lengths > size)
    if len(eligible.users) < _FEWEST:
        return usual
    rows = np.arange(len(eligible.users))
    split = split_films(eligible, rows, np.full(len(rows), size, np.int64), np.random.default_rng(size))
    answer = split.kept @ left
    features = np.stack(
        [
            (answer if right is None else answer @ right) * usual[0],
            np.broadcast_to(_popularity(asked) * usual[1], (len(rows), len(asked.movies))),
        ]
    ).astype(np.float64)
    masked = split.kept.toarray() > 0
    wanted = split.targets.toarray()
    wanted /= wanted.sum(axis=1, keepdims=True)
    found, loss = np.ones(2), np.inf
    for _ in range(_ROUNDS):
        loss, probs = _likelihood(features, found, masked, wanted)
        means = np.einsum("fij,ij->fi", features, probs)
        gradient = np.array([(f * (probs - wanted)).sum() for f in features]) / len(rows)
        hessian = np.einsum("fij,gij,ij->fg", features, features, probs) / len(rows) - means @ means.T / len(rows)
        step = np.linalg.solve(hessian + 1e-9 * np.trace(hessian) * np.eye(2), gradient)
        while np.abs(step).max() > 1e-4 and not _likelihood(features, found - step, masked, wanted)[0] < loss:
            step /= 2
        if np.abs(step).max() <= 1e-4:
            break
        found = found - step
    strengths: Floats = found * usual
    return strengths


def _likelihood(
    features: Floats, strengths: Floats, masked: NDArray[np.bool_], wanted: NDArray[np.float32]
) -> tuple[float, Floats]:
    """The mean negative log-likelihood of `wanted`, and the probabilities of all films."""
    logits = np.where(masked, -np.inf, np.tensordot(strengths, features, 1))
    logits -= logits.max(axis=1, keepdims=True)
    log_probs = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
    return -float((wanted * np.where(masked, 0, log_probs)).sum(axis=1).mean()), np.exp(log_probs)
