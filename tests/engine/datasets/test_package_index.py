"""MovieLens 100K from RecBole's wheel, fetched with the real pip, and the errors when pip fails."""

from __future__ import annotations

import os
import subprocess
import zipfile

import pytest

from engine.datasets import package_index, sources
from engine.datasets.sources import fetch_default, fetch_packaged
from engine.errors import DownloadError
from engine.progress import Event, silent

NOBODY = "http://127.0.0.1:1"
WHEEL = "recbole-1.2.1-py3-none-any.whl"


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    """A cache with the real wheel, fetched once with pip."""
    folder = tmp_path_factory.mktemp("cache")
    try:
        package_index.fetch_wheel(folder, silent)
    except DownloadError as cause:
        if os.environ.get("MOVIEREC_REQUIRE_SERVERS") == "1":
            raise
        pytest.skip(f"needs a package index: {cause.message}")
    return folder


@pytest.fixture
def no_index(monkeypatch, tmp_path):
    """Make pip behave as on a machine that reaches no package index."""
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_INDEX_URL", f"{NOBODY}/simple")
    return monkeypatch


def test_the_real_set_comes_out_of_the_wheel(cache):
    dataset = fetch_packaged(cache)
    assert (dataset.name, dataset.catalogue) == ("ml-100k", "ml-100k")
    assert (len(dataset.movies), len(dataset.ratings), dataset.ratings["user"].nunique()) == (1682, 100_000, 943)
    assert dataset.skipped.count == 0
    assert dataset.movies["year"].max() == 1998
    assert dataset.notes[-1].startswith("GroupLens's terms:")
    most = max(dataset.records(), key=lambda movie: movie.n_ratings)
    assert (most.label, most.n_ratings) == ("Star Wars (1977)", 583)


def test_the_wheel_is_fetched_once_and_leaves_nothing_beside_it(cache, monkeypatch):
    monkeypatch.setattr(subprocess, "Popen", None)
    fetch_packaged(cache)
    assert [path.name for path in cache.iterdir()] == [WHEEL]


def test_where_grouplens_is_out_of_reach_the_packaged_set_is_taken_and_said_loudly(cache):
    events: list[Event] = []
    dataset = fetch_default(cache, events.append, base_url=NOBODY)
    assert dataset.name == "ml-100k"
    assert dataset.notes[0] == (
        "MovieLens 100K, films to 1998, from the package index instead of MovieLens 1M: 127.0.0.1 cannot be reached."
        " For newer films: try again later, or download ml-1m.zip in a browser and pass it with --source"
    )
    assert [event.message for event in events if event.unit == "note"] == [dataset.notes[0]], "at once, in these words"


def test_a_damaged_wheel_in_the_cache_is_not_used(tmp_path, no_index):
    (tmp_path / WHEEL).write_bytes(b"half a wheel")
    with pytest.raises(DownloadError):
        fetch_packaged(tmp_path)


def test_pips_reason_comes_in_one_line(tmp_path, no_index):
    events: list[Event] = []
    with pytest.raises(
        DownloadError, match=r"pip cannot fetch recbole==1.2.1: the package index cannot be reached"
    ) as caught:
        fetch_packaged(tmp_path, events.append)
    assert "\n" not in caught.value.message
    assert {(event.stage, event.total) for event in events} == {("download", 2_130_151)}
    assert list(tmp_path.iterdir()) == []


def test_pips_reason_tells_no_password_of_an_index(tmp_path, monkeypatch):
    told = "ERROR: Could not find recbole==1.2.1 at https://anna:hunt@er2@index.example/simple"
    monkeypatch.setattr("engine.datasets.package_index._run", lambda *arguments: (1, told))
    with pytest.raises(DownloadError) as caught:
        fetch_packaged(tmp_path)
    assert caught.value.message.endswith("Could not find recbole==1.2.1 at https://***@index.example/simple")


def test_a_wheel_of_other_content_is_refused(tmp_path, no_index):
    links = tmp_path / "links"
    links.mkdir()
    with zipfile.ZipFile(links / WHEEL, "w") as wheel:
        wheel.writestr("recbole/__init__.py", "raise SystemExit('never run')")
        wheel.writestr("recbole-1.2.1.dist-info/METADATA", "Metadata-Version: 2.1\nName: recbole\nVersion: 1.2.1\n")
        wheel.writestr(
            "recbole-1.2.1.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
    no_index.setenv("PIP_NO_INDEX", "1")
    no_index.setenv("PIP_FIND_LINKS", str(links))
    with pytest.raises(DownloadError, match="HASHES"):
        fetch_packaged(tmp_path / "cache")
    assert list((tmp_path / "cache").iterdir()) == []


def test_pip_that_is_missing_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr(package_index, "_run", lambda *_: (1, "/venv/bin/python: No module named pip\n"))
    with pytest.raises(DownloadError, match="pip is missing from this environment"):
        fetch_packaged(tmp_path)


def test_where_neither_answers_one_line_tells_how_to_bring_data(tmp_path, no_index):
    with pytest.raises(DownloadError) as caught:
        fetch_default(tmp_path, base_url=NOBODY)
    assert "127.0.0.1 cannot be reached; pip cannot fetch recbole==1.2.1" in caught.value.message
    assert "\n" not in caught.value.message
    assert "--source" in caught.value.remedy and "--ratings" in caught.value.remedy


def test_the_default_is_the_larger_set_where_grouplens_answers(monkeypatch, tmp_path, write, layouts):
    asked = []

    def fetch(name, cache, **rest):
        asked.append(name)
        return sources.read_source(write("ml-1m", layouts["ml-1m"]))

    monkeypatch.setattr(sources, "fetch", fetch)
    assert fetch_default(tmp_path).name == "ml-1m"
    assert asked == ["ml-1m"]


def test_the_packaged_set_is_taken_where_it_is_the_one_that_was_asked_for(cache, monkeypatch):
    def refuse(*args, **options):
        raise DownloadError("GroupLens cannot be reached", "try again later")

    monkeypatch.setattr(sources, "download", refuse)
    assert sources.fetch("ml-100k", cache).notes[0] == "taken from the package index: GroupLens cannot be reached"
    with pytest.raises(DownloadError, match="GroupLens"):
        sources.fetch("ml-1m", cache)


def test_where_neither_has_the_packaged_set_the_first_failure_is_told(monkeypatch, tmp_path, no_index):
    def refuse(*args, **options):
        raise DownloadError("GroupLens cannot be reached", "try again later")

    monkeypatch.setattr(sources, "download", refuse)
    with pytest.raises(DownloadError, match="GroupLens cannot be reached"):
        sources.fetch("ml-100k", tmp_path)
