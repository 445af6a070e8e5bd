"""The teacher's predictions for a query, as probabilities over films: labels for PinSage beside the users' own films.

For long queries they come from the regression fitted for their length, for short ones from that and an EDLAE (`edlae`)
together. Both are dense in films^2, so in a large catalogue only the most watched films take part.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import sparse
from torch import Tensor

from engine.model.interactions import Interactions
from engine.model.sparse_matrix import SparseMatrix
from engine.model.teacher.edlae import CalibratedEDLAE, fit_calibrated_edlae
from engine.model.teacher.regression import Lesson, Regression, fit_regression
from engine.progress import Portion, untold

Ints = NDArray[np.int64]

LESSONS = (
    Lesson(until=1, kept=1, kept_share=0, weight_power=0, ridge=50, sharpness=30),
    Lesson(until=5, kept=3, kept_share=0, weight_power=0, ridge=20, sharpness=25),
    Lesson(until=19, kept=10, kept_share=0, weight_power=0, ridge=30, sharpness=18),
    Lesson(until=10**9, kept=0, kept_share=0.65, weight_power=0.5, ridge=300, sharpness=10),
)

SHORT = 19
"""For queries up to this length, both models predict."""
EDLAE_SHARE = 0.75
"""The EDLAE's share of the prediction in that case."""
MAX_TEACHER_FILMS = 8_000
"""The most films that take part: the four solves with 8,000 films take about a minute on 2 cores, and 1 GB."""


class Teacher:
    """One regression per lesson over `columns` of the catalogue, and optionally an EDLAE for short queries."""

    def __init__(
        self,
        columns: Ints,
        lessons: tuple[Lesson, ...],
        regressions: list[Regression],
        edlae: CalibratedEDLAE | None = None,
    ) -> None:
        self.columns = columns
        self.lessons = lessons
        self.regressions = regressions
        self.edlae = edlae

    def labels(self, kept: sparse.csr_array, sizes: Ints, device: torch.device) -> Tensor:
        """(rows, columns) the teacher's predictions, as probabilities; 0 for the kept films."""
        kept = sparse.csr_array(kept[:, self.columns])
        labels = torch.empty(kept.shape, device=device)
        lesson_of = np.searchsorted([lesson.until for lesson in self.lessons], sizes)
        for number, (lesson, regression) in enumerate(zip(self.lessons, self.regressions, strict=True)):
            rows = np.flatnonzero(lesson_of == number)
            if not len(rows):
                continue
            films = kept[rows]
            masked = torch.from_numpy(films.toarray() > 0).to(device)
            if lesson.until > SHORT:
                found = _masked_softmax(lesson.sharpness * regression.answer(masked.float()), masked)
            else:
                few = SparseMatrix(films, device)
                found = _masked_softmax(lesson.sharpness * regression.answer(few), masked)
                if self.edlae is not None:
                    other = _masked_softmax(self.edlae.logits(few, sizes[rows]), masked)
                    found = torch.lerp(found, other, EDLAE_SHARE)
            labels[torch.from_numpy(rows).to(device)] = found
        return labels


def _masked_softmax(logits: Tensor, masked: Tensor) -> Tensor:
    """The softmax over the films not `masked`; zeros in a row with all films masked."""
    return torch.softmax(logits.masked_fill(masked, -torch.inf), dim=1).nan_to_num_(0.0)


def fit_teacher(
    data: Interactions,
    device: torch.device,
    *,
    lessons: tuple[Lesson, ...] = LESSONS,
    max_films: int = MAX_TEACHER_FILMS,
    edlae: bool = True,
    told: Portion = untold,
) -> Teacher:
    """Fit the teacher to the users with two films or more among the `max_films` most watched films.

    `told` hears how much of the work is done.
    """
    counts = data.counts
    columns = np.sort(np.argsort(-counts, kind="stable")[: min(max_films, int((counts > 0).sum()))])
    films = data.matrix[:, columns]
    eligible = np.diff(films.indptr) >= 2
    films = films[eligible]
    fits = len(lessons) + edlae
    regressions = []
    for number, lesson in enumerate(lessons, start=1):
        regressions.append(fit_regression(films, lesson, device))
        told(number / fits)
    eligible_users = Interactions(users=data.users[eligible], movies=data.movies[columns], matrix=films)
    return Teacher(columns, lessons, regressions, fit_calibrated_edlae(eligible_users, device) if edlae else None)
