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

from engine.model.finished_parts import Once, anew
from engine.model.interactions import Interactions
from engine.model.linear_autoencoder import ease_factors, ease_weights, inverse_seconds, is_factored
from engine.model.query_splits import split_films
from engine.model.sparse_matrix import SparseMatrix
from engine.model.weighted_grams import dense_rows, gram_seconds, weighted_gram
from engine.progress import Portion, Work, untold

Floats = NDArray[np.float64]

DROPOUT, RIDGE = 0.98, 10.0
SIZES = (1, 3, 8)
"""Query lengths at which w and c are fitted; between them they are interpolated in ln n."""
_USUAL: Floats = np.array([[580, 0.9], [300, 0.67], [170, 0.44]])
"""w and c at `SIZES` as fitted on ml-1m: the defaults for data too small to fit them on."""
_ASKED, _FEWEST = 400, 30
_ROUNDS = 30
_CALIBRATION = 0.1
"""What it costs to find w and c for a length, in inverses."""


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
        found = (kept @ self.left).float()  # before it is scaled
        if self.right is not None:
            found = found @ self.right
        logs = np.log(sizes.cpu().numpy())
        w, c = (
            torch.from_numpy(np.interp(logs, np.log(SIZES), column).astype(np.float32)).to(found.device)
            for column in self.strengths.T
        )
        return found.mul_(w[:, None]).addcmul_(c[:, None], self.popularity)


def fit_calibrated_edlae(
    data: Interactions,
    device: torch.device,
    once: Once = anew,
    told: Portion = untold,
    *,
    kept_as: torch.dtype = torch.float32,
) -> CalibratedEDLAE:
    """Fit B to the users of `data`, and w and c to a tenth of them (at most 400) with a B fitted to the others. A B
    that is not factored is kept in the precision `kept_as`. `once` may know them already; `told` hears the share that
    is done."""
    fitted = once("teacher EDLAE", lambda: _fit(data, device, told, kept_as))
    there = {name: tensor.to(device) for name, tensor in fitted.items()}
    return CalibratedEDLAE(there["left"], there.get("right"), _popularity(data, device), fitted["strengths"].numpy())


def _fit(data: Interactions, device: torch.device, told: Portion, kept_as: torch.dtype) -> dict[str, Tensor]:
    """B and the strengths, by name."""
    asked = np.zeros(len(data.users), bool)
    asked[:: max(10, -(-len(data.users) // _ASKED))] = True
    strengths = _USUAL
    work, inverse = Work(told, edlae_seconds(data.matrix, device)), inverse_seconds(data.matrix.shape[1])
    gram = None
    if not is_factored(*data.matrix.shape):
        gram = weighted_gram(data.matrix, None, device, work.piece(gram_seconds(data.matrix, device)))
    if asked.sum() >= _FEWEST:
        others = None if gram is None else gram - weighted_gram(data.matrix[asked], None, device)
        left, right = _weights(data.rows(~asked), others, device, work.piece(inverse))
        found = []
        for size in SIZES:
            found.append(_strengths(data.rows(asked), left, right, size))
            work.piece(_CALIBRATION * inverse)(1.0)
        strengths = np.array(found)
        del left, right, others
    left, right = _weights(data, gram, device, work.piece(inverse))
    fitted = {"left": left if right is not None else left.to(kept_as), "strengths": torch.from_numpy(strengths)}
    return fitted if right is None else {**fitted, "right": right}


def edlae_seconds(films: sparse.csr_array, device: torch.device) -> float:
    """About how long `fit_calibrated_edlae` takes on one core, to weigh it against other work there."""
    return gram_seconds(films, device) + (2 + _CALIBRATION * len(SIZES)) * inverse_seconds(films.shape[1])


def _weights(
    data: Interactions, gram: Tensor | None, device: torch.device, told: Portion = untold
) -> tuple[Tensor, Tensor | None]:
    """B from the users' Gram matrix, which is overwritten, or in two factors if that is None."""
    ridge = torch.from_numpy(DROPOUT / (1 - DROPOUT) * data.counts + RIDGE).to(device)
    if gram is not None:
        return ease_weights(gram, ridge, told), None
    factors = ease_factors(data.matrix, ridge)
    told(1.0)
    return factors


def _popularity(data: Interactions, device: torch.device) -> Tensor:
    return torch.from_numpy(np.log1p(data.counts).astype(np.float32)).to(device)


def _strengths(asked: Interactions, left: Tensor, right: Tensor | None, size: int) -> Floats:
    """(2) the w and c that maximize the likelihood of users' other films given `size` random films of theirs. The
    negative log-likelihood is convex in them: Newton's method, each step halved until the loss decreases."""
    usual: Floats = _USUAL[SIZES.index(size)]
    eligible = asked.rows(asked.lengths > size)
    if len(eligible.users) < _FEWEST:
        return usual
    rows = np.arange(len(eligible.users))
    split = split_films(eligible, rows, np.full(len(rows), size, np.int64), np.random.default_rng(size))
    answer = SparseMatrix.of(split.kept, left.device) @ left
    answer = answer if right is None else answer @ right
    features = torch.stack(
        [answer.double() * usual[0], _popularity(asked, left.device).double().expand_as(answer) * usual[1]]
    )
    masked = dense_rows(split.kept, left.device, torch.bool)
    wanted = dense_rows(split.targets, left.device, torch.float64)
    wanted /= wanted.sum(dim=1, keepdim=True)
    found = np.ones(2)
    for _ in range(_ROUNDS):
        loss, probs = _likelihood(features, found, masked, wanted)
        weighted = features * probs
        means = weighted.sum(dim=2)
        gradient = (means - (features * wanted).sum(dim=2)).mean(dim=1).cpu().numpy()
        hessian = weighted.flatten(1) @ features.flatten(1).T - means @ means.T
        curvature = hessian.cpu().numpy() / len(rows)
        step = np.linalg.solve(curvature + 1e-9 * np.trace(curvature) * np.eye(2), gradient)
        while np.abs(step).max() > 1e-4 and not _likelihood(features, found - step, masked, wanted)[0] < loss:
            step /= 2
        if np.abs(step).max() <= 1e-4:
            break
        found = found - step
    strengths: Floats = found * usual
    return strengths


def _likelihood(features: Tensor, strengths: Floats, masked: Tensor, wanted: Tensor) -> tuple[float, Tensor]:
    """The mean negative log-likelihood of `wanted`, and the probabilities of all films. `features` (2, rows, films)."""
    logits = features[0] * float(strengths[0]) + features[1] * float(strengths[1])
    log_probs = torch.log_softmax(logits.masked_fill_(masked, -torch.inf), dim=1)
    loss = -(wanted * log_probs.masked_fill(masked, 0)).sum(dim=1).mean()
    return float(loss), log_probs.exp()
