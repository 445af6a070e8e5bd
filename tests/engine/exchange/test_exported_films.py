"""From marks to what an export says of their films."""

from __future__ import annotations

from typing import Any

import pytest

from engine.exchange.exported_films import ExportedFilm, exported_film, newest_of_each
from engine.movies import Movie
from engine.profiles.marks import Mark

AT = "2024-03-01T12:00:00.123456+00:00"


def film(title: str, **given: Any) -> ExportedFilm:
    return ExportedFilm(**{"title": title, "catalogue": "movielens", "movie": 1, "at": AT, **given})


def test_a_film_of_the_data_set_gives_its_title_and_ids() -> None:
    mark = Mark(catalogue="ml-100k", movie=50, title="Star Wars", year=1977, opinion="4.5", seen=True, at=AT)
    movie = Movie(id=260, title="Star Wars: Episode IV", year=1977, imdb="tt0076759", tmdb=11)
    assert exported_film(mark, movie) == ExportedFilm(
        title="Star Wars: Episode IV",
        year=1977,
        imdb=76759,
        tmdb=11,
        catalogue="ml-100k",
        movie=50,
        opinion="4.5",
        seen=True,
        at=AT,
    )


@pytest.mark.parametrize(
    ("catalogue", "movie", "imdb", "ids"),
    [
        ("movielens", 5, "tt0113277", (113277, None)),
        ("movielens", 5, None, (None, None)),
        ("imdb", 15239678, None, (15239678, None)),
        ("tmdb", 693134, None, (None, 693134)),
        ("tmdb", 693134, "tt15239678", (15239678, 693134)),
        ("title", 281474976710655, None, (None, None)),
    ],
)
def test_without_the_film_the_mark_and_its_catalogue_give_the_ids(
    catalogue: str, movie: int, imdb: str | None, ids: tuple[int | None, int | None]
) -> None:
    found = exported_film(Mark(catalogue=catalogue, movie=movie, title="Dune", year=2024, imdb=imdb, seen=True), None)
    assert (found.imdb, found.tmdb, found.title, found.year) == (*ids, "Dune", 2024)


def test_ids_and_times_are_written_as_others_read_them() -> None:
    assert film("Alien", imdb=78748).imdb_id == "tt0078748"
    assert film("Dune", imdb=15239678).imdb_id == "tt15239678"
    assert film("Alien").imdb_id == ""
    assert (film("Alien").moment, film("Alien").day) == ("2024-03-01T12:00:00Z", "2024-03-01")
    assert film("Alien", at="2024-03-01T23:30:00-02:00").day == "2024-03-02"
    assert film("Alien", at="").moment == ""
    assert film("Alien", at="once").day == ""


def test_half_a_character_and_a_line_break_do_not_reach_a_file() -> None:
    mark = Mark(catalogue="movielens", movie=1, title="a\nb\x1b\ud800🎬", seen=True)
    assert exported_film(mark, None).title == "a b ?🎬"


def test_of_several_marks_on_a_film_the_newest_counts() -> None:
    films = [
        film("Heat", imdb=113277, tmdb=949, opinion="5"),
        film("Heat", catalogue="tmdb", movie=949, tmdb=949, opinion="1"),
        film("Heat (Blu-ray)", imdb=113277, opinion="2"),
        film("Alien", year=1979, opinion="like"),
        film("ALIEN", catalogue="title", year=1979, opinion="dislike"),
        film("Alien", year=2003, opinion="3"),
    ]
    assert [one.opinion for one in newest_of_each(films)] == ["5", "like", "3"]
