"""The closed form compared with the regression solved by brute force over every possible kept part."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
import torch

from engine.model.interactions import interactions_of
from engine.model.teacher import regression
from engine.model.teacher.regression import Lesson, fit_regressions

CPU = torch.device("cpu")
FILMS = [[0, 1, 2], [0, 1, 3], [1, 2, 3, 4], [0, 2], [2, 3, 4], [0, 1, 2, 3, 4], [1, 4]]


def lesson(kept: int, power: float = 0.0) -> Lesson:
    return Lesson(until=10**9, kept=kept, kept_share=0, weight_power=power, ridge=2.0, sharpness=1.0)


@pytest.fixture
def data(make_dataset):
    return interactions_of(
        make_dataset([(user, 10 * (film + 1)) for user, films in enumerate(FILMS) for film in films], movies=5)
    )


def brute_force(kept: int, power: float) -> tuple[np.ndarray, np.ndarray]:
    """B and b0 that minimize the weighted squared error over all kept parts, no film predicting itself."""
    inputs, outputs, weights = [], [], []
    interactions = sum(map(len, FILMS))
    sizes = [min(kept, len(films) - 1) for films in FILMS]
    scale = interactions / sum(len(films) ** -power * size for films, size in zip(FILMS, sizes, strict=True))
    for films, size in zip(FILMS, sizes, strict=True):
        whole = np.isin(range(5), films).astype(float)
        parts = list(combinations(films, size))
        for part in parts:
            inputs.append(np.append(np.isin(range(5), part).astype(float), 1.0))
            outputs.append(whole)
            weights.append(scale * len(films) ** -power / len(parts))
    x, y, w = np.array(inputs), np.array(outputs), np.array(weights)
    b = np.zeros((6, 5))
    for film in range(5):
        others = [column for column in range(6) if column != film]
        z = x[:, others]
        ridge = np.diag([2.0] * 4 + [0.0])
        b[others, film] = np.linalg.solve(z.T @ (z * w[:, None]) + ridge, z.T @ (w * y[:, film]))
    return b[:5], b[5]


@pytest.mark.parametrize("kept", [1, 2, 3])
@pytest.mark.parametrize("power", [0.0, 0.5])
def test_the_closed_form_is_the_regression_over_all_kept_parts(data, kept, power):
    (found,) = fit_regressions(data.matrix, [lesson(kept, power)], CPU)
    weights, base = brute_force(kept, power)
    np.testing.assert_allclose(found.left.numpy(), weights, atol=1e-4)
    np.testing.assert_allclose(found.base.numpy(), base, atol=1e-4)


@pytest.mark.parametrize("power", [0.0, 0.5])
def test_lessons_that_share_matrices_are_those_fitted_alone(data, power):
    lessons = [lesson(kept, power) for kept in (1, 2, 3, 9)]
    told = []
    together = fit_regressions(data.matrix, lessons, CPU, told=told.append)
    assert told == sorted(told) and len(told) > len(lessons)
    assert told[-1] == pytest.approx(1)
    for one, found in zip(lessons, together, strict=True):
        (alone,) = fit_regressions(data.matrix, [one], CPU)
        torch.testing.assert_close(found.left, alone.left)
        torch.testing.assert_close(found.base, alone.base)


@pytest.mark.parametrize("kept", [1, 2, 3])
def test_the_factored_solution_answers_as_the_dense_one(data, kept):
    (dense,) = fit_regressions(data.matrix, [lesson(kept, 0.5)], CPU)
    moments = regression._moments(data.lengths.astype(float), lesson(kept, 0.5))
    factored = regression._fit_factored(data.matrix, moments, lesson(kept, 0.5), CPU)
    assert factored.right is not None
    for row in ([1, 0, 0, 0, 0], [0, 1, 0, 1, 0], [1, 1, 1, 0, 0]):
        liked = torch.tensor([row], dtype=torch.float32)
        others = liked[0] == 0
        torch.testing.assert_close(factored.answer(liked)[0, others], dense.answer(liked)[0, others], atol=1e-4, rtol=0)
