"""The map of a version as it is read: absent in versions of earlier releases, or damaged."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from engine import open_recommender
from engine.artifact import Artifact
from engine.errors import ArtifactError
from engine.serving.version_map import VersionMap
from engine.settings import Settings
from tests.toy_films import FILMS
from tests.toy_version import publish_toy_films


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", profile="anna")


def test_a_version_of_an_earlier_release_has_none(settings: Settings) -> None:
    version = publish_toy_films(settings)
    folder = settings.files.version(version)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    del manifest["files"]["film_map.npy"]
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    (folder / "film_map.npy").unlink()
    with open_recommender(settings) as opened:
        assert opened.film_map() is None
        assert opened.recommend([FILMS[0].id], 3)


@pytest.mark.parametrize(
    "places", [np.zeros((3, 2), np.float32), np.zeros(len(FILMS)), np.full((len(FILMS), 2), np.nan, np.float32)]
)
def test_a_map_that_does_not_fit_its_films_is_damaged(settings: Settings, places: np.ndarray) -> None:
    version = publish_toy_films(settings)
    folder = settings.files.version(version)
    np.save(folder / "film_map.npy", places)
    with pytest.raises(ArtifactError, match="its map is damaged"):
        VersionMap.of_version(Artifact(folder))
