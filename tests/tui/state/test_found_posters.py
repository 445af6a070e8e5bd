"""The posters that are kept in memory."""

from engine.posters.picture import Picture
from tests.toy_films import FILMS
from tui.graphics.drawing import Drawing
from tui.state.found_posters import Posters, Room

ROOM = Room(20, 15)


def drawing(size: int) -> Drawing:
    return Drawing(20, 15, "kitty", "x" * size)


def kept(posters: Posters) -> list[int]:
    return [place for place, film in enumerate(FILMS) if posters.knows("movielens", film, ROOM)]


def test_of_large_pictures_the_first_ones_are_forgotten():
    posters = Posters()
    for film in FILMS[:4]:
        posters.take("movielens", film, ROOM, drawing(3_000_000))
    assert kept(posters) == [1, 2, 3]
    posters.take("movielens", FILMS[4], ROOM, drawing(50))
    assert kept(posters) == [1, 2, 3, 4]


def test_a_picture_that_takes_the_place_of_another_one_counts_once():
    posters = Posters()
    for _ in range(9):
        posters.take("movielens", FILMS[0], ROOM, drawing(6_000_000))
        posters.take("movielens", FILMS[1], ROOM, Picture(1, 1, b"\0" * 6))
    assert kept(posters) == [0, 1]


def test_a_poster_for_other_graphics_or_other_cells_is_another_one():
    posters = Posters()
    posters.take("movielens", FILMS[0], ROOM, Picture(1, 1, b"\0" * 6))
    assert posters.of("movielens", FILMS[0], ROOM) is not None
    for room in (Room(20, 15, "kitty", (9, 18)), Room(20, 15, "sixel", (9, 18))):
        assert posters.of("movielens", FILMS[0], room) is None
