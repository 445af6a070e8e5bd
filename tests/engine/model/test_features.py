from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from engine.model.features import Vocabulary, features_of


@pytest.fixture
def frame():
    return pd.DataFrame(
        {
            "genres": [("Drama", "Crime"), ("Drama",), ()],
            "year": pd.array([1972, pd.NA, 1990], dtype="Int64"),
        }
    )


def test_genres_share_a_row_and_an_unknown_year_has_a_place_of_its_own(frame):
    features = features_of(frame)
    assert features.vocabulary == Vocabulary(genres=("Crime", "Drama"), years=(0, 1972, 1990))
    assert features.genres.tolist() == [[0.5, 0.5], [0, 1], [0, 0]]
    assert features.years.tolist() == [1, 0, 2]


def test_a_new_film_is_described_by_known_genres_and_the_nearest_year(frame):
    vocabulary = features_of(frame).vocabulary
    assert vocabulary.genre_rows([("Crime", "Anime")]).tolist() == [[1, 0]]
    assert vocabulary.year_places([1975, None, 2030]).tolist() == [1, 0, 2]


def test_the_vocabulary_survives_a_manifest(frame):
    vocabulary = features_of(frame).vocabulary
    assert Vocabulary.from_parameters(vocabulary.to_parameters()) == vocabulary


def test_content_vectors_bring_genre_and_decade_together():
    frame = pd.DataFrame(
        {
            "genres": [("Horror",), ("Horror",), ("Horror",), ("Musical",)],
            "year": pd.array([1981, 1981, 1955, 1981], dtype="Int64"),
        }
    )
    near = features_of(frame).vectors() @ features_of(frame).vectors().T
    assert near[0, 1] == pytest.approx(1, abs=1e-5)
    assert near[0, 2] == pytest.approx(0.5, abs=0.01)
    assert near[0, 3] == pytest.approx(0.5, abs=1e-5)
    assert np.isfinite(near).all()
