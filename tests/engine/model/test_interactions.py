from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine.errors import TrainingError
from engine.model import interactions
from engine.model.interactions import interactions_of


def test_every_film_has_a_column_and_every_watcher_a_row(make_dataset):
    data = interactions_of(make_dataset([(7, 10), (7, 30), (3, 30), (3, 20), (3, 40), (7, 50)], movies=6))
    assert data.users.tolist() == [3, 7]
    assert data.movies.tolist() == [10, 20, 30, 40, 50, 60]
    assert data.counts.tolist() == [1, 1, 2, 1, 1, 0]
    assert data.films(0).tolist() == [1, 2, 3]


@pytest.mark.parametrize(
    ("pairs", "complaint"),
    [
        ([(1, 10), (1, 20), (1, 30), (1, 40), (1, 50)], "users who watched two films or more: 1"),
        ([(1, 10), (1, 20), (2, 30), (2, 10)], "only 3 films were watched"),
        ([(user, 10 * user) for user in range(1, 9)], "users who watched two films or more: 0"),
        ([], "only 0 films were watched"),
    ],
)
def test_too_little_to_learn_from_is_refused_in_one_line(make_dataset, pairs, complaint):
    with pytest.raises(TrainingError, match=complaint) as refusal:
        interactions_of(make_dataset(pairs))
    assert "\n" not in refusal.value.message
    assert refusal.value.remedy


def test_ratings_of_films_that_the_set_lacks_are_left_out(make_dataset):
    pairs = [(1, 10), (1, 20), (2, 30), (2, 40), (2, 50)]
    data = interactions_of(make_dataset([*pairs, (1, 999)], movies=5))
    assert data.matrix.nnz == 5
    assert np.array_equal(data.movies, [10, 20, 30, 40, 50])


def test_pairs_in_any_order_and_twice_give_the_same_matrix(make_dataset):
    ordered = make_dataset([(1, 10), (1, 20), (2, 30), (2, 40), (2, 50), (9, 10)], movies=5)
    shuffled = replace(ordered, ratings=ordered.ratings.iloc[[5, 3, 0, 2, 3, 1, 4, 0]].reset_index(drop=True))
    for dataset in (ordered, shuffled):
        data = interactions_of(dataset)
        assert data.users.tolist() == [1, 2, 9]
        assert data.matrix.indptr.tolist() == [0, 2, 5, 6]
        assert data.matrix.indices.tolist() == [0, 1, 2, 3, 4, 0]
        assert data.matrix.data.tolist() == [1.0] * 6


def test_films_are_looked_up_and_counted_some_pairs_at_a_time(make_dataset, monkeypatch):
    monkeypatch.setattr(interactions, "_STEP", 2)
    data = interactions_of(make_dataset([(7, 10), (7, 30), (3, 30), (3, 20), (3, 40), (7, 50)], movies=6))
    assert data.films(0).tolist() == [1, 2, 3]
    assert data.counts.tolist() == [1, 1, 2, 1, 1, 0]
