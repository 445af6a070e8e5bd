from __future__ import annotations

import pytest
import torch

from engine.model import linear_autoencoder
from engine.model.linear_autoencoder import inverse_in_place, is_factored


def positive_definite(size: int) -> torch.Tensor:
    torch.manual_seed(size)
    rows = torch.randn(size, size, dtype=torch.float64)
    return rows @ rows.T + torch.eye(size, dtype=torch.float64)


@pytest.mark.parametrize("size", [1, 4, 5, 13])
def test_the_inverse_takes_the_place_of_the_matrix(monkeypatch, size):
    monkeypatch.setattr(linear_autoencoder, "_PIVOTS", 4)
    monkeypatch.setattr(linear_autoencoder, "_PANEL", 8)
    matrix, told = positive_definite(size), []
    expected = torch.linalg.inv(matrix)
    found = inverse_in_place(matrix, told.append)
    assert found.data_ptr() == matrix.data_ptr()
    torch.testing.assert_close(found, expected)
    assert told == sorted(told) and told[-1] == 1
    assert len(told) == -(-size // 4)


def test_a_matrix_that_is_not_positive_definite_is_refused():
    with pytest.raises(torch.linalg.LinAlgError):
        inverse_in_place(torch.tensor([[1.0, 2.0], [2.0, 1.0]]))


def test_factors_are_for_far_fewer_users_than_films():
    assert is_factored(610, 9_000)
    assert not is_factored(900, 1_600)
    assert not is_factored(11_000, 12_000)
