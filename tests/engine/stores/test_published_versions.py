"""The versions as read from the catalog's file, beside what the catalog itself says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from engine.errors import StoreError
from engine.settings import Settings
from engine.stores.opening import create_catalog
from engine.stores.published_versions import read_published


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", profile="anna")


def test_it_says_what_the_catalog_says(settings: Settings) -> None:
    catalog = create_catalog(settings)
    for _ in range(11):
        catalog.activate(catalog.reserve("ours"), {"trained": "2026-01-01", "report": {"rows": [1.5]}})
    catalog.use("v2")
    catalog.reserve("another's")
    catalog.remove("v3")
    published = read_published(settings)
    assert published.current() == catalog.current() == "v2"
    assert published.versions() == catalog.versions()
    assert [row.version for row in published.versions()][-2:] == ["v11", "v12"]
    catalog.close()


def test_a_new_catalog_has_no_versions(settings: Settings) -> None:
    settings.files.ensure()
    settings.files.catalog.touch()
    published = read_published(settings)
    assert (published.current(), published.versions()) == (None, [])


def test_of_a_damaged_catalog_it_says_what_the_catalog_says(settings: Settings) -> None:
    settings.files.ensure()
    settings.files.catalog.write_bytes(b"no database at all" * 100)
    with pytest.raises(StoreError, match="is damaged"):
        read_published(settings)


def test_it_does_not_load_sqlalchemy(settings: Settings) -> None:
    create_catalog(settings).close()
    code = (
        "import sys; from pathlib import Path; from engine.settings import Settings;"
        "from engine.stores.published_versions import read_published;"
        f"read_published(Settings(home=Path({str(settings.home)!r}), profile='anna'));"
        "print('sqlalchemy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=Path(__file__).parents[3])
    assert done.stdout.strip() == "False", done.stderr
