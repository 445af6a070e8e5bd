"""A constant sparse matrix on a device, and its product with a trainable dense tensor, on every platform.

Torch's own CSR product needs MKL on CPUs, so it is missing on arm64. `embedding_bag` over the rows is as fast. Its
gradient is computed here as an `embedding_bag` over the rows of the transpose: no scattered additions, hence
deterministic.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import torch
from scipy import sparse
from torch import Tensor
from torch.nn import functional


@dataclass(frozen=True)
class SparseMatrix:
    """A constant (n, m) matrix in rows (CSR), for `@` with a dense (m, d) tensor; gradients flow to the dense one."""

    starts: Tensor
    """(n + 1) int64: row i has the entries starts[i] to starts[i + 1]"""
    columns: Tensor
    """(entries) int64"""
    values: Tensor
    """(entries) float32"""
    width: int
    """m"""

    @classmethod
    def of(cls, matrix: sparse.csr_array, device: torch.device) -> SparseMatrix:
        return cls(
            starts=torch.from_numpy(matrix.indptr).to(device, torch.int64),
            columns=torch.from_numpy(matrix.indices).to(device, torch.int64),
            values=torch.from_numpy(matrix.data).to(device, torch.float32),
            width=matrix.shape[1],
        )

    @classmethod
    def of_entries(cls, rows: Tensor, columns: Tensor, values: Tensor, shape: tuple[int, int]) -> SparseMatrix:
        """The matrix with these entries (rows, columns: int64), in any order and each place at most once."""
        order = (rows * shape[1] + columns).argsort()
        return cls(starts_of(rows, shape[0]), columns[order], values[order], shape[1])

    @cached_property
    def rows(self) -> Tensor:
        """(entries) int64: the row of each entry."""
        return torch.repeat_interleave(self.starts.diff(), output_size=len(self.columns))

    @cached_property
    def transposed(self) -> SparseMatrix:
        """The (m, n) transpose."""
        order = self.columns.argsort(stable=True)
        return SparseMatrix(starts_of(self.columns, self.width), self.rows[order], self.values[order], len(self))

    def slice(self, start: int, end: int) -> SparseMatrix:
        """The rows from `start` to `end`, without copying."""
        first, last = int(self.starts[start]), int(self.starts[end])
        starts = self.starts[start : end + 1] - first
        return SparseMatrix(starts, self.columns[first:last], self.values[first:last], self.width)

    def pick(self, rows: Tensor) -> SparseMatrix:
        """The given `rows` (int64), in their order."""
        lengths = self.starts.diff()[rows]
        starts = functional.pad(lengths.cumsum(0), (1, 0))
        owner = torch.repeat_interleave(lengths)
        places = torch.arange(len(owner), device=owner.device) + (self.starts[rows] - starts[:-1])[owner]
        return SparseMatrix(starts, self.columns[places], self.values[places], self.width)

    def entries(self, places: Tensor) -> SparseMatrix:
        """The entries at `places` alone (int64, ascending), in the same shape."""
        starts = starts_of(self.rows[places], len(self))
        return SparseMatrix(starts, self.columns[places], self.values[places], self.width)

    def within(self, place: Tensor, width: int) -> SparseMatrix:
        """(n, width) some of the columns: `place` (m) says where each is in the result, -1 if it is not there."""
        inside = self.entries((place[self.columns] >= 0).nonzero().flatten())
        return replace(inside, columns=place[inside.columns], width=width)

    def without(self, rows: Tensor) -> SparseMatrix:
        """The matrix with zeros in the rows of the mask `rows` (n)."""
        return replace(self, values=self.values * ~rows[self.rows])

    def to_scipy(self) -> sparse.csr_array:
        parts = (part.cpu().numpy() for part in (self.values, self.columns, self.starts))
        return sparse.csr_array(tuple(parts), shape=(len(self), self.width))

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __matmul__(self, dense: Tensor) -> Tensor:
        product: Tensor = _Product.apply(dense, self)  # type: ignore[no-untyped-call]
        return product

    def _times(self, dense: Tensor) -> Tensor:
        return functional.embedding_bag(
            self.columns,
            dense,
            self.starts,
            mode="sum",
            per_sample_weights=self.values.to(dense.dtype),
            include_last_offset=True,
        )


def starts_of(rows: Tensor, count: int) -> Tensor:
    """(count + 1) where each row starts among entries in the order of their `rows`."""
    return functional.pad(torch.bincount(rows, minlength=count).cumsum(0), (1, 0))


class _Product(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, dense: Tensor, matrix: SparseMatrix) -> Tensor:
        ctx.matrix = matrix
        return matrix._times(dense.contiguous())

    @staticmethod
    def backward(ctx: Any, *gradients: Any) -> tuple[Tensor, None]:
        return ctx.matrix.transposed._times(gradients[0].contiguous()), None
