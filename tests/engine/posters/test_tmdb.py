"""Posters from TMDB: how a film is asked for, and what happens when it does not answer."""

from __future__ import annotations

import logging
import socket

import pytest

from engine.errors import DownloadError
from engine.movies import Movie
from engine.posters import web_reading
from engine.posters.picture import LARGEST
from engine.posters.tmdb import Tmdb
from engine.secret import Secret
from tests.poster_files import KEY, TOKEN, poster_file

MATRIX = Movie(id=1, title="The Matrix", year=1999, imdb="0133093", tmdb=603)
ONLY_IMDB = Movie(id=2, title="The Matrix", year=1999, imdb="0133093")
NO_IDS = Movie(id=3, title="The Matrix", year=1999, alternatives=("Matrix",))
PICTURE = poster_file()


@pytest.fixture
def tmdb(server, ticks):
    server.films["movie/603"] = {"id": 603, "title": "The Matrix", "poster_path": "/matrix.jpg"}
    server.pictures["w185/matrix.jpg"] = PICTURE
    return Tmdb(Secret(KEY), api=server.url, images=server.url, clock=ticks)


def test_a_film_is_asked_for_by_its_id_there(tmdb, server):
    assert tmdb.poster(MATRIX) == PICTURE
    assert server.asked == ["movie/603", "w185/matrix.jpg"]


def test_the_key_goes_to_the_api_only(tmdb, server):
    tmdb.poster(MATRIX)
    assert server.keys == [KEY, ""]


def test_an_access_token_is_a_header(tmdb, server):
    Tmdb(Secret(TOKEN), api=server.url, images=server.url).poster(MATRIX)
    assert server.keys == [f"Bearer {TOKEN}", ""]


def test_or_by_that_of_imdb(tmdb, server):
    server.films["find/tt0133093"] = {"movie_results": [{"poster_path": "/matrix.jpg"}]}
    assert tmdb.poster(ONLY_IMDB) == PICTURE
    assert server.asked[0] == "find/tt0133093 {'external_source': 'imdb_id'}"


def test_or_by_title_and_year(tmdb, server):
    server.films["search/movie"] = {
        "results": [
            {"title": "The Matrix Reloaded", "release_date": "1999-05-01", "poster_path": "/reloaded.jpg"},
            {"title": "The Matrix", "release_date": "2021-05-01", "poster_path": "/later.jpg"},
            {
                "title": "Matrix",
                "original_title": "THE MATRIX",
                "release_date": "1998-12-31",
                "poster_path": "/matrix.jpg",
            },
        ]
    }
    assert tmdb.poster(NO_IDS) == PICTURE
    assert server.asked[0] == "search/movie {'query': 'The Matrix', 'year': '1999'}"


@pytest.mark.parametrize(
    "answer", [{"poster_path": None}, {}, {"poster_path": "/../../etc/passwd"}, {"poster_path": "//x"}]
)
def test_a_film_without_a_poster_has_none(tmdb, server, answer):
    server.films["movie/603"] = answer
    assert tmdb.poster(MATRIX) is None
    assert server.asked == ["movie/603"]


def test_a_film_that_is_not_there_has_none(tmdb, server):
    assert tmdb.poster(Movie(id=1, title="x", tmdb=99)) is None
    server.films["find/tt0133093"] = {"movie_results": []}
    assert tmdb.poster(ONLY_IMDB) is None
    server.films["search/movie"] = {"results": []}
    assert tmdb.poster(NO_IDS) is None
    assert tmdb.poster(MATRIX) == PICTURE  # and it is still asked


@pytest.mark.parametrize(
    ("fault", "said", "seconds"),
    [
        (401, "TMDB does not take your tmdb_key", None),
        (429, "TMDB asks for a pause", 90),
        (500, "TMDB has trouble", 60),
        (302, "TMDB has trouble", 60),
        ("html", "TMDB has trouble", 60),
        ("cut off", "TMDB cannot be reached", 60),
    ],
)
def test_after_a_failure_it_is_left_alone_for_a_while(tmdb, server, ticks, fault, said, seconds):
    server.fault = fault
    for _ in range(3):
        with pytest.raises(DownloadError) as failure:
            tmdb.poster(MATRIX)
        assert failure.value.message == said
    assert len(server.asked) == 1
    server.fault = ""
    if seconds is None:
        ticks.now += 1e6
        with pytest.raises(DownloadError):
            tmdb.poster(MATRIX)
    else:
        ticks.now += seconds - 1
        with pytest.raises(DownloadError):
            tmdb.poster(MATRIX)
        ticks.now += 2
        assert tmdb.poster(MATRIX) == PICTURE


def test_a_server_that_does_not_answer_is_given_up(tmdb, server, monkeypatch):
    monkeypatch.setattr("engine.posters.tmdb._TIMEOUT", 0.2)
    server.fault = "stalls"
    with pytest.raises(DownloadError, match="cannot be reached"):
        tmdb.poster(MATRIX)


def test_all_requests_of_a_film_have_one_time_limit(tmdb, server, ticks, monkeypatch):
    read = web_reading.read

    def slowly(*given, **options):
        answer = read(*given, **options)
        ticks.now += 5
        return answer

    monkeypatch.setattr("engine.posters.tmdb.read", slowly)
    with pytest.raises(DownloadError, match="cannot be reached"):
        tmdb.poster(MATRIX)
    assert server.asked == ["movie/603"]


def test_without_a_network_it_cannot_be_reached():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(DownloadError, match="cannot be reached"):
            Tmdb(Secret(KEY), api=nobody, images=nobody).poster(MATRIX)


def test_a_huge_picture_is_none(tmdb, server):
    server.pictures["w185/matrix.jpg"] = b"\xff\xd8" + b"\0" * (LARGEST + 10)
    assert tmdb.poster(MATRIX) is None


@pytest.mark.parametrize("fault", [401, 500, "html", "cut off"])
def test_the_key_is_never_told(tmdb, server, caplog, fault):
    caplog.set_level(logging.DEBUG)
    server.fault = fault
    with pytest.raises(DownloadError) as failure:
        tmdb.poster(MATRIX)
    assert KEY not in f"{failure.value!r} {failure.value.remedy} {failure.getrepr(chain=True)} {caplog.text}"
    assert KEY not in repr(vars(tmdb))
