"""Posters on disk: private, bounded, and with a memory of films that have none."""

from __future__ import annotations

import stat

import pytest

from engine.posters.poster_cache import PosterCache


@pytest.fixture
def cache(tmp_path, ticks):
    return PosterCache(tmp_path / "cache" / "posters", largest=1000, wall=ticks)


def test_what_was_put_is_there_for_the_person_only(cache, tmp_path):
    cache.put("tmdb-1", b"a picture")
    assert cache.get("tmdb-1") == b"a picture"
    assert cache.get("tmdb-2") is None
    folder = tmp_path / "cache" / "posters"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "tmdb-1").stat().st_mode) == 0o600
    cache.remove("tmdb-1")
    assert cache.get("tmdb-1") is None


def test_that_there_is_none_is_known_for_a_month(cache, ticks):
    cache.put("tmdb-1", b"")
    ticks.now += 29 * 24 * 3600
    assert cache.get("tmdb-1") == b""
    ticks.now += 2 * 24 * 3600
    assert cache.get("tmdb-1") is None


def test_those_unused_for_longest_go_once_there_are_too_many(cache, tmp_path, ticks):
    for number in range(1, 10):
        ticks.now += 10
        cache.put(f"tmdb-{number}", b"\0" * 150)
    ticks.now += 10
    cache.get("tmdb-1")
    again = PosterCache(tmp_path / "cache" / "posters", largest=1000, wall=ticks)
    again.put("tmdb-10", b"\0" * 150)
    left = {path.name for path in (tmp_path / "cache" / "posters").iterdir()}
    assert left == {"tmdb-1", "tmdb-10", "tmdb-9", "tmdb-8", "tmdb-7", "tmdb-6"}


def test_where_nothing_can_be_written_nothing_is_kept(tmp_path):
    (tmp_path / "file").touch()
    cache = PosterCache(tmp_path / "file" / "posters")
    cache.put("tmdb-1", b"a picture")
    assert cache.get("tmdb-1") is None


def test_no_name_leaves_the_folder(cache):
    with pytest.raises(ValueError):
        cache.get("../marks.db")
