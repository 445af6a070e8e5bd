"""The teacher's predictions for a query, as probabilities over films: labels for PinSage beside the users' own films.

For long queries they come from the regression fitted for their length, for short ones from that and an EDLAE (`edlae`)
together. Both are dense in films^2, so in a large catalogue only the most watched films take part.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from engine.model.finished_parts import Once, anew
from engine.model.interactions import Interactions
from engine.model.sparse_matrix import SparseMatrix
from engine.model.teacher.edlae import CalibratedEDLAE, edlae_seconds, fit_calibrated_edlae
from engine.model.teacher.regression import Lesson, Regression, fit_regressions, regression_seconds
from engine.progress import Portion, Work, untold

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
"""The most films that take part: the four solves with 8,000 films take about a minute on 2 cores, and 0.6 GB remain."""
KEPT_AS = torch.float16
"""Most of what labels cost is adding up the rows of histories, so half as many bytes take about half as long. The sums
are made in float32 and then rounded; a label differs by some .1%."""

_MASKED = -1e9


class Teacher:
    """One regression per lesson over `columns` (ascending int64) of the catalogue's `movies`, and optionally an EDLAE
    for short queries."""

    def __init__(
        self,
        columns: Tensor,
        movies: int,
        lessons: tuple[Lesson, ...],
        regressions: list[Regression],
        edlae: CalibratedEDLAE | None = None,
    ) -> None:
        self.columns = columns
        self.lessons = lessons
        self.regressions = regressions
        self.edlae = edlae
        self._place = torch.full((movies,), -1, device=columns.device)
        self._place[columns] = torch.arange(len(columns), device=columns.device)

    def labels(self, kept: SparseMatrix, sizes: Tensor) -> Tensor:
        """(rows, columns) the teacher's predictions, as probabilities; 0 for the `kept` films (rows, movies). `sizes`
        (rows): how many those are, ascending. Of a history with films that the teacher does not know, what it predicts
        is for as many as it knows, or for one if it knows none."""
        order = None
        if len(self.columns) < kept.width:
            kept = kept.within(self._place, len(self.columns))
            known, order = kept.starts.diff().sort(stable=True)
            kept, sizes = kept.pick(order), known.clamp(min=1).to(sizes.dtype)
        labels = torch.empty(len(kept), len(self.columns), device=kept.values.device)
        untils = torch.tensor([lesson.until for lesson in self.lessons[:-1]], device=sizes.device)
        ends = [*torch.searchsorted(sizes, untils.to(sizes.dtype), right=True).tolist(), len(kept)]
        for start, end, lesson, regression in zip([0, *ends], ends, self.lessons, self.regressions, strict=False):
            if start == end:
                continue
            films = kept.slice(start, end)
            found = _masked_softmax(regression.answer(films).mul_(lesson.sharpness), films)
            if lesson.until <= SHORT and self.edlae is not None:
                other = _masked_softmax(self.edlae.logits(films, sizes[start:end]), films)
                found = found.lerp_(other, EDLAE_SHARE)
            labels[slice(start, end) if order is None else order[start:end]] = found
        return labels


def _masked_softmax(logits: Tensor, masked: SparseMatrix) -> Tensor:
    """The softmax over the films that are not `masked`; zeros in a row with all films masked. Overwrites `logits`."""
    logits[masked.rows, masked.columns] = _MASKED
    chances = torch.softmax(logits, dim=1)
    chances[masked.rows, masked.columns] = 0
    return chances


def fit_teacher(
    data: Interactions,
    device: torch.device,
    *,
    lessons: tuple[Lesson, ...] = LESSONS,
    max_films: int = MAX_TEACHER_FILMS,
    edlae: bool = True,
    kept_as: torch.dtype = KEPT_AS,
    once: Once = anew,
    told: Portion = untold,
) -> Teacher:
    """Fit the teacher to the users with two films or more among the `max_films` most watched films.

    Matrices that are not factored are kept in the precision `kept_as`. `once` may know the models already; `told` hears
    how much of the work is done.
    """
    counts = data.counts
    columns = np.sort(np.argsort(-counts, kind="stable")[: min(max_films, int((counts > 0).sum()))])
    films = data.matrix[:, columns]
    eligible = np.diff(films.indptr) >= 2
    films = films[eligible]
    seconds = regression_seconds(films, lessons, device), edlae * edlae_seconds(films, device)
    work = Work(told, sum(seconds))
    regressions = fit_regressions(films, lessons, device, once, work.piece(seconds[0]), kept_as=kept_as)
    eligible_users = Interactions(users=data.users[eligible], movies=data.movies[columns], matrix=films)
    known = torch.from_numpy(columns).to(device)
    other = None
    if edlae:
        other = fit_calibrated_edlae(eligible_users, device, once, work.piece(seconds[1]), kept_as=kept_as)
    return Teacher(known, len(counts), lessons, regressions, other)
