"""The benchmark that compares movierec's dial with the peers: where the frontier lies."""

from __future__ import annotations

import pytest

from tests.benchmarks.peer_frontier import frontier


def test_a_curve_is_linear_in_the_logarithm_of_the_watchers() -> None:
    assert frontier({"x": [(1_000, 0.2), (10, 0.6)]}, 100) == (pytest.approx(0.4), "x")


def test_the_best_of_the_curves_that_reach_so_far_counts() -> None:
    curves = {"x": [(10, 0.6), (1_000, 0.2)], "y": [(100, 0.5), (10_000, 0.3)], "z": [(2, 0.9), (20, 0.9)]}
    assert frontier(curves, 100) == (pytest.approx(0.5), "y")
    assert frontier(curves, 15) == (pytest.approx(0.9), "z")


def test_past_all_curves_their_nearest_end_counts() -> None:
    curves = {"x": [(10, 0.6), (1_000, 0.2)], "y": [(100, 0.5), (500, 0.3)]}
    assert frontier(curves, 2_000) == (0.2, "x, its end")
    assert frontier(curves, 5) == (0.6, "x, its end")
