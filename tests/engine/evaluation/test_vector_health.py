from __future__ import annotations

import numpy as np
import pytest

from engine.evaluation.vector_health import vector_health_of
from engine.model.served_model import ServedModel
from tests.toy_query import sum_of_likes


def plain(vectors: np.ndarray) -> ServedModel:
    """A version whose query is the sum of the liked films' vectors; the last coordinate is the bias."""
    films = len(vectors)
    arrays = {
        "ids": np.arange(films),
        "vectors": vectors.astype(np.float32),
        "log_weights": np.zeros(films, np.float32),
    }
    return ServedModel.of(arrays, {"query": sum_of_likes(vectors.shape[1] - 1).to_tensors()})


def vectors(films: int = 200) -> np.ndarray:
    random = np.random.default_rng(0).normal(size=(films, 17))
    random[:, -1] = np.linspace(1, 0, films)
    return random


def test_vectors_that_differ_are_healthy():
    health = vector_health_of(plain(vectors()), np.ones(200, np.int64))
    assert health.fault() == ""
    assert abs(health.cosine) < 0.05 and health.spread > 0.2 and health.empty == 0 and health.overlap < 0.3


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda v: np.where(np.arange(17) < 16, 0, v), "no vector"),
        (lambda v: np.where(np.arange(17) < 16, v[:1], v), "hardly differ"),
        (lambda v: np.where(np.arange(17) < 16, v * 0.001 + v[:1], v), "hardly differ"),
        (lambda v: np.where(np.arange(17) < 16, v * 0.01, v), "the same films"),
        (lambda v: np.where((np.arange(200) < 120)[:, None], 0, v), "60% of the films"),
    ],
    ids=["nothing", "one vector", "nearly one vector", "popularity alone", "most films empty"],
)
def test_collapsed_vectors_are_told(spoil, words):
    assert words in vector_health_of(plain(spoil(vectors())), np.ones(200, np.int64)).fault()


def test_films_that_nobody_watched_do_not_count():
    some = vectors()
    some[50:] = 0
    counts = (np.arange(200) < 50).astype(np.int64)
    assert vector_health_of(plain(some), counts).fault() == ""
