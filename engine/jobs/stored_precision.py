"""Which numbers of a version are stored in half precision, and how they are made so.

The vectors of `similar` are unit vectors that are compared by cosine, and the network's id embeddings are only read by
`movierec add`. Together they would be half of a version's files. The vectors that lists are ranked with stay in single
precision: they are searched at every key press.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

_ARRAYS = ("likeness",)
_TENSORS = {"network": ("encoder.identity",)}

Arrays = Mapping[str, NDArray[Any]]


def stored_arrays(arrays: Arrays) -> dict[str, NDArray[Any]]:
    """A draft's arrays as they are stored."""
    return {name: _half(array) if name in _ARRAYS else array for name, array in arrays.items()}


def stored_tensors(tensors: Mapping[str, Arrays]) -> dict[str, Arrays]:
    """A draft's tensors as they are stored."""
    return {
        file: {name: _half(value) if name in _TENSORS.get(file, ()) else value for name, value in weights.items()}
        for file, weights in tensors.items()
    }


def _half(array: NDArray[Any]) -> NDArray[np.float16]:
    return np.asarray(array).astype(np.float16)
