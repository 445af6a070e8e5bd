from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.evaluation.paired_comparison import paired_difference
from engine.model.training import train
from engine.model.training_options import TrainingOptions


def test_a_spoilt_version_is_worse_than_the_one_before_and_the_same_one_is_not(clusters):
    trained = train(clusters, TrainingOptions(dim=16, steps=40, walks=20))
    good = trained.served
    same = paired_difference(good, good, trained.split)
    assert same is not None and (same.value, same.low, same.high) == (0, 0, 0)
    spoilt = good.vectors[np.random.default_rng(0).permutation(len(good.ids))]
    bad = replace(good, vectors=spoilt, ranking=replace(good.ranking, pairs=None))
    gap = paired_difference(bad, good, trained.split)
    assert gap is not None and gap.high < 0
    back = paired_difference(good, bad, trained.split)
    assert back is not None and back.value == pytest.approx(-gap.value)
