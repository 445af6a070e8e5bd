"""A closed-form regression from a random kept part of a user's films to all of them, fitted for one query length.

For kept sizes k_u of n_u films, the expected Gram matrix of the kept parts and their expected product with the full
sets are known exactly, so the ridge regression with an intercept and B_jj = 0 is one linear solve:

    A = X' diag(c (k-1)/(n-1)) X off the diagonal, X'c + ridge on it, bordered by X'c, corner sum(w);  c = w k / n
    C = X' diag(c) X, and below it X' w;   B = A^-1 C with B_jj = 0 by Lagrange;   w_u = n_u^-a

It is dense in movies^2. With far fewer users than films, A is a diagonal plus a matrix of the users' rank, and B is
kept factored (Woodbury); at k = 1, A is a diagonal with a border. A linear autoencoder in the family of EASE (Steck
2019).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import sparse
from torch import Tensor

from engine.model.finished_parts import Once, anew
from engine.model.linear_autoencoder import inverse_in_place, inverse_seconds, is_factored
from engine.model.sparse_matrix import SparseMatrix
from engine.model.weighted_grams import dense_rows, gram_seconds, weighted_gram
from engine.progress import Portion, Work, untold

Floats = NDArray[np.float64]

_SOLUTION = 3
"""What it costs to solve for a regression, in inverses: the inverse, and a product that is twice its operations."""
_ROWS = 512
"""The rows of the solution that are computed at once, so that the progress is told about once a second."""


@dataclass(frozen=True)
class Lesson:
    """One regression and how its answers are used: for queries of up to `until` films, fitted at `kept` films (or at
    `kept_share` of each user's films, if `kept` is 0), with labels softmax(sharpness * answer)."""

    until: int
    kept: int
    kept_share: float
    weight_power: float
    ridge: float
    sharpness: float


@dataclass(frozen=True)
class Regression:
    """A fitted regression: B as left @ right, or `left` alone if `right` is None; `base`: the answer to no films."""

    left: Tensor
    """(columns, columns) or (columns, r)"""
    right: Tensor | None
    """(r, columns)"""
    base: Tensor
    """(columns)"""

    @classmethod
    def of(cls, tensors: Mapping[str, Tensor], device: torch.device) -> Regression:
        """From what `tensors` gave."""
        there = {name: tensor.to(device) for name, tensor in tensors.items()}
        return cls(there["left"], there.get("right"), there["base"])

    def tensors(self) -> dict[str, Tensor]:
        """Its parts by name."""
        whole = {"left": self.left, "base": self.base}
        return whole if self.right is None else {**whole, "right": self.right}

    def answer(self, kept: Tensor | SparseMatrix) -> Tensor:
        """(rows, columns) for `kept` (rows, columns) of ones. Meaningless for the kept films themselves."""
        found = kept @ self.left
        return self.base + (found if self.right is None else found @ self.right)


def fit_regressions(
    films: sparse.csr_array,
    lessons: Sequence[Lesson],
    device: torch.device,
    once: Once = anew,
    told: Portion = untold,
    *,
    kept_as: torch.dtype = torch.float32,
) -> list[Regression]:
    """Fit each lesson to the users of `films` (users, columns), each of whom watched at least two of them, and keep a
    B that is not factored in the precision `kept_as`. `once` may know some already; `told` hears the share that is
    done."""
    grams = _LessonGrams(films, device)
    factored = is_factored(*films.shape)
    work = Work(told, regression_seconds(films, lessons, device))

    def fit(lesson: Lesson) -> dict[str, Tensor]:
        moments = _moments(grams.lengths, lesson)
        if factored:
            fitted = _fit_factored(films, moments, lesson, device)
            work.piece(work.total / len(lessons))(1.0)
        elif not moments.gram.any():
            fitted = _fit_without_gram(films, moments, lesson, grams.cross(lesson, moments, work))
        else:
            fitted = _fit_dense(films, moments, lesson, grams, work)
        return (fitted if factored else replace(fitted, left=fitted.left.to(kept_as))).tensors()

    return [
        Regression.of(once(f"teacher lesson {number}", partial(fit, lesson)), device)
        for number, lesson in enumerate(lessons, start=1)
    ]


def regression_seconds(films: sparse.csr_array, lessons: Sequence[Lesson], device: torch.device) -> float:
    """About how long `fit_regressions` takes on one core, to weigh it against other work there."""
    made: set[object] = set()
    solved, longest = 0, int(np.diff(films.indptr).max(initial=0))
    for lesson in lessons:
        solved += lesson.kept != 1
        for name in ("cross",) if lesson.kept == 1 else ("cross", "inputs"):
            made.add((name, lesson.weight_power) if 0 < lesson.kept < longest else (name, lesson))
    return len(made) * gram_seconds(films, device) + solved * _SOLUTION * inverse_seconds(films.shape[1])


@dataclass(frozen=True)
class _Moments:
    """Per-user weights: in the inputs' Gram matrix, in the product of inputs and targets, and for the intercept."""

    gram: Floats
    cross: Floats
    user: Floats


def _moments(lengths: Floats, lesson: Lesson) -> _Moments:
    kept = np.full_like(lengths, lesson.kept) if lesson.kept else lesson.kept_share * lengths
    kept = np.clip(kept, 1, lengths - 1)
    user = lengths**-lesson.weight_power
    user *= lengths.sum() / (user * kept).sum()
    cross = user * kept / lengths
    return _Moments(gram=cross * (kept - 1) / (lengths - 1), cross=cross, user=user)


class _LessonGrams:
    """The matrices X' diag(w) X of the lessons.

    In lessons that keep a fixed number of films, the weights of all users with more films than that are proportional to
    n^-a / n and n^-a / n / (n-1): those two matrices are made once, and the few others' part is added.
    """

    def __init__(self, films: sparse.csr_array, device: torch.device) -> None:
        self.lengths = np.diff(films.indptr).astype(np.float64)
        self._films = films
        self._device = device
        self._shared: dict[tuple[str, float], Tensor] = {}

    def cross(self, lesson: Lesson, moments: _Moments, work: Work) -> Tensor:
        """(columns, columns) of `moments.cross`."""
        return self._of("cross", self.lengths ** -(lesson.weight_power + 1), moments.cross, lesson, work)

    def inputs(self, lesson: Lesson, moments: _Moments, work: Work) -> Tensor:
        """(columns, columns) of `moments.gram`."""
        family = self.lengths ** -(lesson.weight_power + 1) / (self.lengths - 1)
        return self._of("inputs", family, moments.gram, lesson, work)

    def _of(self, name: str, family: Floats, weights: Floats, lesson: Lesson, work: Work) -> Tensor:
        longest = int(self.lengths.argmax())
        if not lesson.kept or self.lengths[longest] <= lesson.kept:
            return self._made(weights, work)
        key = name, lesson.weight_power
        if key not in self._shared:
            self._shared[key] = self._made(family, work)
        factor = float(weights[longest] / family[longest])
        found = self._shared[key] * factor
        few = self.lengths <= lesson.kept
        if few.any():
            found += weighted_gram(self._films[few], (weights - factor * family)[few], self._device)
        return found

    def _made(self, weights: Floats, work: Work) -> Tensor:
        return weighted_gram(self._films, weights, self._device, work.piece(gram_seconds(self._films, self._device)))


def _fit_dense(
    films: sparse.csr_array, moments: _Moments, lesson: Lesson, grams: _LessonGrams, work: Work
) -> Regression:
    size = films.shape[1]
    c = _with_last_row(grams.cross(lesson, moments, work), films.T @ moments.user)
    mass = c[:size].diagonal()
    a = torch.empty(size + 1, size + 1, device=c.device)
    a[:size, :size] = grams.inputs(lesson, moments, work)
    a[:size, :size].diagonal().copy_(mass + lesson.ridge)
    a[size, :size] = a[:size, size] = mass
    a[size, size] = float(moments.user.sum())
    inverse = inverse_in_place(a, work.piece(inverse_seconds(size)))
    b, told = torch.empty_like(c), work.piece((_SOLUTION - 1) * inverse_seconds(size))
    for start in range(0, size + 1, _ROWS):
        rows = slice(start, start + _ROWS)
        torch.matmul(inverse[rows], c, out=b[rows])
        told(min(start + _ROWS, size + 1) / (size + 1))
    shift = b[:size].diagonal() / inverse.diagonal()[:size]
    b -= inverse[:, :size].mul_(shift)
    return Regression(left=b[:size], right=None, base=b[size])


def _fit_without_gram(films: sparse.csr_array, moments: _Moments, lesson: Lesson, cross: Tensor) -> Regression:
    """A is D = diag(m + ridge) with the border m and the corner t, so with q = m / D and v = t - m'q its inverse is
    [D^-1 + q q'/v, -q/v; -q'/v, 1/v]."""
    device = cross.device
    mass = films.T @ moments.cross
    diagonal = mass + lesson.ridge
    q = mass / diagonal
    v = moments.user.sum() - mass @ q
    scale, ray = _tensor(1 / diagonal, device), _tensor(q, device)
    base = (_tensor(films.T @ moments.user, device) - ray @ cross) / v
    b = cross * scale[:, None] - torch.outer(ray, base)
    shift = b.diagonal() / _tensor(1 / diagonal + q * q / v, device)
    base = base + shift * ray / v
    b -= torch.outer(ray / v, shift * ray)
    b.fill_diagonal_(0)
    return Regression(left=b, right=None, base=base)


def _fit_factored(films: sparse.csr_array, moments: _Moments, lesson: Lesson, device: torch.device) -> Regression:
    """A = D + V' S V with V the users' rows (a 1 for the border) and D diagonal, so A^-1 = D^-1 - Z V D^-1 with
    Z = D^-1 V' (S^-1 + V D^-1 V')^-1, and C = F X with F of the users' rank. B's diagonal part (of A^-1 e_j) only
    affects the kept films, whose answers are never used, and is left out."""
    x = dense_rows(films, device, torch.float64)
    gram, cross, user = (
        torch.from_numpy(weights).to(device) for weights in (moments.gram, moments.cross, moments.user)
    )
    users, size = x.shape
    mass = cross @ x
    # The border (mass, total) minus what the Gram part V' diag(gram) V adds to it is a symmetric rank-2 remainder.
    rest = torch.cat([mass - gram @ x, (user.sum() - gram.sum() - 1.0)[None] / 2])
    diagonal = torch.cat([rest[:size] + lesson.ridge, rest.new_ones(1)])
    # V' S V in factored form: U = [V' sqrt(gram), rest, corner], middle = blockdiag(I, [[0, 1], [1, 0]]).
    u = x.new_zeros(size + 1, users + 2)
    u[:size, :users] = x.T * gram.sqrt()
    u[size, :users] = gram.sqrt()
    u[:, users] = rest
    u[size, users + 1] = 1
    middle_inverse = torch.eye(users + 2, dtype=x.dtype, device=device)
    middle_inverse[users:, users:] = x.new_tensor([[0, 1], [1, 0]])
    scaled = u / diagonal[:, None]
    z = torch.linalg.solve(middle_inverse + u.T @ scaled, scaled.T).T
    f = torch.cat([x.T * cross, user[None, :]])
    g = f / diagonal[:, None] - z @ (scaled.T @ f)
    inverse_diagonal = 1 / diagonal - (z * scaled).sum(dim=1)
    shift = (x.T * g[:size]).sum(dim=1) / inverse_diagonal[:size]
    left = torch.cat([g, z], dim=1).float()
    right = torch.cat([x, scaled[:size].T * shift]).float()
    return Regression(left=left[:size], right=right, base=left[size] @ right)


def _with_last_row(matrix: Tensor, row: Floats) -> Tensor:
    return torch.cat([matrix, _tensor(row, matrix.device)[None, :]])


def _tensor(array: NDArray[np.floating], device: torch.device) -> Tensor:
    return torch.from_numpy(np.ascontiguousarray(array, np.float32)).to(device)
