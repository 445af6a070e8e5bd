from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.serving.fit_scale import FitScale

HUNDRED = np.arange(101, dtype=np.float32)  # the median and the mean are 50, nine of ten are below 90


@pytest.mark.parametrize(("score", "fit"), [(0, 0), (50, 0), (90, 50), (130, 75), (170, 87.5), (1e6, 100)])
def test_the_usual_film_fits_0_and_one_that_is_better_than_nine_of_ten_50(score: float, fit: float) -> None:
    assert FitScale.of(HUNDRED).fit(score) == pytest.approx(fit)


def test_the_usual_film_is_the_median_or_the_mean_whichever_is_higher() -> None:
    assert FitScale.of(np.array([0.0, 0.0, 0.0, 0.0, 10.0])).usual == 2.0
    assert FitScale.of(np.array([-10.0, 0.0, 0.0, 0.0, 0.0])).usual == 0.0


def test_where_few_films_stand_out_of_many_the_step_is_half_a_standard_deviation() -> None:
    scores = np.zeros(100)
    scores[:5] = 10.0
    assert FitScale.of(scores) == pytest.approx((0.5, float(scores.std()) / 2))


def test_where_all_films_are_alike_none_fits_better_than_the_usual_one() -> None:
    assert FitScale.of(np.ones(3)).fit(1.0) == 0
    assert FitScale.of(np.array([1.0])).fit(1.0) == 0


@given(st.lists(st.floats(-9, 9, width=16), min_size=1), st.floats(-99, 99), st.floats(-99, 99))
def test_a_better_score_never_fits_less_and_every_fit_is_from_0_to_100(
    scores: list[float], one: float, other: float
) -> None:
    scale = FitScale.of(np.array(scores))
    low, high = scale.fit(min(one, other)), scale.fit(max(one, other))
    assert 0 <= low <= high <= 100


@given(st.lists(st.floats(-9, 9, width=16), min_size=1), st.sampled_from([0.25, 2.0, 8.0]), st.integers(-4, 4))
def test_neither_the_unit_of_the_scores_nor_their_zero_matters(scores: list[float], unit: float, zero: int) -> None:
    plain, other = FitScale.of(np.array(scores)), FitScale.of(np.array(scores) * unit + zero)
    for score in scores:
        assert other.fit(score * unit + zero) == pytest.approx(plain.fit(score), abs=1e-3)


@given(st.lists(st.floats(-9, 9, width=16), min_size=1))
def test_the_middle_is_numpys_median(scores: list[float]) -> None:
    drawn = np.array(scores)
    assert FitScale.of(drawn).usual == pytest.approx(max(np.median(drawn), drawn.mean()))
