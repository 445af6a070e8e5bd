"""Gram matrices of who watched what, X' diag(w) X with a weight per user, dense and in float32 on the device.

A user of n films adds n^2 products to one. On a CPU, users of few films are multiplied as sparse rows and the others as
dense ones; on a GPU, where dense products are a thousand times faster, all are dense. Of the symmetric result only the
upper half is computed.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import sparse
from torch import Tensor

from engine.progress import Portion, Work, untold

Floats = NDArray[np.floating]

_PRODUCT, _DENSE_PRODUCT = 12e-9, 2e-11
"""What a product costs on a CPU, in seconds: of sparse rows, and of dense ones (size^2 a user)."""
_SPARSE_UP_TO = 1 / 24
"""Users with at most this share of the columns are sparse on a CPU: the two ways then cost about the same."""
_CELLS = 2**25
"""The most cells (users x columns) that are dense at a time: 128 MB."""
_COLUMNS = 1_024
"""The columns of one product. What lies below the diagonal within such a block is computed in vain."""
_FILMS_AT_ONCE = 256
"""The rows of one sparse product: small enough to share out evenly, since the first films may be the best known."""


def weighted_gram(
    films: sparse.csr_array, weights: Floats | None, device: torch.device, told: Portion = untold
) -> Tensor:
    """(columns, columns) X' diag(w) X for X = `films` (users, columns), of ones, and `weights` (users), which may be
    negative and are all 1 if None. `told` hears the share that is done."""
    if weights is None:
        weights = np.ones(films.shape[0])
    short, long = _parted(films, device)
    gram = torch.zeros(films.shape[1], films.shape[1], device=device)
    seconds = _seconds(films, short, long)
    work = Work(told, sum(seconds))
    if short.any():
        _put_sparse(gram, films[short], weights[short], work.piece(seconds[0]))
    if long.any():
        _add_dense(gram, films[long], weights[long], work.piece(seconds[1]))
    return gram


def gram_seconds(films: sparse.csr_array, device: torch.device) -> float:
    """About how long `weighted_gram` takes on one core, to weigh it against other work there."""
    return sum(_seconds(films, *_parted(films, device)))


def _parted(films: sparse.csr_array, device: torch.device) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """(users) the users whose rows are multiplied as sparse ones, and as dense ones."""
    lengths = np.diff(films.indptr)
    most = films.shape[1] * _SPARSE_UP_TO if device.type == "cpu" else 0
    return (lengths > 0) & (lengths <= most), lengths > most


def _seconds(films: sparse.csr_array, short: NDArray[np.bool_], long: NDArray[np.bool_]) -> tuple[float, float]:
    products = float((np.diff(films.indptr)[short].astype(np.float64) ** 2).sum())
    return _PRODUCT * products, _DENSE_PRODUCT * films.shape[1] ** 2 * int(long.sum())


def dense_rows(films: sparse.csr_array, device: torch.device, dtype: torch.dtype = torch.float32) -> Tensor:
    """(rows, columns) `films`, of ones, made dense on the device."""
    rows = torch.zeros(films.shape, dtype=dtype, device=device)
    owner = torch.from_numpy(np.repeat(np.arange(films.shape[0]), np.diff(films.indptr)))
    rows[owner.to(device), torch.from_numpy(films.indices).to(device, torch.int64)] = 1
    return rows


def _put_sparse(gram: Tensor, films: sparse.csr_array, weights: Floats, told: Portion) -> None:
    """Overwrite `gram`, which is on the CPU. Scipy's product runs on one thread, so each takes rows of the result."""
    watchers = films.T.tocsr()
    weighted = sparse.csr_array(
        (np.repeat(weights, np.diff(films.indptr)).astype(np.float32), films.indices, films.indptr), shape=films.shape
    )
    out = gram.numpy()

    def put(start: int) -> None:
        rows = slice(start, start + _FILMS_AT_ONCE)
        (watchers[rows] @ weighted).toarray(out=out[rows])

    starts = range(0, films.shape[1], _FILMS_AT_ONCE)
    pool = ThreadPoolExecutor(torch.get_num_threads())
    try:
        for done, _ in enumerate(pool.map(put, starts), start=1):
            told(done / len(starts))
    finally:
        pool.shutdown(cancel_futures=True)  # where `told` raises, what has not begun is left


def _add_dense(gram: Tensor, films: sparse.csr_array, weights: Floats, told: Portion) -> None:
    size = films.shape[1]
    at_once = max(1, _CELLS // size)
    for start in range(0, films.shape[0], at_once):
        block = slice(start, start + at_once)
        x = dense_rows(films[block], gram.device)
        weighted = x * torch.from_numpy(weights[block].astype(np.float32)).to(gram.device)[:, None]
        for left in range(0, size, _COLUMNS):
            columns = slice(left, left + _COLUMNS)
            gram[columns, left:].addmm_(x[:, columns].T, weighted[:, left:])
        told(min(start + at_once, films.shape[0]) / films.shape[0])
    for left in range(0, size, _COLUMNS):
        right = left + _COLUMNS
        gram[right:, left:right] = gram[left:right, right:].T
