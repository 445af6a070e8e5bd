"""The toy films as a real version in a home; a film's vector consists of its genres and its popularity."""

from __future__ import annotations

import numpy as np

from engine.artifact import Manifest
from engine.jobs.publishing import Draft, publish
from engine.settings import Settings
from engine.titles.index_building import build_title_index
from tests.toy_films import DATASET, FILMS
from tests.toy_query import sum_of_likes


def publish_toy_films(settings: Settings) -> str:
    """Publish the toy films, make the version current and return its id."""
    genres = sorted({genre for movie in FILMS for genre in movie.genres})
    has = np.array([[genre in movie.genres for genre in genres] for movie in FILMS], np.float32)
    direction = has / np.linalg.norm(has, axis=1, keepdims=True)
    popularity = np.linspace(0.4, 0.1, len(FILMS), dtype=np.float32)[:, None]
    weights = sum_of_likes(len(genres))
    manifest = Manifest(
        version="",
        trained="2026-01-01T00:00:00Z",
        dataset=DATASET,
        seed=0,
        parameters={},
        report={},
        libraries={},
        files={},
    )
    arrays = {
        "ids": np.array([movie.id for movie in FILMS]),
        "vectors": np.hstack([direction, popularity]),
        "likeness": direction,
        "film_map": np.stack([np.linspace(-1, 1, len(FILMS)), np.tile([0.5, -0.5], len(FILMS))[: len(FILMS)]], axis=1),
        "log_weights": np.zeros(len(FILMS), np.float32),
        **build_title_index(FILMS),
    }
    return publish(settings, Draft(manifest, list(FILMS), arrays, {"query": weights.to_tensors(), "network": {}}))
