from __future__ import annotations

import numpy as np
import pytest

from engine.evaluation.damping import damped, damped_name


def test_scores_are_divided_by_a_power_of_the_watchers_and_twenty():
    scores = np.array([[3.0, 3.0, -9.0, -np.inf]])
    assert damped(scores, np.array([61, 236, 61, 0]), 0.5)[0].tolist() == pytest.approx([1 / 3, 3 / 16, -1, -np.inf])
    assert damped(scores, np.array([61, 236, 61, 0]), 0).tolist() == scores.tolist()


def test_the_name_tells_the_exponent():
    assert [damped_name("EASE", exponent) for exponent in (0, 0.25, 0.5)] == ["EASE", "EASE /w^.25", "EASE /w^.5"]
