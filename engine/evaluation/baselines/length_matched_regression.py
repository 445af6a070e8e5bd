"""The teacher's closed-form regression as a baseline: what PinSage learns from, queried directly.

Dense in films x films (or of the users' rank), so no table of vectors could serve it: the report includes it as the
model to beat at few likes, marked as not low-rank.
"""

from __future__ import annotations

import numpy as np
import torch
from scipy import sparse

from engine.evaluation.baselines.baseline import Baseline, Floats
from engine.model.interactions import Interactions
from engine.model.teacher.labels import fit_teacher


class LengthMatchedRegression(Baseline):
    """Answers each row with the regression that was fitted for queries of its length."""

    name = "regression, not low-rank"

    def fit(self, watched: sparse.csr_array) -> None:
        users, movies = watched.shape
        data = Interactions(users=np.arange(users), movies=np.arange(movies), matrix=watched)
        self._movies = movies
        self._teacher = fit_teacher(data, torch.device("cpu"), edlae=False, kept_as=torch.float32)

    def scores(self, liked: sparse.csr_array) -> Floats:
        teacher = self._teacher
        lesson_of = np.searchsorted([lesson.until for lesson in teacher.lessons], np.diff(liked.indptr))
        columns = teacher.columns.numpy()
        found = np.full((liked.shape[0], self._movies), -np.inf, np.float32)
        for number, regression in enumerate(teacher.regressions):
            rows = np.flatnonzero(lesson_of == number)
            if len(rows):
                kept = torch.from_numpy(liked[rows][:, columns].toarray())
                found[np.ix_(rows, columns)] = regression.answer(kept).numpy()
        return found
