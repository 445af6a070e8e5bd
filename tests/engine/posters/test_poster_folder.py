"""A folder of pictures: found by id or by title and year, however the file is written."""

from __future__ import annotations

import os
import unicodedata

import pytest

from engine.movies import Movie
from engine.posters.picture import LARGEST
from engine.posters.poster_folder import PosterFolder

FILM = Movie(
    id=1, title="Léon: The Professional", year=1994, imdb="0110413", tmdb=101, alternatives=("Professional, The",)
)


@pytest.fixture
def put(tmp_path):
    def write(name, content=b"a picture"):
        (tmp_path / name).write_bytes(content)

    return write


@pytest.mark.parametrize(
    "name",
    [
        "tt0110413.jpg",
        "TT0110413.JPG",
        "tt110413.jpeg",
        "101.png",
        "Léon: The Professional (1994).webp",
        "leon the professional (1994).PNG",
        unicodedata.normalize("NFD", "Léon The Professional (1994).jpg"),
        "Professional, The (1994).jpg",
        "The Professional  (1994).jpg",
    ],
)
def test_a_film_is_found_by_its_names(put, tmp_path, name):
    put(name)
    assert PosterFolder(tmp_path).read(FILM) == b"a picture"


@pytest.mark.parametrize(
    "name",
    ["tt0110414.jpg", "102.png", "Léon: The Professional (1995).jpg", "Léon.jpg", "tt0110413.txt", "jpg", ".jpg"],
)
def test_other_files_are_not_its_picture(put, tmp_path, name):
    put(name)
    assert PosterFolder(tmp_path).read(FILM) == b""


def test_an_id_counts_more_than_a_title(put, tmp_path):
    put("Léon The Professional (1994).jpg", b"by title")
    put("tt0110413.jpg", b"by id")
    assert PosterFolder(tmp_path).read(FILM) == b"by id"


def test_a_film_without_a_year_or_ids_has_none(put, tmp_path):
    put("Alien (1979).jpg")
    assert PosterFolder(tmp_path).read(Movie(id=1, title="Alien")) == b""


def test_a_folder_that_is_not_there_has_none(tmp_path):
    assert len(PosterFolder(tmp_path / "nowhere")) == 0


def test_a_file_too_large_a_pipe_and_one_that_has_gone_are_none(put, tmp_path):
    put("101.jpg", b"\0" * (LARGEST + 1))
    assert PosterFolder(tmp_path).read(FILM) == b""
    folder = PosterFolder(tmp_path)
    (tmp_path / "101.jpg").unlink()
    assert folder.read(FILM) == b""
    os.mkfifo(tmp_path / "101.jpg")
    assert PosterFolder(tmp_path).read(FILM) == b""
