from pathlib import Path

import pytest

from engine.settings import Settings
from engine.stores.current_version import find_current_folder
from engine.stores.opening import create_catalog


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(home=tmp_path / "home", profile="anna")
    made.files.ensure()
    return made


def publish(settings: Settings, owner: str | None = None) -> str:
    catalog = create_catalog(settings)
    version = catalog.reserve("ours")
    folder = settings.files.versions / version
    folder.mkdir()
    (folder / "manifest.json").touch()
    if owner is not None:
        (folder / "owner").write_text(owner)
    catalog.activate(version, {})
    catalog.close()
    return version


def test_it_agrees_with_the_catalog(settings: Settings) -> None:
    assert find_current_folder(settings) is None
    publish(settings)
    second = publish(settings)
    assert find_current_folder(settings) == settings.files.versions / second
    catalog = create_catalog(settings)
    catalog.use("v1")
    catalog.close()
    assert find_current_folder(settings) == settings.files.versions / "v1"


def test_a_version_without_its_files_is_left_to_the_catalog(settings: Settings) -> None:
    version = publish(settings)
    (settings.files.versions / version / "manifest.json").unlink()
    assert find_current_folder(settings) is None


def test_the_files_of_another_catalog_are_not_mistaken(settings: Settings) -> None:
    publish(settings, owner="somebody else")
    assert find_current_folder(settings) is None


def test_a_server_and_a_damaged_file_are_left_to_the_catalog(settings: Settings) -> None:
    publish(settings)
    elsewhere = Settings(home=settings.home, profile="anna", database_url="mysql+pymysql://nowhere/x")
    assert find_current_folder(elsewhere) is None
    settings.files.catalog.write_bytes(b"no database at all" * 100)
    assert find_current_folder(settings) is None
