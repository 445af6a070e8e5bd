from __future__ import annotations

import pytest

from engine.film_columns import FilmColumns
from engine.movies import Movie
from engine.serving.rare_traits import RareTraits

COUNTS = {
    ("Drama",): 56,
    ("Action",): 20,
    ("Horror",): 9,
    ("Sci-Fi",): 9,
    ("Western",): 4,
    ("Horror", "Sci-Fi"): 1,
    ("Sci-Fi", "IMAX"): 1,
}
CATALOGUE = [
    Movie(id=i, title=f"Film {i}", genres=genres)
    for i, genres in enumerate(genres for genres, count in COUNTS.items() for _ in range(count))
]


def film(*genres: str, year: int | None = None) -> Movie:
    return Movie(id=1000, title="A Film", year=year, genres=genres)


@pytest.mark.parametrize(
    ("one", "other", "common"),
    [
        (film("Western", "Drama"), film("Drama", "Western"), ("Western",)),
        (film("Western", year=1968), film("Western", year=1961), ("Western", "1960s")),
        (film("Western", year=1968), film("Western", year=1971), ("Western",)),
        (film("Horror", "Sci-Fi", year=1979), film("Sci-Fi", "Horror", year=1986), ("Horror", "Sci-Fi")),
        (film("Horror"), film("Horror"), ()),
        (film("Action", year=1977), film("Action", year=1972), ()),
        (film("Drama", year=1977), film("Drama", year=1972), ()),
        (film("Drama", "Horror", "Sci-Fi"), film("Drama", "Horror", "Sci-Fi"), ("Horror", "Sci-Fi")),
        (film("IMAX"), film("IMAX"), ()),
        (film("Western"), film("Drama"), ()),
        (film(), film(), ()),
        (film("Unheard of"), film("Unheard of"), ()),
    ],
)
def test_only_what_few_films_have_is_named(one: Movie, other: Movie, common: tuple[str, ...]) -> None:
    assert RareTraits(FilmColumns.of(CATALOGUE)).in_common(one, other) == common


def test_in_a_catalogue_of_one_kind_nothing_is_rare() -> None:
    assert RareTraits(FilmColumns.of([film("Western")] * 9)).in_common(film("Western"), film("Western")) == ()
    assert RareTraits(FilmColumns.of([])).in_common(film("Western"), film("Western")) == ()
