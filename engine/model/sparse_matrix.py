"""The product of a constant sparse matrix and a trainable dense tensor, on every platform.

Torch's own CSR product needs MKL on CPUs, so it is missing on arm64. `embedding_bag` over the rows is as fast. Its
gradient is computed here as an `embedding_bag` over the rows of the transpose: no scattered additions, hence
deterministic.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from scipy import sparse
from torch import Tensor
from torch.nn import functional


@dataclass(frozen=True)
class _Rows:
    indices: Tensor
    starts: Tensor
    values: Tensor

    def times(self, dense: Tensor) -> Tensor:
        return functional.embedding_bag(
            self.indices, dense, self.starts, mode="sum", per_sample_weights=self.values, include_last_offset=True
        )


class SparseMatrix:
    """A constant (n, m) matrix for `@` with a dense (m, d) tensor; gradients flow to the dense one."""

    def __init__(self, matrix: sparse.csr_array, device: torch.device) -> None:
        self.forward = _rows(matrix, device)
        self.backward = _rows(sparse.csr_array(matrix.T.tocsr()), device)

    def __matmul__(self, dense: Tensor) -> Tensor:
        product: Tensor = _Product.apply(dense, self)  # type: ignore[no-untyped-call]
        return product


def _rows(matrix: sparse.csr_array, device: torch.device) -> _Rows:
    return _Rows(
        indices=torch.from_numpy(matrix.indices).to(device, torch.int64),
        starts=torch.from_numpy(matrix.indptr).to(device, torch.int64),
        values=torch.from_numpy(matrix.data).to(device, torch.float32),
    )


class _Product(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, dense: Tensor, matrix: SparseMatrix) -> Tensor:
        ctx.matrix = matrix
        return matrix.forward.times(dense)

    @staticmethod
    def backward(ctx: Any, *gradients: Any) -> tuple[Tensor, None]:
        return ctx.matrix.backward.times(gradients[0].contiguous()), None
