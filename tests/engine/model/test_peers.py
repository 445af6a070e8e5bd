from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from engine.model.peers import EASE, EDLAE, ItemKNN, Peer, Popularity, inverse

WATCHED = sparse.csr_array(
    np.array(
        [[1, 1, 0, 0, 0], [1, 1, 0, 0, 0], [1, 1, 1, 0, 0], [0, 0, 1, 1, 0], [0, 0, 1, 1, 0], [0, 1, 1, 1, 0]],
        np.float32,
    )
)
LIKED = sparse.csr_array(np.array([[1, 0, 0, 0, 0], [0, 0, 0, 1, 0]], np.float32))


@pytest.mark.parametrize("peer", [ItemKNN(2, shrink=1), EASE(1.0), EDLAE(0.5, 1.0)], ids=lambda peer: peer.name)
def test_a_peer_ranks_the_companion_first_and_the_unwatched_last(peer: Peer):
    peer.fit(WATCHED)
    scores = peer.scores(LIKED)
    assert scores.shape == (2, 5)
    assert scores[0].argsort()[::-1].tolist().index(1) < scores[0].argsort()[::-1].tolist().index(3)
    assert np.delete(scores[0], 0).argmax() + 1 == 1
    assert np.delete(scores[1], 3).argmax() == 2
    assert scores[0, 4] == scores[0].min()


def test_popularity_is_the_same_for_everybody():
    peer = Popularity()
    peer.fit(WATCHED)
    assert peer.scores(LIKED).tolist() == [[3, 4, 4, 3, 0]] * 2


def test_ease_solves_each_film_from_the_others():
    peer = EASE(0.7)
    peer.fit(WATCHED[:, :4])
    x = WATCHED[:, :4].toarray()
    for film in range(4):
        others = [column for column in range(4) if column != film]
        z = x[:, others]
        expected = np.linalg.solve(z.T @ z + 0.7 * np.eye(3), z.T @ x[:, film])
        np.testing.assert_allclose(peer._weights[others, film], expected, atol=1e-5)
        assert peer._weights[film, film] == 0


def test_the_inverse_is_whole():
    matrix = np.array([[4, 1, 0], [1, 3, 1], [0, 1, 2]], np.float32)
    np.testing.assert_allclose(inverse(matrix.copy()) @ matrix, np.eye(3), atol=1e-5)
