from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy import sparse

from engine.model.interactions import interactions_of
from engine.model.teacher.labels import fit_teacher
from engine.model.teacher.regression import Lesson

CPU = torch.device("cpu")
FILMS = [[0, 1, 2], [0, 1, 3], [1, 2, 3, 4], [0, 2], [2, 3, 4], [0, 1, 2, 3, 4], [1, 4]]


def lesson(kept: int) -> Lesson:
    return Lesson(until=10**9, kept=kept, kept_share=0, weight_power=0, ridge=2.0, sharpness=1.0)


@pytest.fixture
def data(make_dataset):
    return interactions_of(
        make_dataset([(user, 10 * (film + 1)) for user, films in enumerate(FILMS) for film in films], movies=5)
    )


def test_a_large_catalogue_takes_part_with_its_most_watched_films(data):
    assert fit_teacher(data, CPU, lessons=(lesson(1),), max_films=3).columns.tolist() == [0, 1, 2]


def test_labels_are_chances_of_films_that_were_not_kept(data):
    taught = fit_teacher(data, CPU)
    kept = sparse.csr_array(np.array([[1, 0, 0, 0, 0], [1, 1, 0, 0, 0], [1, 1, 1, 1, 1]], np.float32))
    labels = taught.labels(kept, np.array([1, 2, 5]), CPU).numpy()
    assert labels.sum(axis=1) == pytest.approx([1, 1, 0], abs=1e-6)
    assert (labels[kept.toarray() > 0] == 0).all()
