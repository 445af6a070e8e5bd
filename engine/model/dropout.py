"""Dropout with noise that is cheap on a CPU: torch draws each Bernoulli variable from a serial generator, which took
28% of a training step; here one 64-bit draw serves eight elements.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

_LOWEST = -(2**63)


@dataclass(frozen=True)
class Rows:
    """Some rows of a table that several processes have together: their `places` in it (rows, int64), and how many rows
    it is `of`."""

    places: Tensor
    of: int


def dropout(x: Tensor, rate: float, training: bool, rows: Rows | None = None) -> Tensor:
    """`torch.nn.functional.dropout`, with the rate rounded to 1/256. Follows `torch.manual_seed`. If `x` has some
    `rows` of a table, they lose what they would lose in the whole table."""
    if not training or rate == 0:
        return x
    if rows is not None:
        return x * dropout(x.new_ones(rows.of, x.shape[1]), rate, training)[rows.places]
    if x.device.type != "cpu":
        return functional.dropout(x, rate, training)
    level = round(rate * 256)
    noise = torch.empty((x.numel() + 7) // 8, dtype=torch.int64).random_(_LOWEST, None)
    kept = noise.view(torch.uint8)[: x.numel()].view(x.shape) >= level
    return x * torch.mul(kept, 256 / (256 - level))
