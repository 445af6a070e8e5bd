"""Objects as bytes and tensors, to hand them from process to process: tensors of gigabytes travel as they are, without
a copy inside a pickle, and arrive on the device of the receiver.
"""

from __future__ import annotations

import io
import pickle
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn


@dataclass(frozen=True)
class _Label:
    """What must be known of a tensor to receive it. `device` is the device's type."""

    dtype: torch.dtype
    shape: tuple[int, ...]
    device: str
    is_parameter: bool


@dataclass(frozen=True)
class Parcel:
    """`head`: the pickled object with numbers in the place of its tensors, and their labels; `tensors`: those."""

    head: bytes
    tensors: list[Tensor]


def packed(value: Any) -> Parcel:
    """`value`, anything that can be pickled; a tensor that occurs twice in it travels once."""
    written, tensors = io.BytesIO(), list[Tensor]()
    _Writer(written, tensors).dump(value)
    labels = [
        _Label(each.dtype, tuple(each.shape), each.device.type, isinstance(each, nn.Parameter)) for each in tensors
    ]
    return Parcel(pickle.dumps((labels, written.getvalue())), [each.detach() for each in tensors])


def awaited(head: bytes) -> Parcel:
    """The parcel with this head and tensors to be filled in, in the memory of the host."""
    labels, _ = pickle.loads(head)
    return Parcel(head, [torch.empty(label.shape, dtype=label.dtype) for label in labels])


def unpacked(parcel: Parcel) -> Any:
    """The object of a parcel whose tensors have come."""
    labels, written = pickle.loads(parcel.head)
    tensors = [tensor.to(label.device) for label, tensor in zip(labels, parcel.tensors, strict=True)]
    whole = [
        nn.Parameter(tensor) if label.is_parameter else tensor for label, tensor in zip(labels, tensors, strict=True)
    ]
    return _Reader(io.BytesIO(written), whole).load()


class _Writer(pickle.Pickler):
    def __init__(self, file: io.BytesIO, tensors: list[Tensor]) -> None:
        super().__init__(file, protocol=pickle.HIGHEST_PROTOCOL)
        self._tensors = tensors
        self._numbers: dict[int, int] = {}

    def persistent_id(self, value: Any) -> int | None:
        if not isinstance(value, Tensor):
            return None
        if id(value) not in self._numbers:
            self._numbers[id(value)] = len(self._tensors)
            self._tensors.append(value)
        return self._numbers[id(value)]


class _Reader(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, tensors: list[Tensor]) -> None:
        super().__init__(file)
        self._tensors = tensors

    def persistent_load(self, number: int) -> Tensor:
        return self._tensors[number]
