"""Composing opinions into one query vector and its parts: the arithmetic of serving and evaluation, in numpy.

A test checks that the network's own query (engine.model.pinsage) gives the same scores.

Notation: n opinions with weights w (positive: liked, negative: disliked), D dimensions, H hidden units.
    q_i = v_i exp(a_i)                        a film's contribution, v_i its vector
    p_i = w_i * scale * N^-alpha * q_i        N = number of positive opinions, at least 1; negative w_i times DISLIKE
    s   = sum_i p_i
    g   = sigmoid(Wg [s, ln(N)/2 - 1] + b)
    u   = s + W2 [(W1 s) * g]                 a gated linear unit (Dauphin et al. 2017), linear in the likes given g
    score(m) = <u, v_m> + gamma(N) * bias_m
so each opinion's part <p_i + W2[(W1 p_i) * g], v_m> is an exact term of the score.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


DISLIKE = 0.1
"""The factor applied to negative weights. Measured on ml-100k (tests/benchmarks/ratings.py) with as many dislikes as
likes, as Recall@20 of the other films users liked, for factors 0, 0.1, 0.2, 0.3 and 1: .470, .475, .468, .458, .364 at
5 likes; .400, .414, .414, .417, .375 at 80% of the likes."""


@dataclass(frozen=True)
class QueryWeights:
    """The trained weights of the query, as stored in a version's query.safetensors."""

    log_scale: float
    alpha: float
    w1: Floats
    """(H, D)"""
    w2: Floats
    """(D, H)"""
    wg: Floats
    """(H, D + 1)"""
    bg: Floats
    """(H)"""
    gamma_n: Floats
    """(K) numbers of likes, ascending"""
    gamma_value: Floats
    """(K) the weight of the popularity coordinate at each"""

    @classmethod
    def from_tensors(cls, tensors: Mapping[str, NDArray[Any]]) -> QueryWeights:
        return cls(
            log_scale=float(tensors["log_scale"]),
            alpha=float(tensors["alpha"]),
            **{k: np.asarray(tensors[k], np.float32) for k in ("w1", "w2", "wg", "bg", "gamma_n", "gamma_value")},
        )

    def to_tensors(self) -> dict[str, NDArray[Any]]:
        return {
            name: np.asarray(getattr(self, name), np.float32)
            for name in ("log_scale", "alpha", "w1", "w2", "wg", "bg", "gamma_n", "gamma_value")
        }

    def gamma(self, likes: int) -> float:
        """The weight of the popularity coordinate for `likes` likes: linear in log n between the knots, constant
        beyond them."""
        return float(np.interp(np.log(max(likes, 1)), np.log(self.gamma_n), self.gamma_value))


@dataclass(frozen=True)
class Query:
    """One query. score(m) = <vector, [v_m, bias_m]> = gamma * bias_m + sum_i <parts[i], v_m>."""

    vector: Floats
    """(D + 1)"""
    parts: Floats
    """(n, D), in the order of the opinions"""
    gamma: float


def felt(opinions: Floats) -> Floats:
    """(n) how much each opinion counts: its weight, a negative one times DISLIKE."""
    counted: Floats = np.where(opinions < 0, np.float32(DISLIKE) * opinions, opinions)
    return counted


def compose(
    weights: QueryWeights, vectors: Floats, log_weights: Floats, opinions: Floats, *, popularity: float = 0.0
) -> Query:
    """The query for n opinions.

    `vectors` (n, D + 1) are the films' rows of the searched vectors, `log_weights` (n) their a_i, `opinions` (n) the
    weights w. `popularity` says how far the weight of the popularity coordinate goes from gamma(n) (0) to 1 (1).
    Without any opinion, only the popularity coordinate remains.
    """
    dimensions = weights.w1.shape[1]
    likes = max(int((opinions > 0).sum()), 1)
    gamma = weights.gamma(likes)
    gamma += popularity * (1 - gamma)
    if len(opinions) == 0:
        parts = np.zeros((0, dimensions), np.float32)
    else:
        strength = felt(opinions) * np.exp(weights.log_scale + log_weights) * likes**-weights.alpha
        p = strength[:, None] * vectors[:, :dimensions]
        gate = np.concatenate([p.sum(axis=0), [np.log(likes) / 2 - 1]]) @ weights.wg.T + weights.bg
        # In single precision: a double-precision gate would make the product with W2 several times slower.
        opened = (1 / (1 + np.exp(-gate))).astype(np.float32)
        parts = p + ((p @ weights.w1.T) * opened) @ weights.w2.T
    vector = np.concatenate([parts.sum(axis=0), [gamma]]).astype(np.float32)
    return Query(vector=vector, parts=parts.astype(np.float32), gamma=gamma)
