"""Finding the folder of a catalog's version in a home."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from engine.artifact import OWNER
from engine.settings import Settings
from engine.stores.opening import create_catalog
from engine.stores.version_folders import folder_of


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path, profile="me")


@pytest.mark.parametrize(("owner", "name"), [(None, "v1"), ("me", "v1"), ("another", "v1-2744ccd1")])
def test_a_namesake_of_another_catalog_is_passed_by(settings: Settings, owner: str | None, name: str) -> None:
    with closing(create_catalog(settings)) as catalog:
        version = catalog.reserve("me")
        if owner is not None:
            (settings.files.versions / version).mkdir()
            (settings.files.versions / version / OWNER).write_text(owner)
        assert folder_of(settings, catalog, version) == settings.files.versions / name
