"""Which implementation draws the random walks: movierec's own in torch, or DGL's where the user chose it.

Torch is the default everywhere, and not only where there is no DGL, because it draws the same walks faster
(tests/benchmarks/bench_samplers.py). One training uses one sampler: it is part of the plan that a checkpoint fits.
"""

from __future__ import annotations

import torch

from engine.errors import UsageError
from engine.model.interactions import Interactions
from engine.model.neighborhoods import Sampler
from engine.model.torch_sampler import TorchSampler


def open_sampler(name: str, data: Interactions, device: torch.device) -> Sampler:
    """The sampler `torch` or `dgl` on the graph of `data`. Raises UsageError for another name, or if DGL was chosen and
    cannot be loaded."""
    if name == TorchSampler.name:
        return TorchSampler(data, device)
    if name != "dgl":
        raise UsageError(f"there is no sampler '{name}'", "use torch or dgl")
    try:
        from engine.model.dgl_sampler import DglSampler
    except Exception as cause:
        # A broken DGL fails in its own ways: OSError, RuntimeError, AttributeError.
        raise UsageError(
            f"DGL is to draw the walks, and it cannot be loaded: {' '.join(str(cause).split())[:200]}",
            "train anew with MOVIEREC_SAMPLER=torch, or install movierec with Python 3.11 or 3.12, which have DGL",
        ) from cause
    return DglSampler(data, device)
