"""Pair rows written by hand, as the arrays of a version."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np


def pair_arrays(films: int, pairs: Mapping[int, Mapping[int, float]], share: float = 0.5) -> dict[str, np.ndarray]:
    """The arrays of `films` films whose pair rows hold `pairs`: weights by row and film. Of the watchers of each, the
    share `share` watched the other."""
    width = max(map(len, pairs.values()), default=0) + 1
    found = np.full((films, width), -1, np.int32)
    weights = np.zeros((films, width), np.float16)
    shares = np.zeros((films, width), np.uint8)
    for row, others in pairs.items():
        found[row, : len(others)] = list(others)
        weights[row, : len(others)] = list(others.values())
        shares[row, : len(others)] = round(share / 0.005)
    return {"pair_films": found, "pair_weights": weights, "pair_shares": shares}
