"""What the parts of the map are called."""

from __future__ import annotations

import numpy as np

from engine.film_columns import FilmColumns
from engine.movies import Movie
from engine.serving.version_map import VersionMap
from tui.state.map_films import MapFilms
from tui.state.map_regions import Region, Regions
from tui.state.map_window import Cells, Window

WESTERN, HORROR = (0.15, 0.2), (0.85, 0.8)


def drawn(*groups: tuple[tuple[float, float], int, tuple[str, ...], int | None]) -> MapFilms:
    """So many films of some genres and a year around each place, from 0 to 1 from left to right and top to bottom."""
    random = np.random.default_rng(0)
    places, movies = [], []
    for (x, y), count, genres, year in groups:
        places.append(random.uniform(-0.08, 0.08, (count, 2)) + np.array([x, y]))
        movies += [Movie(id=len(movies) + n, title="x", genres=genres, year=year) for n in range(count)]
    corners = [(0.0, 0.0), (1.0, 1.0)]
    movies += [Movie(id=len(movies) + n, title="x") for n in range(2)]
    at = np.vstack([*places, corners]).astype(np.float32)
    ids = np.arange(len(movies))
    return MapFilms(VersionMap(ids, at, ids, FilmColumns.of(movies)))


def regions(films: MapFilms, columns: int = 90, rows: int = 30) -> list[Region]:
    return Regions(films, Cells(films, Window(), columns, rows)).found


def test_a_part_is_called_after_the_genre_that_it_has_more_of_than_the_rest():
    films = drawn((WESTERN, 60, ("Drama", "Western"), None), (HORROR, 60, ("Drama", "Horror"), None))
    by_name = {region.name: region for region in regions(films)}
    assert {"Western", "Horror"} <= set(by_name) and "Drama" not in by_name
    assert by_name["Western"].column < 35 and by_name["Western"].row < 15
    assert by_name["Horror"].column > 55 and by_name["Horror"].row > 15


def test_the_decade_is_named_where_most_films_are_of_it_and_few_others_are():
    films = drawn((WESTERN, 60, ("Western",), 1955), (HORROR, 60, ("Horror",), 1985))
    assert {"1950s Western", "1980s Horror"} <= {region.name for region in regions(films)}


def test_no_decade_is_named_where_all_films_are_of_it():
    films = drawn((WESTERN, 60, ("Western",), 1955), (HORROR, 60, ("Horror",), 1955))
    assert {region.name for region in regions(films)} == {"Western", "Horror"}


def test_one_film_alone_names_nothing():
    films = drawn((WESTERN, 1, ("Western",), None), (HORROR, 200, ("Horror",), None))
    assert "Western" not in {region.name for region in regions(films)}


def test_films_without_genres_have_no_regions():
    films = drawn((WESTERN, 60, (), 1955), (HORROR, 60, (), None))
    assert regions(films) == []


def test_a_single_cell_is_no_trouble():
    films = drawn((WESTERN, 60, ("Western",), 1955), (HORROR, 60, ("Horror",), 1985))
    assert len(regions(films, 1, 1)) <= 1
