"""The part of the map that is on screen, and its cells."""

from __future__ import annotations

import numpy as np
import pytest

from engine.film_columns import FilmColumns
from engine.movies import Movie
from engine.serving.version_map import VersionMap
from tui.state.map_films import MapFilms
from tui.state.map_state import MapState
from tui.state.map_window import STEP, Cells, Window


def films_at(*places: tuple[float, float]) -> MapFilms:
    """Films at these places, the last one the most watched; x from left to right, y from top to bottom."""
    movies = [Movie(id=10 + n, title=str(n)) for n in range(len(places))]
    ids = np.array([movie.id for movie in movies])
    return MapFilms(VersionMap(ids, np.array(places, np.float32), np.arange(len(places)), FilmColumns.of(movies)))


CORNERS = ((-1.0, -1.0), (1.0, -1.0), (-1.0, 1.0), (1.0, 1.0))


def test_the_whole_map_has_every_film_in_view():
    cells = Cells(films_at(*CORNERS), Window(), 20, 10)
    assert [cells.place(row) for row in range(4)] == [(0, 0), (19, 0), (0, 9), (19, 9)]


def test_of_films_in_one_cell_the_most_watched_is_on_top():
    cells = Cells(films_at(*CORNERS, (0, 0), (0.001, 0.001), (0.002, 0)), Window(), 20, 10)
    place = cells.place(6)
    assert place is not None and cells.top[place[1] * 20 + place[0]] == 6


def test_each_film_is_a_dot_of_a_braille_pattern():
    dots = Cells(films_at(*CORNERS), Window(), 20, 10).dots()
    assert dots.shape == (10, 20)
    assert sum(int(bits).bit_count() for bits in dots.ravel()) == 4
    assert dots[0, 0] in (0x01, 0x02, 0x08, 0x10)


@pytest.mark.parametrize("steps", [1, 3, 20])
def test_zooming_in_keeps_the_point_where_it_is(steps: int):
    window = Window().zoomed(steps, 0.3, 0.6)
    assert window.zoom == pytest.approx(min(STEP**steps, STEP**12))
    for at, start, before in ((0.3, window.left, Window().left), (0.6, window.top, Window().top)):
        assert (at - start) / window.size == pytest.approx((at - before) / Window().size)


def test_no_window_leaves_the_map():
    window = Window().zoomed(2, 0.5, 0.5)
    for right, down in ((9, 9), (-9, -9)):
        moved = window.moved(right, down)
        assert -0.1 < moved.left < 1.1 - moved.size and -0.1 < moved.top < 1.1 - moved.size
    assert Window().moved(5, 5) == Window()
    assert window.zoomed(-9, 0, 0).zoom == 1


def test_the_cursor_goes_to_the_next_cell_straight_ahead_rather_than_aside():
    state = MapState(films_at(*CORNERS, (0, 0), (0.5, 0), (0.3, -0.6), (0, -0.5)), on=14)
    state.resize(40, 20)
    state.step(1, 0)
    assert state.film == 15
    state.step(-1, 0)
    assert state.film == 14
    state.step(0, -1)
    assert state.film == 17


def test_at_the_edge_of_the_window_it_moves_along():
    state = MapState(films_at(*CORNERS, (0, 0), (0.9, 0)), on=14)
    state.resize(40, 20)
    state.zoom(2)
    before = state.window
    state.step(1, 0)
    assert state.film == 15 and state.window.left > before.left and state.place is not None
