"""Compares two versions on the same held-out users: is the new one worse?"""

from __future__ import annotations

import numpy as np

from engine.evaluation.intervals import Interval, bootstrap
from engine.evaluation.measurement import K, measure
from engine.evaluation.strong_generalization import make_cases
from engine.model.served_model import ServedModel
from engine.model.user_split import UserSplit


def paired_difference(new: ServedModel, old: ServedModel, split: UserSplit) -> Interval | None:
    """How much better `new` is than `old` for the held-out users of `split`, whom neither was trained on.

    Each user's Recall@20 is averaged over the amounts liked; the interval is of the difference paired by user. None if
    no user can be measured.
    """
    held, counts = split.held_out, split.training.counts
    total, times = np.zeros(len(held.users)), np.zeros(len(held.users))
    for case in make_cases(held):
        theirs, ours = (measure(one.aligned(held.movies).scores, case, counts) for one in (old, new))
        total[case.rows] += ours.per_user[f"recall@{K}"] - theirs.per_user[f"recall@{K}"]
        times[case.rows] += 1
    some = times > 0
    return bootstrap(total[some] / times[some]) if some.any() else None
