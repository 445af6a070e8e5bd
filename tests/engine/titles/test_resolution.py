from __future__ import annotations

import pytest

from engine.errors import AmbiguousMovie, UnknownMovie
from engine.movies import Movie
from engine.titles.index import TitleIndex
from engine.titles.resolution import resolve

FILMS = [
    Movie(id=10, title="GoldenEye", year=1995, n_ratings=50),
    Movie(id=7, title="Sabrina", year=1995, n_ratings=10),
    Movie(id=47, title="Seven", year=1995, alternatives=("Se7en",), n_ratings=90),
    Movie(id=300, title="Quiz Show", year=1994, n_ratings=40),
    Movie(id=51662, title="300", year=2007, n_ratings=60),
    Movie(id=1214, title="Alien", year=1979, n_ratings=80),
    Movie(id=1200, title="Aliens", year=1986, n_ratings=70),
    Movie(id=904, title="Psycho", year=1960, n_ratings=83),
    Movie(id=903, title="Psycho", year=1998, n_ratings=14),
    Movie(id=2571, title="The Matrix", year=1999, n_ratings=99),
    Movie(id=6365, title="The Matrix Reloaded", year=2003, n_ratings=50),
    Movie(id=260, title="Star Wars: Episode IV - A New Hope", year=1977, n_ratings=98),
    Movie(id=1196, title="Star Wars: Episode V - The Empire Strikes Back", year=1980, n_ratings=97),
    Movie(id=4973, title="Amelie", year=2001, n_ratings=60),
    Movie(id=2012, title="Twister", year=1996, n_ratings=1),
    Movie(id=6, title="Heat", year=1995, n_ratings=60),
    Movie(id=103, title="The Heat", year=2013, n_ratings=70),
    Movie(id=72378, title="2012", year=2009, n_ratings=5),
    Movie(id=1198, title="Raiders of the Lost Ark", year=1981, n_ratings=90, imdb="0082971"),
    Movie(id=1291, title="Indiana Jones and the Last Crusade", year=1989, n_ratings=80),
    Movie(id=750, title="Dr. Strangelove or: How I Learned to Stop Worrying and Love the Bomb", year=1964),
]


@pytest.fixture(scope="module")
def titles() -> TitleIndex:
    return TitleIndex.of(FILMS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10", 10),
        ("id:10", 10),
        ("ID: 10", 10),
        ("id:300", 300),
        ("title:300", 51662),
        ("300 (2007)", 51662),
        ("Alien", 1214),
        ("alien", 1214),
        ("ALIENS", 1200),
        ("matrix", 2571),
        ("The Matrix", 2571),
        ("Matrix, The (1999)", 2571),
        ("The Matrix (1999)", 2571),
        ("Psycho (1998)", 903),
        ("psycho 1960", 904),
        ("amélie", 4973),
        ("Se7en", 47),
        ("empire strikes back", 1196),
        ("star wars 1977", 260),
        ("Star Wars (1980)", 1196),
        ("7", 7),
        ("heat", 6),
        ("doctor strangelove", 750),
        ("star wars 5", 1196),
        ("esb", 1196),
        ("indiana jones 3", 1291),
        ("https://www.imdb.com/title/tt0082971/", 1198),
        ("the heat", 103),
        ("Heat, The", 103),
        (" 51662 ", 51662),
    ],
)
def test_a_film_is_meant_by_id_or_title(titles: TitleIndex, text: str, expected: int) -> None:
    assert resolve(titles, text).id == expected


@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        ("300", {300, 51662}),
        ("2012", {2012, 72378}),
        ("Psycho", {903, 904}),
        ("star wars", {260, 1196}),
        ("indiana jones", {1198, 1291}),
    ],
)
def test_what_could_be_several_lists_them(titles: TitleIndex, text: str, candidates: set[int]) -> None:
    with pytest.raises(AmbiguousMovie) as ambiguous:
        resolve(titles, text)
    assert {movie.id for movie in ambiguous.value.candidates} == candidates
    assert ambiguous.value.exit_code == 2
    assert all(f"id:{movie}" in ambiguous.value.message for movie in candidates)


@pytest.mark.parametrize(
    ("text", "closest"),
    [("Matrx", 2571), ("alein", 1214), ("The Matrix (1998)", 2571), ("Alienss", 1200)],
)
def test_what_is_unknown_names_the_closest(titles: TitleIndex, text: str, closest: int) -> None:
    with pytest.raises(UnknownMovie) as unknown:
        resolve(titles, text)
    assert closest in [movie.id for movie in unknown.value.closest[:2]]
    assert unknown.value.exit_code == 1


def test_an_address_that_names_no_film_here_says_why(titles: TitleIndex) -> None:
    with pytest.raises(UnknownMovie, match="this data set has no film tt9999999"):
        resolve(titles, "tt9999999")
    with pytest.raises(UnknownMovie, match=r"boxd\.it"):
        resolve(titles, "https://boxd.it/2a9q")


@pytest.mark.parametrize("text", ["id:999", "id:", "id:abc", "999999999999999999999", "", "title:", "!!!", "-1"])
def test_nonsense_is_unknown(titles: TitleIndex, text: str) -> None:
    with pytest.raises(UnknownMovie):
        resolve(titles, text)
