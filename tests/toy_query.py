"""A query whose right answers can be worked out on paper: the plain sum of the likes' vectors."""

from __future__ import annotations

import numpy as np

from engine.query import QueryWeights


def sum_of_likes(dim: int) -> QueryWeights:
    """The weights under which the score of film m is <sum of w_i v_i, v_m> + popularity of m, v with `dim` axes."""
    return QueryWeights(
        log_scale=0.0,
        alpha=0.0,
        w1=np.zeros((1, dim), np.float32),
        w2=np.zeros((dim, 1), np.float32),
        wg=np.zeros((1, dim + 1), np.float32),
        bg=np.zeros(1, np.float32),
        gamma_n=np.array([1, 32], np.float32),
        gamma_value=np.array([1, 1], np.float32),
    )
