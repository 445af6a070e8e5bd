"""Where a poster is looked for: one's own pictures, then what is kept, then TMDB."""

from __future__ import annotations

import pytest

from engine.errors import DownloadError
from engine.movies import Movie
from engine.posters.poster_cache import PosterCache
from engine.posters.poster_folder import PosterFolder
from engine.posters.poster_source import PosterSource
from engine.posters.tmdb import Tmdb
from engine.secret import Secret
from tests.poster_files import KEY, poster_file

MATRIX = Movie(id=1, title="The Matrix", year=1999, tmdb=603)
RED, BLUE = b"\xff\0\0", b"\0\0\xff"


@pytest.fixture
def source(server, tmp_path, ticks):
    server.films["movie/603"] = {"poster_path": "/matrix.png"}
    server.pictures["w185/matrix.png"] = poster_file("red", kind="PNG")
    folder = tmp_path / "own"
    folder.mkdir()

    def make(*, key=True):
        tmdb = Tmdb(Secret(KEY), api=server.url, images=server.url, clock=ticks) if key else None
        return PosterSource(PosterFolder(folder), PosterCache(tmp_path / "kept"), tmdb)

    return make


def test_one_s_own_picture_comes_first(source, server, tmp_path):
    (tmp_path / "own" / "603.png").write_bytes(poster_file("blue", kind="PNG"))
    assert source().poster(MATRIX, 20, 15).pixels[:3] == BLUE
    assert server.asked == []


def test_a_damaged_picture_of_one_s_own_is_passed_over(source, server, tmp_path):
    (tmp_path / "own" / "603.png").write_bytes(b"no picture")
    assert source().poster(MATRIX, 20, 15).pixels[:3] == RED
    assert source(key=False).poster(MATRIX, 20, 15) is None


def test_what_was_fetched_is_not_fetched_again(source, server):
    assert source().poster(MATRIX, 20, 15).columns == 20
    assert source().poster(MATRIX, 10, 15).columns == 10
    assert server.asked == ["movie/603", "w185/matrix.png"]


def test_that_there_is_none_is_not_asked_again(source, server):
    server.films["movie/603"] = {"poster_path": None}
    assert [source().poster(MATRIX, 20, 15) for _ in range(2)] == [None, None]
    assert server.asked == ["movie/603"]


def test_a_damaged_file_that_was_kept_is_fetched_anew(source, server, tmp_path):
    source().poster(MATRIX, 20, 15)
    (tmp_path / "kept" / "tmdb-603").write_bytes(b"half a pic")
    assert source().poster(MATRIX, 20, 15).pixels[:3] == RED
    assert len(server.asked) == 4


def test_what_is_no_picture_is_not_kept(source, server, tmp_path):
    server.pictures["w185/matrix.png"] = b"<html>"
    assert source().poster(MATRIX, 20, 15) is None
    assert not (tmp_path / "kept").exists()


def test_a_failure_is_not_taken_for_no_poster(source, server, tmp_path):
    server.fault = 500
    with pytest.raises(DownloadError):
        source().poster(MATRIX, 20, 15)
    server.fault = ""
    assert source().poster(MATRIX, 20, 15) is not None
