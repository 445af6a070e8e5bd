"""Dropout with noise that is cheap on a CPU: torch draws each Bernoulli variable from a serial generator, which took
28% of a training step; here one 64-bit draw serves eight elements.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

_LOWEST = -(2**63)


def dropout(x: Tensor, rate: float, training: bool) -> Tensor:
    """`torch.nn.functional.dropout`, with the rate rounded to 1/256. Follows `torch.manual_seed`."""
    if not training or rate == 0:
        return x
    if x.device.type != "cpu":
        return functional.dropout(x, rate, training)
    level = round(rate * 256)
    noise = torch.empty((x.numel() + 7) // 8, dtype=torch.int64).random_(_LOWEST, None)
    kept = noise.view(torch.uint8)[: x.numel()].view(x.shape) >= level
    return x * torch.mul(kept, 256 / (256 - level))
