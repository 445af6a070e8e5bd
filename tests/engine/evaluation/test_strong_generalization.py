from __future__ import annotations

import numpy as np

from engine.evaluation.strong_generalization import make_cases
from engine.model.interactions import interactions_of


def test_cases_keep_a_share_or_a_number_and_skip_users_without_targets(make_dataset):
    pairs = [(1, 10 * film) for film in range(1, 11)] + [(2, 10), (2, 20)] + [(3, 30)]
    data = interactions_of(make_dataset(pairs, movies=10))
    cases = {case.likes: case for case in make_cases(data)}
    assert np.diff(cases["80%"].liked.indptr).tolist() == [8, 1]
    assert np.diff(cases["5"].liked.indptr).tolist() == [5]
    assert np.diff(cases["1"].liked.indptr).tolist() == [1, 1]
    whole = cases["80%"].liked + cases["80%"].targets
    assert (whole != data.matrix[:2]).nnz == 0


def test_a_users_cut_does_not_depend_on_the_other_users(clusters):
    data = interactions_of(clusters)
    whole = make_cases(data)[0]
    alone = make_cases(data.rows(np.array([7])))[0]
    assert (alone.liked != whole.liked[[7]]).nnz == 0
