from __future__ import annotations

import numpy as np
import torch
from scipy import sparse

from engine.model.sparse_matrix import SparseMatrix


def test_the_product_and_its_gradient_are_those_of_a_dense_matrix():
    random = np.random.default_rng(0)
    values = random.random((5, 7), np.float32) * (random.random((5, 7)) < 0.4)
    values[2] = 0
    matrix = sparse.csr_array(values)
    dense = torch.randn(7, 3, requires_grad=True)
    gradient = torch.randn(5, 3)
    product = SparseMatrix.of(matrix, torch.device("cpu")) @ dense
    product.backward(gradient)
    expected = torch.from_numpy(matrix.toarray())
    torch.testing.assert_close(product, expected @ dense)
    torch.testing.assert_close(dense.grad, expected.T @ gradient)
