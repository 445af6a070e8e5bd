"""Bootstrap confidence intervals over users (Efron 1979; percentile intervals)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]

RESAMPLES = 1_000


@dataclass(frozen=True)
class Interval:
    """A mean and its 95% bootstrap interval over users."""

    value: float
    low: float
    high: float


def bootstrap(values: Floats, seed: int = 0) -> Interval:
    """The mean of `values` (one per user) with the percentile interval over resampled users. For a paired difference,
    pass the differences."""
    chosen = np.random.default_rng(seed).integers(0, len(values), (RESAMPLES, len(values)))
    means = values[chosen].mean(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return Interval(value=float(values.mean()), low=float(low), high=float(high))
