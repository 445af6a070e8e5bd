"""Title search as users expect it, on films with the rating counts of ml-latest-small."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as budget
from hypothesis import strategies as st

from engine.movies import Movie
from engine.titles.index import TitleIndex


def film(id: int, title: str, year: int | None, watchers: int, *alternatives: str) -> Movie:
    return Movie(id=id, title=title, year=year, n_ratings=watchers, alternatives=alternatives)


FILMS = [
    film(1, "Toy Story", 1995, 215),
    film(47, "Seven", 1995, 203, "Se7en"),
    film(110, "Braveheart", 1995, 237),
    film(260, "Star Wars: Episode IV - A New Hope", 1977, 251),
    film(316, "Stargate", 1994, 140),
    film(318, "The Shawshank Redemption", 1994, 317),
    film(594, "Snow White and the Seven Dwarfs", 1937, 77),
    film(858, "The Godfather", 1972, 192),
    film(1196, "Star Wars: Episode V - The Empire Strikes Back", 1980, 211),
    film(1200, "Aliens", 1986, 126),
    film(1214, "Alien", 1979, 146),
    film(1221, "The Godfather: Part II", 1974, 129),
    film(1320, "Alien³", 1992, 36, "Alien 3"),
    film(1690, "Alien: Resurrection", 1997, 55),
    film(2011, "Back to the Future Part II", 1989, 85),
    film(2019, "Seven Samurai", 1954, 48, "Shichinin no samurai", "七人の侍"),
    film(2116, "The Lord of the Rings", 1978, 29),
    film(2411, "Rocky IV", 1985, 33),
    film(2410, "Rocky III", 1982, 34),
    film(2409, "Rocky II", 1979, 37),
    film(2571, "The Matrix", 1999, 278),
    film(2628, "Star Wars: Episode I - The Phantom Menace", 1999, 140),
    film(3701, "Alien Nation", 1988, 9),
    film(4973, "Amelie", 2001, 120, "Le Fabuleux destin d'Amélie Poulain"),
    film(4993, "The Lord of the Rings: The Fellowship of the Ring", 2001, 198),
    film(5349, "Spider-Man", 2002, 122),
    film(6365, "The Matrix Reloaded", 2003, 96),
    film(27660, "The Animatrix", 2003, 18),
    film(51662, "300", 2007, 80),
    film(60069, "WALL·E", 2008, 104),
    film(900, "Matilda", 1996, 30),
    film(901, "The Matriarch", 2018, 0),
    film(902, "3000 Miles to Graceland", 2001, 11),
    film(903, "Psycho", 1998, 14),
    film(904, "Psycho", 1960, 83),
    film(905, "パプリカ", 2006, 20, "Paprika"),
    film(906, "기생충", 2019, 40, "Parasite"),
    film(907, "Blade Runner", 1982, 124),
    film(908, "Blade Runner 2049", 2017, 18),
    film(909, "!!!", 2000, 1),
    film(910, "M", 1931, 17),
    film(911, "Memento", 2000, 159),
]


@pytest.fixture(scope="module")
def index() -> TitleIndex:
    return TitleIndex.of(FILMS)


def first(index: TitleIndex, text: str, k: int = 1) -> list[int]:
    return [movie.id for movie in index.search(text, k)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("matrix", [2571, 6365]),
        ("the matrix", [2571, 6365]),
        ("Matrix, The", [2571]),
        ("Matrix, The (1999)", [2571]),
        ("matri", [2571]),
        ("the m", [2571]),
        ("godfather", [858, 1221]),
        ("the godfather", [858, 1221]),
        ("star wars", [260, 1196, 2628]),
        ("star", [260]),
        ("alien", [1214, 1200]),
        ("aliens", [1200]),
        ("alien 3", [1320]),
        ("300", [51662]),
        ("se7en", [47]),
        ("seven", [47, 2019]),
        ("amelie", [4973]),
        ("AMÉLIE", [4973]),
        ("fabuleux destin", [4973]),
        ("amelie poulain", [4973]),
        ("lord of the rings", [4993]),
        ("empire strikes back", [1196]),
        ("rocky 2", [2409]),
        ("back to the future 2", [2011]),
        ("spiderman", [5349]),
        ("spider man", [5349]),
        ("walle", [60069]),
        ("wall e", [60069]),
        ("starwars", [260]),
        ("m", [910]),
    ],
)
def test_the_film_that_is_meant_comes_first(index: TitleIndex, text: str, expected: list[int]) -> None:
    assert first(index, text, len(expected)) == expected


def test_alien_comes_before_aliens_before_the_later_ones(index: TitleIndex) -> None:
    found = first(index, "alien", 10)
    assert found[:2] == [1214, 1200]
    assert {1320, 1690, 3701} <= set(found[2:])


@pytest.mark.parametrize(
    "text", ["mat", "matr", "matri", "matrix", "the m", "the ma", "the matr", "the matrix", "Matrix, T"]
)
def test_each_keystroke_keeps_the_matrix_first(index: TitleIndex, text: str) -> None:
    assert first(index, text) == [2571]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("matirx", 2571),
        ("teh matrix", 2571),
        ("godfahter", 858),
        ("shawshenk redemtion", 318),
        ("shawshenk", 318),
        ("breveheart", 110),
        ("toy stoy", 1),
        ("toystory", 1),
        ("alein", 1214),
        ("sevne samurai", 2019),
        ("stra wars", 260),
    ],
)
def test_typos_are_forgiven(index: TitleIndex, text: str, expected: int) -> None:
    assert first(index, text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"), [("wars star", 260), ("redemption shawshank", 318), ("samurai seven", 2019)]
)
def test_word_order_is_forgiven(index: TitleIndex, text: str, expected: int) -> None:
    assert first(index, text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("alien 1979", 1214),
        ("alien 1986", 1200),
        ("alien (1992)", 1320),
        ("psycho", 904),
        ("psycho 1998", 903),
        ("psycho 199", 903),
        ("blade runner 2049", 908),
        ("blade runner 1982", 907),
    ],
)
def test_a_year_in_the_text_is_understood(index: TitleIndex, text: str, expected: int) -> None:
    assert first(index, text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("七人の侍", 2019), ("の侍", 2019), ("侍", 2019), ("パプ", 905), ("ぱぷ", None), ("기생충", 906), ("기생", 906)],
)
def test_titles_in_other_scripts_are_found(index: TitleIndex, text: str, expected: int | None) -> None:
    assert first(index, text) == ([] if expected is None else [expected])


@pytest.mark.parametrize("text", ["", " ", "!!!", "\x00", "\x1b[31m", "(", "’", "\ud800", "xqzzt wvkkj"])
def test_what_means_nothing_finds_nothing(index: TitleIndex, text: str) -> None:
    assert index.search(text) == []


@budget(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_harmless(text: str) -> None:
    index = TitleIndex.of(FILMS[:12])
    assert len(index.search(text, 3)) <= 3
    assert len(index.closest(text, 3)) <= 3


def test_a_very_long_text_is_harmless(index: TitleIndex) -> None:
    assert len(index.search("matrix " * 10_000)) <= 20


def test_a_miss_still_has_closest_titles(index: TitleIndex) -> None:
    assert index.search("xqzzt matrax wvkkjq") == []
    assert 2571 in [movie.id for movie in index.closest("xqzzt matrax wvkkjq", 5)]


def test_scores_fall(index: TitleIndex) -> None:
    scores = [hit.score for hit in index.find("alien", 10).hits]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] > 100


def test_films_are_read_by_id_and_by_popularity(index: TitleIndex) -> None:
    assert index.movie(858) == next(f for f in FILMS if f.id == 858)
    assert index.movie(5) is None
    assert [m.id for m in index.movies([910, 5, 1])] == [910, 1]
    assert [m.title for m in index.popular(2)] == ["The Shawshank Redemption", "The Matrix"]
    assert (len(index), index.newest_year) == (len(FILMS), 2019)


def test_an_unpopular_exact_title_is_found_among_many_longer_ones() -> None:
    films = [film(i, f"Ma{chr(97 + i % 26)}{chr(97 + i // 26 % 26)} Story", 1990, 5000 - i) for i in range(2000)]
    index = TitleIndex.of([*films, film(9999, "Ma", 2019, 1)])
    assert first(index, "ma", 3)[2] == 9999
    scores = [hit.score for hit in index.find("ma", 20).hits]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("films", [[], [film(1, "Heat", 1995, 0)], [film(1, "!!!", None, 0)]])
def test_tiny_catalogues_work(films: list[Movie]) -> None:
    index = TitleIndex.of(films)
    assert first(index, "heat") == ([1] if films and films[0].title == "Heat" else [])
    index.closest("haet")
    assert len(index.popular(5)) == len(films)
    assert index.newest_year == (1995 if films and films[0].year else None)


def test_the_most_watched_films_up_to_a_share_of_all_watching() -> None:
    index = TitleIndex.of([Movie(id=n, title=f"Film {n}", n_ratings=watchers) for n, watchers in enumerate((5, 3, 2))])
    assert index.most_watched(0.4) == []
    assert index.most_watched(0.5) == [0]
    assert index.most_watched(0.9) == [0, 1]
    assert index.most_watched(1.0) == [0, 1, 2]
    assert TitleIndex.of([]).most_watched(0.5) == []


def test_where_nothing_was_watched_nothing_is_well_known() -> None:
    index = TitleIndex.of([Movie(id=1, title="Film", n_ratings=0)])
    assert index.well_known(0.0) == frozenset()
    watched = TitleIndex.of(
        [Movie(id=n, title=f"Film {n}", n_ratings=watchers) for n, watchers in enumerate((5, 3, 2))]
    )
    assert watched.well_known(0.0) == watched.well_known(-3.0) == {0}
    assert watched.well_known(1.0) == frozenset()


def test_ratings_are_counted_by_id() -> None:
    films = [Movie(id=movie, title=f"Film {movie}", n_ratings=n) for movie, n in ((5, 2), (90, 700), (7, 0))]
    found = TitleIndex.of(films).n_ratings(np.array([7, 90, 6, 5, 10_000, 90]))
    assert found.tolist() == [0, 700, 0, 2, 0, 700]
    assert TitleIndex.of([]).n_ratings(np.array([5])).tolist() == [0]
