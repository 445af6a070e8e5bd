"""The sections of a film's details: how they share the height that there is, and what each says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from engine.movies import FIRST_NEW_ID, Movie
from engine.people.film_facts import FilmFacts
from engine.profiles.marks import Mark
from tests.toy_films import film
from tui.state.film_keys import FilmKey
from tui.state.film_rows import Row
from tui.widgets.film_sections import Film, low, tall
from tui.widgets.section_fitting import Section, fitted


def text(lines):
    return ["".join(part for part, _ in line).rstrip() for line in lines]


def section(rank, name, *heights):
    return Section(rank, [[[(f"{name}{height}", "")]] * height for height in heights])


@pytest.mark.parametrize(
    ("height", "expected"),
    [
        (20, ["a2", "a2", "", "b3", "b3", "b3", "", "c1"]),
        (7, ["a2", "a2", "", "b1", "", "c1"]),
        (5, ["a1", "", "b1", "", "c1"]),
        (4, ["a2", "a2", "", "b1"]),
        (3, ["a1", "", "b1"]),
        (1, ["a1"]),
    ],
)
def test_sections_are_as_large_as_fits_and_the_least_worth_goes_first(height, expected):
    assert text(fitted([section(0, "a", 2, 1), section(1, "b", 3, 1), section(2, "c", 1)], height)) == expected


def test_an_empty_section_leaves_no_gap():
    assert text(fitted([section(0, "a", 1), Section(1, [[]]), section(2, "c", 1)], 9)) == ["a1", "", "c1"]


def test_other_titles_are_told_in_the_order_in_which_they_are_said():
    movie = Movie(id=1, title="The City of Lost Children", alternatives=("Cité des enfants perdus, La", "Lost"))
    assert "also called La Cité des enfants perdus, Lost" in text(fitted(tall(Film(Row(movie=movie)), 60), 30))


def test_marks_are_keys_with_labels_and_wrap():
    keys = [FilmKey("space", "♥ liked", True), FilmKey("1-5", "stars"), FilmKey("s", "seen")]
    lines = fitted(tall(Film(Row(movie=film("Alien")), keys=keys), 25), 30)
    at = text(lines).index("space ♥ liked   1-5 stars")
    assert text(lines)[at + 1] == "s seen"
    assert list(lines[at])[:2] == [("space ", "accent"), ("♥ liked", "heart")]
    assert list(lines[at])[-1] == ("stars", "quiet")


def test_ratings_are_drawn_as_high_as_there_is_room():
    movie = Movie(id=1, title="Heat", histogram=(0, 0, 0, 1, 0, 4, 0, 8, 0, 2))
    axis = "½  1     2     3     4     5"
    assert text(fitted([tall(Film(Row(movie=movie)), 60)[2]], 5)) == [
        "                     ██",
        "                     ██",
        "               ██    ██",
        "         ▄▄    ██    ██    ██",
        axis,
    ]
    assert text(fitted([tall(Film(Row(movie=movie)), 60)[2]], 2)) == ["         ▁▁    ▄▄    ██    ▂▂", axis]


def test_where_no_key_acts_the_marks_are_said_in_words():
    mark = Mark(catalogue="movielens", movie=7, title="Alien", year=1979, opinion="4.5", seen=True, watchlist=True)
    assert "★4½ · seen · on the watchlist" in text(fitted(tall(Film(Row(movie=film("Alien")), mark), 60), 30))


@given(st.text(), st.integers(10, 70), st.integers(9, 60))
def test_no_line_is_too_long_and_none_too_many(title, width, height):
    movie = Movie(
        id=1, title=title, alternatives=(title, title), genres=(title,), histogram=(0, 0, 1, 5, 9) * 2, year=1
    )
    keys = (FilmKey("space", "liked", True), FilmKey("w", "watchlist"))
    film = Film(Row(movie=movie), keys=keys, link_keys=keys)
    lines = fitted(tall(film, width), height)
    assert len(lines) <= max(height, 9)
    assert all(cell_len(line) <= max(width, 30) for line in text(lines))
    assert all(cell_len(line) <= width + 40 for line in text(low(film, width)))


def test_a_new_film_has_no_ratings_here_and_imdbs_are_called_imdbs():
    movie = Movie(id=FIRST_NEW_ID + 7, title="Dune: Part Two", year=2024, imdb="tt0000007")
    facts = FilmFacts(movie.id, "tt0000007", votes=612345, average=8.5)
    shown = text(fitted(tall(Film(Row(movie=movie), facts=facts), 60), 30))
    assert "no ratings here yet; placed by its makers and genres" in shown
    assert "IMDb: 8.5 of 10 from 612,345 votes" in shown
    assert "imdb.com/title/tt0000007" in shown
    assert not any("of 5" in line for line in shown)
    strip = text(low(Film(Row(movie=movie), facts=facts), 100))
    assert "no ratings here yet" in strip[0] and "IMDb: 8.5 of 10 from 612,345 votes" in strip
    assert not any("IMDb" in line for line in text(low(Film(Row(movie=movie)), 100)))
    rated = Movie(id=7, title="Dune", mean=3.5, n_ratings=9)
    assert not any("IMDb" in line for line in text(fitted(tall(Film(Row(movie=rated), facts=facts), 60), 30)))
