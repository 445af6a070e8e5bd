from __future__ import annotations

import numpy as np
import torch
from scipy import sparse

from engine.model.neighborhoods import Walks, as_table, draw_visits, most_visited, row_stochastic, together
from engine.model.sparse_matrix import SparseMatrix


def matrix_of(rows: list[list[int]]) -> SparseMatrix:
    return SparseMatrix.of(sparse.csr_array(np.array(rows, np.float32)), torch.device("cpu"))


class Counted:
    """A sampler that has counted these visits."""

    name = "counted"

    def __init__(self, visits: list[list[int]]) -> None:
        self._visits = matrix_of(visits)

    def visits(self, walks: Walks, seed: int) -> SparseMatrix:
        return self._visits


def test_a_film_is_not_its_own_neighbor_and_has_no_more_than_asked():
    drawn = draw_visits(Counted([[9, 3, 2, 4], [0, 0, 0, 0], [5, 6, 0, 7], [0, 0, 0, 8]]), Walks(neighbors=2), seed=0)
    assert drawn.to_scipy().toarray().tolist() == [[0, 3, 0, 4], [0, 0, 0, 0], [0, 6, 0, 7], [0, 0, 0, 0]]


def test_a_row_of_weights_sums_to_one_and_an_empty_row_stays_empty():
    weights = row_stochastic(matrix_of([[0, 3, 1], [0, 0, 0], [2, 0, 0]]))
    assert weights.to_scipy().toarray().tolist() == [[0, 0.75, 0.25], [0, 0, 0], [1, 0, 0]]


def test_of_equally_visited_neighbors_the_lower_columns_are_kept():
    visits = matrix_of([[0, 2, 5, 2, 2]])
    assert most_visited(visits, 2).to_scipy().toarray().tolist() == [[0, 2, 5, 0, 0]]


def test_draws_together_have_the_sum_of_their_visits():
    sums = together([matrix_of([[0, 2], [1, 0]]), matrix_of([[0, 3], [0, 0]]), matrix_of([[4, 0], [0, 0]])])
    assert sums.to_scipy().toarray().tolist() == [[4, 5], [1, 0]]


def test_the_table_lists_neighbors_heaviest_first():
    weights = sparse.csr_array(np.array([[0, 0.25, 0.75], [0, 0, 0], [1, 0, 0]], np.float32))
    neighbors, shares = as_table(weights, 3)
    assert neighbors.tolist() == [[2, 1, -1], [-1, -1, -1], [0, -1, -1]]
    assert shares.tolist() == [[0.75, 0.25, 0], [0, 0, 0], [1, 0, 0]]
