from __future__ import annotations

import pytest

from engine.movies import Movie
from engine.titles.index import TitleIndex
from engine.titles.resolution import resolve
from engine.titles.title_completion import complete_title
from tests.toy_films import FILMS


def movie(id: int, title: str, year: int | None, *, n: int = 1, also: tuple[str, ...] = ()) -> Movie:
    return Movie(id=id, title=title, year=year, n_ratings=n, alternatives=also)


TITLES = TitleIndex.of(
    [
        *FILMS,
        movie(2002, "Solaris", 2002),
        movie(1986, "1984", 1984, n=50),
        movie(1984, "Nineteen Eighty-Four", None),
        movie(500, "Airplane!", 1980, n=2),
        movie(501, "Airplane II: The Sequel", 1982),
        movie(600, "Cité des enfants perdus, La", 1995, also=("The Lost Town",)),
        movie(700, "Same", 1990),
        movie(701, "Same", 1990),
    ]
)


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("The God", ["The Godfather"]),
        ("the god", ["the godfather"]),
        ("Godf", ["Godfather"]),
        ("Star Wars: ", ["Star Wars: Episode IV - A New Hope"]),
        ("Amel", ["Amelie"]),
        ("Solaris", ["Solaris (1972)", "Solaris (2002)"]),
        ("Solaris (", ["Solaris (1972)", "Solaris (2002)"]),
        ("Solaris (20", ["Solaris (2002)"]),
        ("Solaris (2002)", ["Solaris (2002)"]),
        ("(20", []),
        ("Airplane!", ["Airplane!"]),
        ("Airplane ", ["Airplane II: The Sequel"]),
        ("la cite", ["la cite des enfants perdus"]),
        ("Lost T", ["Lost Town"]),
        ("Zqxv", []),
        ("id:", []),
        ("same", []),
    ],
)
def test_titles_are_completed_from_what_was_typed(typed: str, offered: list[str]) -> None:
    assert complete_title(TITLES, typed) == offered


def test_the_most_watched_come_first_and_no_more_than_wanted() -> None:
    assert complete_title(TITLES, "M", 3) == ["Matrix", "Mirror", "Metropolis"]
    assert complete_title(TITLES, "", 2) == ["The Godfather", "Star Wars: Episode IV - A New Hope"]


@pytest.mark.parametrize("length", [0, 1, 3, 7])
def test_whatever_is_offered_begins_so_and_means_one_film(length: int) -> None:
    for film in FILMS:
        typed = film.title[:length]
        offered = complete_title(TITLES, typed)
        assert offered and all(text.startswith(typed) for text in offered)
        assert all(resolve(TITLES, text) for text in offered)


def test_nothing_is_completed_of_no_films() -> None:
    assert complete_title(TitleIndex.of([]), "The") == []
    assert complete_title(TitleIndex.of([]), "") == []
