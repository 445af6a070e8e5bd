from __future__ import annotations

from pathlib import Path

import pytest

from engine.datasets.sources import read_files, read_source
from engine.movies import Movie
from engine.titles.film_matching import canonical, match_title
from engine.titles.index import TitleIndex

DATA = Path(__file__).parents[4] / "shared" / "data"
FILMS = [
    Movie(id=1, title="Alien", year=1979, n_ratings=50),
    Movie(id=2, title="Aliens", year=1986, n_ratings=40),
    Movie(id=3, title="Alien³", year=1992, alternatives=("Alien 3",), n_ratings=10),
    Movie(id=4, title="Star Wars: Episode IV - A New Hope", year=1977, n_ratings=90),
    Movie(id=5, title="Rocky V", year=1990, n_ratings=5),
    Movie(id=6, title="V for Vendetta", year=2006, n_ratings=30),
    Movie(id=7, title="The Karate Kid, Part III", year=1989, n_ratings=6),
    Movie(id=8, title="Kill Bill: Vol. 2", year=2004, n_ratings=44),
    Movie(id=9, title="Three Men and a Baby", year=1987, n_ratings=7),
    Movie(id=10, title="The Island", year=2005, n_ratings=8),
    Movie(id=11, title="Island", year=2006, n_ratings=2),
    Movie(id=12, title="War of the Worlds", year=2005, n_ratings=20),
    Movie(id=13, title="War of the Worlds", year=2005, n_ratings=1),
    Movie(id=14, title="Moonlight", year=None, n_ratings=9),
    Movie(id=15, title="Emma", year=1995, n_ratings=3),
    Movie(id=16, title="Emma", year=1997, n_ratings=4),
    Movie(id=17, title="Amélie", year=2001, alternatives=("Le fabuleux destin d'Amélie Poulain",), n_ratings=33),
    Movie(id=18, title="13 Hours", year=2016, n_ratings=4),
    Movie(id=19, title="Three Colors: Red", year=1994, n_ratings=12),
    Movie(id=20, title="Three Colors: Blue", year=1993, n_ratings=11),
    Movie(id=21, title="À bout de souffle", year=1960, alternatives=("Breathless",), n_ratings=10),
    Movie(id=22, title="Breathless", year=1983, n_ratings=3),
    Movie(id=23, title="Good Night, and Good Luck.", year=2005, n_ratings=3),
    Movie(id=24, title="WALL·E", year=2008, n_ratings=30),
    Movie(id=25, title="Rocky II", year=1979, n_ratings=6),
]


@pytest.fixture(scope="module")
def titles() -> TitleIndex:
    return TitleIndex.of(FILMS)


@pytest.mark.parametrize(
    ("name", "year", "expected"),
    [
        ("Alien", 1979, 1),
        ("alien", 1979, 1),
        ("Alien 3", 1992, 3),
        ("Alien³", 1992, 3),
        ("Star Wars", 1977, 4),
        ("Star Wars: Episode IV – A New Hope", 1977, 4),
        ("Rocky 5", 1990, 5),
        ("Rocky Two", 1979, 25),
        ("The Karate Kid III", 1989, 7),
        ("The Karate Kid Part 3", 1989, 7),
        ("Kill Bill: Volume 2", 2004, 8),
        ("3 Men and a Baby", 1987, 9),
        ("Island, The", 2005, 10),
        ("Island", 2005, 10),  # an article less, in the exact year
        ("The Island", 2006, 11),
        ("Alien", 1980, 1),  # a year off
        ("War of the Worlds", 2005, 12),  # the one that is watched more
        ("Moonlight", 2016, 14),
        ("13 Hours: The Secret Soldiers of Benghazi", 2016, 18),
        ("Le fabuleux destin d’Amélie Poulain", 2001, 17),
        ("AMELIE", 2001, 17),
        ("Good Night, and Good Luck", 2005, 23),
        ("Breathless", 1960, 21),
        ("Breathless", 1983, 22),
        ("WALL-E", 2008, 24),
        ("Kill Bill 2", 2004, 8),
        ("Three Colours: Red", 1994, 19),
        ("Wall\N{NO-BREAK SPACE}E", 2008, 24),
    ],
)
def test_a_film_is_found_as_other_services_write_it(titles: TitleIndex, name: str, year: int, expected: int) -> None:
    movie = match_title(titles, [name], year).movie
    assert movie is not None
    assert movie.id == expected


@pytest.mark.parametrize(
    ("name", "year"),
    [
        ("Alien", 1986),  # not Aliens
        ("Alien", 1981),  # two years off
        ("Rocky IV", 1990),  # numbers are never near each other
        ("Rocky", 1979),
        ("Alein", 1979),  # nothing is taken for misspelled
        ("The Alien", 1980),  # an article and a year
        ("The Secret Soldiers of Benghazi", 2016),
        ("Three Colors: White", 1994),  # a piece of one is no piece of the other
        ("5 for Vendetta", 2006),
        ("", 1979),
        ("!!!", 1979),
    ],
)
def test_what_is_only_like_a_film_is_not_taken_for_it(titles: TitleIndex, name: str, year: int) -> None:
    assert match_title(titles, [name], year).movie is None


def test_two_films_that_are_a_year_off_are_asked_about(titles: TitleIndex) -> None:
    found = match_title(titles, ["Emma"], 1996)
    assert found.movie is None
    assert [movie.id for movie in found.candidates] == [16, 15]


def test_without_a_year_a_title_is_only_asked_about(titles: TitleIndex) -> None:
    found = match_title(titles, ["Alien"], None)
    assert (found.movie, [movie.id for movie in found.candidates]) == (None, [1])


def test_the_original_title_counts_after_the_title(titles: TitleIndex) -> None:
    assert match_title(titles, ["Fino all'ultimo respiro", "À bout de souffle"], 1960).movie == FILMS[20]


def test_of_two_films_of_one_title_and_year_the_other_is_told(titles: TitleIndex) -> None:
    assert [movie.id for movie in match_title(titles, ["War of the Worlds"], 2005).others] == [13]


@pytest.mark.skipif(not DATA.is_dir(), reason="MovieLens' titles are not beside this checkout")
def test_the_films_of_one_data_set_are_found_in_another_and_none_is_taken_for_another_one() -> None:
    small = read_source(DATA / "ml-latest-small").records()
    old = read_files(DATA / "ml-1m" / "watched.csv.gz", DATA / "ml-1m" / "movies.dat").records()
    titles, ids = TitleIndex.of(small), {movie.id for movie in small}
    found = [(movie, match_title(titles, [movie.title], movie.year)) for movie in old if movie.id in ids]
    assert len(found) > 2_900
    assert sum(match.movie is None for _, match in found) < 0.015 * len(found)
    others = [(movie, match.movie) for movie, match in found if match.movie is not None and match.movie.id != movie.id]
    assert [(movie.label, other.label) for movie, other in others] == []


def test_a_letter_that_begins_a_title_is_no_number() -> None:
    assert canonical("V for Vendetta") == "v for vendetta"
    assert canonical("Rocky V") == "rocky 5"
