import numpy as np
import pytest

from engine.serving.tastes import find_tastes, ward_merges


def axes(*numbers: int) -> np.ndarray:
    """Vectors near the axes with these numbers: two of one axis have a cosine of .8, two of different ones 0."""
    rows = np.zeros((len(numbers), 4 + len(numbers)), np.float32)
    for place, axis in enumerate(numbers):
        rows[place, axis], rows[place, 4 + place] = 0.8**0.5, 0.2**0.5
    return rows


def test_two_kinds_of_likes_are_two_tastes_the_larger_first():
    tastes = find_tastes(axes(1, 0, 0, 1, 0), np.ones(5))
    assert tastes.of.tolist() == [1, 0, 0, 1, 0]
    assert tastes.shares.tolist() == [0.6, 0.4]


def test_three_kinds_are_three_tastes():
    assert find_tastes(axes(0, 0, 1, 1, 2, 2), np.ones(6)).of.tolist() == [0, 0, 1, 1, 2, 2]


def test_likes_of_one_kind_are_one_taste():
    tastes = find_tastes(axes(0, 0, 0, 0, 0, 0), np.ones(6))
    assert tastes.of.tolist() == [0] * 6
    assert tastes.shares.tolist() == [1.0]


def test_likes_with_nothing_in_common_are_one_taste():
    for likes in (4, 8, 20):
        assert find_tastes(np.eye(likes, dtype=np.float32), np.ones(likes)).shares.tolist() == [1.0]


def test_two_likes_are_one_taste():
    assert find_tastes(axes(0, 1), np.ones(2)).of.tolist() == [0, 0]


def test_the_length_of_a_vector_does_not_matter():
    rows = axes(0, 0, 1, 1) * np.array([[9], [0.1], [3], [1]], np.float32)
    assert find_tastes(rows, np.ones(4)).of.tolist() == [0, 0, 1, 1]


def test_shares_go_by_the_weight_of_the_likes():
    tastes = find_tastes(axes(0, 0, 1, 1), np.array([0.5, 0.5, 1.5, 1.5]))
    assert tastes.of.tolist() == [1, 1, 0, 0]
    assert tastes.shares.tolist() == [0.75, 0.25]


def test_what_is_not_a_like_belongs_to_every_taste():
    tastes = find_tastes(axes(2, 0, 0, 1, 1, 2), np.array([-1, 1, 1, 1, 1, 0.0]))
    assert tastes.of.tolist() == [-1, 0, 0, 1, 1, -1]


@pytest.mark.parametrize("weights", [[], [-1.0, -1.0], [0.0]])
def test_without_a_like_there_is_one_taste(weights: list[float]):
    tastes = find_tastes(np.ones((len(weights), 3), np.float32), np.array(weights))
    assert tastes.of.tolist() == [-1] * len(weights)
    assert tastes.shares.tolist() == [1.0]
    assert tastes.typical == ((),)


def test_the_most_typical_like_comes_first():
    rows = np.array([[1, 0.9, 0], [1, 0, 0], [1, -0.9, 0], [0, 0, 1], [0, 0.1, 1]], np.float32)
    tastes = find_tastes(rows, np.ones(5))
    assert tastes.of.tolist() == [0, 0, 0, 1, 1]
    assert tastes.typical[0][0] == 1
    assert set(tastes.typical[1]) == {3, 4}


def test_a_taste_is_named_by_three_likes_at_most():
    assert [len(typical) for typical in find_tastes(axes(0, 0, 0, 0, 1), np.ones(5)).typical] == [3, 1]


def test_a_vector_of_zeros_is_no_trouble():
    assert find_tastes(np.zeros((5, 3), np.float32), np.ones(5)).of.tolist() == [0] * 5


def test_a_thousand_likes_are_all_given_a_taste():
    tastes = find_tastes(np.tile(axes(0, 1)[:, :4], (500, 1)), np.ones(1000))
    assert tastes.of.tolist() == [0, 1] * 500


def test_there_are_five_tastes_at_most():
    rows = np.repeat(np.eye(9, dtype=np.float32), 40, axis=0)
    assert len(find_tastes(rows, np.ones(360)).shares) == 5


def test_the_merges_are_those_of_wards_method():
    from scipy.cluster.hierarchy import ward

    for count in (2, 3, 17, 60):
        rows = np.random.default_rng(count).normal(size=(count, 5))
        expected = ward(rows)
        found = ward_merges(rows)
        assert [sorted(merge[:2]) for merge in found] == [sorted(map(int, row[:2])) for row in expected]
        np.testing.assert_allclose([merge[2] for merge in found], expected[:, 2] ** 2 / 2)
