"""Unit vectors for `similar`."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from engine.model.interactions import Interactions


def likeness_vectors(vectors: NDArray[np.float32], data: Interactions, movies: pd.DataFrame) -> NDArray[np.float32]:
    plain = vectors[:, :-1]
    return (plain / np.maximum(np.linalg.norm(plain, axis=1, keepdims=True), 1e-12)).astype(np.float32)
