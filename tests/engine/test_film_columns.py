"""The columns answer filters as the films themselves would."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from engine.artifact import Artifact, DatasetInfo, Manifest, write_artifact
from engine.film_columns import FilmColumns
from engine.movies import Movie, MovieFilter

FILMS = [
    Movie(id=7, title="Stalker", year=1979, genres=("Sci-Fi", "Drama")),
    Movie(id=3, title="Mirror", year=1975, genres=("Drama",)),
    Movie(id=5, title="Untitled", year=None, genres=()),
    Movie(id=9, title="Amélie", year=2001, genres=("Comédie",)),
]
FILTERS = [
    MovieFilter(),
    MovieFilter(genres=("Drama", "Comédie")),
    MovieFilter(genres=("Western",)),
    MovieFilter(without_genres=("Sci-Fi", "Western")),
    MovieFilter(year_from=1976),
    MovieFilter(year_to=1979, without_genres=("Sci-Fi",)),
    MovieFilter(genres=("Drama",), year_from=1979, year_to=1979),
]


def version(folder: Path, movies: list[Movie], columns: bool) -> Artifact:
    info = DatasetInfo(name="toy", source="", catalogue="toy", digest="", movies=4, users=1, interactions=1)
    manifest = Manifest(
        version="v3", trained="", dataset=info, seed=0, parameters={}, report={}, libraries={}, files={}
    )
    arrays = {"ids": np.array([movie.id for movie in movies])}
    return write_artifact(folder, manifest, movies, arrays | (FilmColumns.of(movies).arrays() if columns else {}), {})


@pytest.mark.parametrize("columns", [True, False])
@pytest.mark.parametrize("movie_filter", FILTERS)
def test_a_filter_admits_what_it_admits_of_the_films(tmp_path: Path, movie_filter: MovieFilter, columns: bool) -> None:
    found = FilmColumns.of_version(version(tmp_path / "v3", FILMS, columns))
    assert found.admitted(movie_filter).tolist() == [movie_filter.admits(film) for film in FILMS]


def test_the_genres_and_the_years_are_known_without_the_films(tmp_path: Path) -> None:
    found = FilmColumns.of_version(version(tmp_path / "v3", FILMS, columns=True))
    assert found.genres == ("Comédie", "Drama", "Sci-Fi")
    assert found.having("Drama").tolist() == [True, True, False, False]
    assert found.having("Western").tolist() == [False] * 4
    assert found.year_span() == (1975, 2001)


def test_films_may_have_neither_genres_nor_years(tmp_path: Path) -> None:
    found = FilmColumns.of_version(version(tmp_path / "v3", [Movie(id=1, title="A")], columns=True))
    assert (found.genres, found.year_span()) == ((), None)
    assert found.admitted(MovieFilter(without_genres=("Drama",))).tolist() == [True]
