from __future__ import annotations

import numpy as np
import pytest

from engine.artifact import Artifact
from engine.serving.failover import Failover
from engine.serving.version_vectors import VersionVectors
from engine.stores.memory import MemoryVectors


@pytest.fixture(params=["its own files", "another home's"])
def opened(request, toy, tmp_path):
    """The toy version's vectors; of one published from another home only the store has them."""
    folder = toy.write_version(tmp_path, "v1")
    stored = MemoryVectors()
    stored.create("v1", "taste", toy.films, toy.vectors)
    if request.param == "another home's":
        (folder / "vectors.npy").unlink()
    store = Failover("vectors", lambda: stored, lambda: stored, lambda _: None)
    return VersionVectors(Artifact(folder), store)


def test_rows_are_read_by_place(opened, toy):
    places = np.array([6, 0, 3])
    assert opened.at(places).tolist() == toy.vectors[places].tolist()
    assert opened.ids_at(places) == [toy.QUIET, toy.ALIEN, toy.HEAT]


def test_the_sample_of_a_small_catalogue_is_all_of_it(opened, toy):
    assert opened.sample_places.tolist() == list(range(len(toy.films)))
    assert opened.sample.tolist() == toy.vectors.tolist()
    np.testing.assert_allclose(opened.mean, toy.vectors.mean(axis=0))


def test_popularity_is_read_from_the_files_only(opened, toy, request):
    own = "its own files" in request.node.name
    assert opened.biases().tolist() == (toy.vectors[:, -1] if own else np.zeros(len(toy.films))).tolist()
