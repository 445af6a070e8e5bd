from __future__ import annotations

import pytest

from engine.movies import FIRST_NEW_ID, Movie
from engine.profiles.fold import Mark
from engine.serving.mark_matching import MarkMatcher, taste_of
from engine.titles.index import TitleIndex

FILMS = [
    Movie(id=260, title="Star Wars: Episode IV - A New Hope", year=1977, imdb="tt0076759", n_ratings=9),
    Movie(id=50, title="The Usual Suspects", year=1995, imdb="tt0114814", tmdb=629, n_ratings=8),
    Movie(id=47, title="Seven", year=1995, alternatives=("Se7en",), imdb="tt0114369", n_ratings=7),
    Movie(id=1, title="Emma", year=1996, imdb="tt0116191", n_ratings=3),
    Movie(id=2, title="Emma", year=1996, imdb="tt0118308", n_ratings=2),
    Movie(id=3, title="Untitled", year=None, n_ratings=1),
    Movie(id=4, title="Unlinked", year=2001, n_ratings=1),
]


@pytest.fixture(scope="module")
def titles() -> TitleIndex:
    return TitleIndex.of(FILMS)


def mark(catalogue: str, movie: int, title: str, year: int | None, imdb: str | None = None, **fields) -> Mark:
    return Mark(catalogue=catalogue, movie=movie, title=title, year=year, imdb=imdb, **{"opinion": "like", **fields})


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (mark("movielens", 50, "The Usual Suspects", 1995), 50),
        (mark("movielens", 99, "The Usual Suspects", 1995), None),  # the catalogue's own ids are not guessed at
        # A new film of IMDb's that the data set has by now, under its own id.
        (mark("movielens", FIRST_NEW_ID + 114814, "Usual Suspects", 1995, "tt0114814"), 50),
        (mark("movielens", FIRST_NEW_ID + 9, "Unlinked", 2001, "tt0000009"), 4),
        (mark("movielens", FIRST_NEW_ID + 8, "Nowhere", 2001, "tt0000008"), None),
        (mark("ml-100k", 50, "Star Wars", 1977), 260),
        (mark("ml-100k", 12, "The Usual Suspects", 1995), 50),
        (mark("ml-100k", 12, "The Usual Suspects", 1994), 50),  # data sets differ by a year
        (mark("ml-100k", 12, "The Usual Suspects", 1993), None),
        (mark("tmdb", 629, "Die üblichen Verdächtigen", 1995), 50),
        (mark("tmdb", 500, "Seven", 1995), 47),
        (mark("title", 1234, "Emma", 1996), 1),  # the better known one, as the import took it
        (mark("title", 1234, "Untitled", None), None),
        (mark("ml-100k", 11, "Se7en", 1995), 47),
        (mark("mine", 7, "Sieben", 1995, "0114369"), 47),
        (mark("mine", 7, "Seven", 1995, "tt9999999"), None),  # another film of that name and year
        (mark("mine", 7, "Emma", 1996, "tt0118308"), 2),
        (mark("mine", 7, "Emma", 1996), None),
        (mark("mine", 7, "Untitled", None), 3),
        (mark("mine", 7, "Unlinked", 2001, "tt5555555"), 4),
        (mark("mine", 7, "Never Heard Of", 2001), None),
        (mark("mine", 7, "!!!", None), None),
    ],
)
def test_a_mark_is_matched_by_link_else_by_a_unique_title_and_year(
    titles: TitleIndex, given: Mark, expected: int | None
) -> None:
    assert MarkMatcher(titles, "movielens").match([given]) == [(given, expected)]


def test_of_two_marks_of_one_film_the_newer_one_counts(titles: TitleIndex) -> None:
    older = mark("ml-100k", 50, "Star Wars", 1977, at="2023", opinion="5", watchlist=True)
    newer = mark("movielens", 260, "Star Wars", 1977, at="2024", opinion="dislike")
    taste = taste_of(MarkMatcher(titles, "movielens").match([older, newer]))
    assert taste.opinions == {260: -1.0}
    assert taste.watchlist == frozenset()


def test_not_interested_pushes_nothing(titles: TitleIndex) -> None:
    taste = taste_of(MarkMatcher(titles, "movielens").match([mark("movielens", 47, "Seven", 1995, hidden=True)]))
    assert (taste.opinions, taste.hidden) == ({}, {47})


def test_opinions_come_newest_first_and_flags_alone_are_none(titles: TitleIndex) -> None:
    marks = [
        mark("movielens", 47, "Seven", 1995, at="1"),
        mark("movielens", 50, "The Usual Suspects", 1995, at="3", opinion="3"),
        mark("movielens", 260, "Star Wars", 1977, at="2", opinion=None, seen=True, watchlist=True),
    ]
    taste = taste_of(MarkMatcher(titles, "movielens").match(marks))
    assert list(taste.opinions.items()) == [(50, 0.0), (47, 1.0)]
    assert (taste.seen, taste.watchlist) == ({260}, {260})
