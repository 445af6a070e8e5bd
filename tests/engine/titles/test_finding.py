"""What a search means beyond titles, and what it answers if nothing is called so."""

from __future__ import annotations

import pytest

from engine.movies import Movie
from engine.titles.found import Found
from engine.titles.index import TitleIndex


def film(id: int, title: str, year: int, watchers: int, *others: str, imdb: str = "", tmdb: int | None = None) -> Movie:
    return Movie(id=id, title=title, year=year, n_ratings=watchers, alternatives=others, imdb=imdb or None, tmdb=tmdb)


FILMS = [
    film(1, "The Matrix", 1999, 270, imdb="0133093", tmdb=603),
    film(2, "The Matrix Reloaded", 2003, 90, imdb="0234215", tmdb=604),
    film(3, "The Boat", 1981, 80, "Das Boot", imdb="0082096"),
    film(4, "1984", 1984, 14),
    film(5, "The Terminator", 1984, 131),
    film(6, "Terminator 2: Judgment Day", 1991, 220),
    film(7, "Raiders of the Lost Ark", 1981, 200),
    film(8, "Indiana Jones and the Last Crusade", 1989, 140),
    film(9, "Star Wars: Episode IV - A New Hope", 1977, 250),
    film(10, "Star Wars: Episode V - The Empire Strikes Back", 1980, 210),
    film(11, "Psycho", 1960, 83),
    film(12, "Psycho", 1998, 14),
    film(13, "Dr. Strangelove or: How I Learned to Stop Worrying and Love the Bomb", 1964, 97),
    film(14, "Doctor Zhivago", 1965, 20),
    film(15, "Toy Story", 1995, 215),
    film(16, "Toy Story 2", 1999, 97),
    film(17, "Batman Beyond: Return of the Joker", 2000, 10),
    film(18, "GoldenEye", 1995, 130),
    film(19, "Goldfinger", 1964, 70),
    film(20, "2012", 2009, 60),
    film(21, "Alien", 1979, 190),
    film(22, "AVP: Alien vs. Predator", 2004, 40),
    film(23, "Evil Aliens", 2005, 3),
    film(24, "Summer Wars", 2009, 9, "Samâ uôzu"),
    film(25, "The Fifth Element", 1997, 120),
    film(26, "101 Dalmatians", 1961, 60),
    film(27, "Batman Begins", 2005, 150),
    film(28, "Batman", 1989, 140),
    film(29, "Apollo 18", 2011, 8),
]
BARE = [Movie(id=m.id, title=m.title, year=m.year, n_ratings=m.n_ratings, alternatives=m.alternatives) for m in FILMS]


@pytest.fixture(scope="module")
def index() -> TitleIndex:
    return TitleIndex.of(FILMS)


@pytest.fixture(scope="module")
def without_links() -> TitleIndex:
    return TitleIndex.of(BARE)


def hits(found: Found) -> list[int]:
    return [hit.movie.id for hit in found.hits]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tt0133093", [1]),
        ("https://www.imdb.com/title/tt0082096/?ref_=fn", [3]),
        ("themoviedb.org/movie/604-the-matrix-reloaded", [2]),
        ("https://letterboxd.com/film/the-matrix/", [1]),
        ("letterboxd.com/anna/film/psycho-1998/", [12]),
        ("letterboxd.com/film/2012/", [20]),
        ("indiana jones", [7, 8]),
        ("indiana jones 3", [8]),
        ("james bond", [18, 19]),
        ("t2", [6]),
        ("star wars 5", [10]),
        ("doctor strangelove", [13]),
        ("dr zhivago", [14]),
        ("80s", [10, 7, 8, 28, 5, 3, 4]),
        ("1984", [4, 5]),
        ("2012", [20]),
        ("toy story 1", [15]),
    ],
)
def test_what_is_meant_is_found_and_nothing_else(index: TitleIndex, text: str, expected: list[int]) -> None:
    assert hits(index.find(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "toy story 4",
        "the matrix resurrections",
        "psycho 1975",
        "indiana jones 5",
        "joker",
        "dr no",
        "the matrix (2021)",
    ],
)
def test_what_is_not_there_is_only_guessed_at(index: TitleIndex, text: str) -> None:
    found = index.find(text)
    assert found.hits == ()
    assert found.nearest != ()


def test_the_films_of_a_series_are_the_nearest_to_one_that_is_not_there(index: TitleIndex) -> None:
    assert [hit.movie.id for hit in index.find("indiana jones 5").nearest[:2]] == [7, 8]


@pytest.mark.parametrize(
    ("text", "notice"),
    [
        ("tt9999999", "this data set has no film tt9999999"),
        ("themoviedb.org/movie/99999", "this data set has no film 99999 at TMDB"),
        ("https://boxd.it/2a9q", "a boxd.it link names no film; paste the letterboxd.com address"),
        ("imdb.com/name/nm0000206", "this address on IMDb is not that of a film"),
    ],
)
def test_an_address_without_a_film_here_is_said_and_not_guessed_at(index: TitleIndex, text: str, notice: str) -> None:
    assert index.find(text) == Found(notice=notice)


def test_a_data_set_without_ids_says_so(without_links: TitleIndex) -> None:
    no_imdb = without_links.find("tt0133093")
    assert (no_imdb.hits, no_imdb.nearest) == ((), ())
    assert no_imdb.notice == "this data set has no IMDb ids; search for the title instead"
    titled = without_links.find("themoviedb.org/movie/603-the-matrix")
    assert hits(titled) == [1]
    assert titled.notice == "this data set has no TMDB ids; search for the title instead"


def test_the_title_that_was_typed_stands_beside_the_one_shown(index: TitleIndex) -> None:
    assert [hit.name for hit in index.find("das boot").hits] == ["The Boat (Das Boot)"]
    assert [hit.name for hit in index.find("the boat").hits] == ["The Boat"]
    assert [hit.name for hit in index.find("matrix").hits][:1] == ["The Matrix"]


def test_series_are_completed_while_they_are_typed(index: TitleIndex) -> None:
    assert hits(index.find("james bo")) == [18, 19]
    assert 7 in hits(index.find("indiana j"))


def test_scores_fall_in_every_answer(index: TitleIndex) -> None:
    for text in ("80s", "1984", "indiana jones", "star wars", "matrix", "toy story"):
        scores = [hit.score for hit in index.find(text).hits]
        assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("terminator '84", [5]),
        ("psycho 98", [12]),
        ("(1960) psycho", [11]),
        ("1998 psycho", [12]),
        ("alien vs predator 2004", [22]),
        ("batman 2005", [27]),
        ("apollo 11", []),  # no film of 2011
        ("psycho 77", []),
        ("alien 2005", []),
        ("alien 2004", [22]),
    ],
)
def test_years_stand_anywhere_and_fit(index: TitleIndex, text: str, expected: list[int]) -> None:
    assert hits(index.find(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5th element", [25]),
        ("one hundred and one dalmatians", [26]),
        ("007 goldfinger", [19]),
        ("goldfinger james bond", [19]),
        ("gold james bond", []),
        ("007 psycho", []),
        ("zama", []),
    ],
)
def test_numbers_in_words_and_titles_beside_their_series(index: TitleIndex, text: str, expected: list[int]) -> None:
    assert hits(index.find(text)) == expected
