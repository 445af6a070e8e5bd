"""What is written on the map, and where."""

from __future__ import annotations

import numpy as np
from rich.cells import cell_len

from engine.film_columns import FilmColumns
from engine.movies import Movie
from engine.profiles.marks import Mark
from engine.serving.version_map import VersionMap
from tui.state.map_films import MapFilms
from tui.state.map_state import MapState
from tui.widgets.map_picture import MapPicture


def state_of(*films: tuple[str, float, float], liked: tuple[str, ...] = ()) -> tuple[MapState, dict[int, str]]:
    """A map of films at these places, the last one the most watched, in 60 by 16 cells; the cursor is in a corner."""
    corner = ("Corner", -1.0, -1.0), ("Other", 1.0, 1.0)
    all_films = (*corner, *films)
    titles = {n: name for n, (name, _, _) in enumerate(all_films)}
    movies = [Movie(id=n, title=name) for n, name in titles.items()]
    ids = np.arange(len(movies))
    places = np.array([(x, y) for _, x, y in all_films], np.float32)
    state = MapState(MapFilms(VersionMap(ids, places, ids, FilmColumns.of(movies))), on=0)
    state.resize(60, 16)
    marks = {
        n: Mark(catalogue="movielens", movie=n, title=name, opinion="like", at="")
        for n, name in titles.items()
        if name in liked
    }
    state.take(marks, [])
    return state, titles


def lines(state: MapState, titles: dict[int, str]) -> list[str]:
    return ["".join(row) for row in MapPicture(state, titles.__getitem__).chars]


def test_a_title_is_beside_its_film() -> None:
    state, titles = state_of(("Alien", 0, 0), liked=("Alien",))
    assert any("♥ Alien" in line for line in lines(state, titles))


def test_at_the_right_edge_the_title_is_before_its_film() -> None:
    state, titles = state_of(("A long title of a film", 0.95, 0), liked=("A long title of a film",))
    assert any("A long title of a film ♥" in line for line in lines(state, titles))


def test_a_film_whose_cell_shows_the_sign_of_another_has_no_title() -> None:
    state, titles = state_of(("Liked", 0, 0), ("Watched", 0.001, 0), liked=("Liked",))
    text = "\n".join(lines(state, titles))
    assert "♥ Liked" in text and "Watched" not in text


def test_titles_do_not_run_into_each_other() -> None:
    many = [(f"Film number {n}", -0.9 + n * 0.03, 0.0) for n in range(60)]
    state, titles = state_of(*many)
    state.jump(30)
    state.zoom(3)
    written = [line for line in lines(state, titles) if "Film" in line]
    assert written
    for line in written:
        for part in line.split("Film")[1:]:
            assert part.startswith(" number ")


def test_every_line_is_as_wide_as_the_map_whatever_the_titles() -> None:
    odd = ("東京物語", "🎬🎬🎬", "a\u0301b\u200d", "[b]x[/b]")
    state, titles = state_of(*((name, n / 3 - 0.5, 0.1 * n) for n, name in enumerate(odd)), liked=odd)
    for line in lines(state, titles):
        assert cell_len(line) == 60
