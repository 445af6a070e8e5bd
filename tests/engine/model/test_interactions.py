from __future__ import annotations

import numpy as np
import pytest

from engine.errors import TrainingError
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
