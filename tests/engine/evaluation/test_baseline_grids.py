from __future__ import annotations

import pytest

from engine.errors import UsageError
from engine.evaluation.baseline_grids import GRIDS, find_baselines
from engine.evaluation.evaluation_options import BASELINES, TUTORIAL
from engine.model.features import features_of


def test_baselines_are_found_by_name_and_the_tutorial_only_when_named(clusters):
    features = features_of(clusters.movies)
    assert [one.name for one in find_baselines(["ials", "popularity"], features)] == ["popularity", "iALS"]
    assert [one.name for one in find_baselines(["tutorial"], features)] == ["tutorial"]
    assert "tutorial" not in [one.name for one in find_baselines([], features)]
    with pytest.raises(UsageError, match="no peer 'svd'"):
        find_baselines(["svd"], features)


def test_every_baseline_that_can_be_asked_for_is_there():
    assert (*GRIDS, TUTORIAL) == BASELINES
