"""Scores divided by a power of popularity, the simplest way to make a method recommend less popular films."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.floating]

EXPONENTS = (0.0, 0.25, 0.5)
"""What methods with such scores are measured with."""
_OFFSET = 20
"""Added to the watchers, so that films that hardly anybody watched do not win by the division alone."""


def damped(scores: Floats, counts: Ints, exponent: float) -> Floats:
    """(rows, movies) the `scores` divided by (watchers + 20) ^ `exponent`; `counts` (movies) are the watchers.

    A negative score comes nearer to zero the more popular its film is, so among films with negative scores the order is
    turned towards the popular ones. That is left as it is: a list's films have positive scores, unless a model finds
    fewer than a list of them.
    """
    return scores if exponent == 0 else scores * ((counts + _OFFSET) ** -exponent).astype(scores.dtype)


def damped_name(name: str, exponent: float) -> str:
    """The name of a method with its scores damped, as in "EASE /w^.25"."""
    return name if exponent == 0 else f"{name} /w^{exponent:g}".replace("^0.", "^.")
