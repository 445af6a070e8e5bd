from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from scipy import sparse

from engine.model.interactions import interactions_of
from engine.model.sparse_matrix import SparseMatrix
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
    labels = taught.labels(SparseMatrix.of(kept, CPU), torch.tensor([1.0, 2, 5])).numpy()
    assert labels.sum(axis=1) == pytest.approx([1, 1, 0], abs=1e-6)
    assert (labels[kept.toarray() > 0] == 0).all()


def test_a_film_that_the_teacher_does_not_know_says_nothing(data):
    taught = fit_teacher(data, CPU, max_films=3)
    kept = sparse.csr_array(np.array([[1, 0, 0, 0, 0], [1, 0, 0, 1, 1]], np.float32))
    known = taught.regressions[0].answer(SparseMatrix.of(sparse.csr_array(kept[:, :3]), CPU))
    torch.testing.assert_close(known[0], known[1])
    labels = taught.labels(SparseMatrix.of(kept, CPU), torch.tensor([1.0, 3]))
    torch.testing.assert_close(labels[0], labels[1])


def test_each_row_has_its_own_labels_whatever_share_of_its_films_is_known(data):
    taught = fit_teacher(data, CPU, max_films=3)
    short, long = [[1.0, 0, 0, 0, 0]], [[1.0, 1, 0, 0, 0]]
    with_unknown, all_unknown, nothing = [[1.0, 0, 0, 1, 1]], [[0.0, 0, 0, 1, 1]], [[0.0, 0, 0, 0, 0]]

    def labels(*rows, sizes):
        films = sparse.csr_array(np.concatenate(rows).astype(np.float32))
        return taught.labels(SparseMatrix.of(films, CPU), torch.tensor(sizes))

    together = labels(long, all_unknown, with_unknown, sizes=[2.0, 2, 3])
    alone = [labels(long, sizes=[2.0]), labels(nothing, sizes=[1.0]), labels(short, sizes=[1.0])]
    torch.testing.assert_close(together, torch.cat(alone))


def test_labels_in_half_precision_are_those_in_full(data):
    kept = SparseMatrix.of(sparse.csr_array(np.array([[1, 0, 0, 0, 0], [1, 1, 0, 0, 1]], np.float32)), CPU)
    half, full = fit_teacher(data, CPU), fit_teacher(data, CPU, kept_as=torch.float32)
    for fitted, kind in ((half, torch.float16), (full, torch.float32)):
        assert {fitted.edlae.left.dtype, *(one.left.dtype for one in fitted.regressions)} == {kind}
    sizes = torch.tensor([1.0, 3])
    torch.testing.assert_close(half.labels(kept, sizes), full.labels(kept, sizes), atol=2e-3, rtol=5e-3)


def test_each_query_is_taught_by_the_lesson_for_its_length(data):
    short, long = lesson(1), lesson(3)
    taught = fit_teacher(data, CPU, lessons=(replace(short, until=2), long), edlae=False)
    kept = SparseMatrix.of(sparse.csr_array(np.array([[1, 1, 0, 0, 0], [1, 1, 1, 0, 0]], np.float32)), CPU)
    labels = taught.labels(kept, torch.tensor([2.0, 3]))
    for row, (one, first_free) in enumerate(((short, 2), (long, 3))):
        alone = fit_teacher(data, CPU, lessons=(one,), edlae=False).regressions[0].answer(kept)[row, first_free:]
        torch.testing.assert_close(labels[row, first_free:], alone.softmax(0))
