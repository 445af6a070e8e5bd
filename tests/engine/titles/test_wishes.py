from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.titles.wishes import Wish, other_words, parse_wish

GENRES = ("Action", "Animation", "Children's", "Comedy", "Drama", "Film-Noir", "Horror", "Romance", "Sci-Fi", "Western")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("80s sci-fi -horror", Wish(genres=("Sci-Fi",), without_genres=("Horror",), year_from=1980, year_to=1989)),
        ("1994-1999 comedy", Wish(genres=("Comedy",), year_from=1994, year_to=1999)),
        ("comedy 1994 to 1999", Wish(genres=("Comedy",), year_from=1994, year_to=1999)),
        ("westerns", Wish(genres=("Western",))),
        ("comedies of the eighties", Wish(genres=("Comedy",), year_from=1980, year_to=1989)),
        ("science fiction", Wish(genres=("Sci-Fi",))),
        ("SciFi Comedy", Wish(genres=("Sci-Fi", "Comedy"))),
        ("sci fi and comedy", Wish(genres=("Sci-Fi", "Comedy"))),
        ("comedy or romance", Wish(genres=("Comedy", "Romance"), either=True)),
        ("romcom", Wish(genres=("Romance", "Comedy"))),
        ("horror no comedy", Wish(genres=("Horror",), without_genres=("Comedy",))),
        ("horror without comedy", Wish(genres=("Horror",), without_genres=("Comedy",))),
        ("film noir", Wish(genres=("Film-Noir",))),
        ("noir before 1950", Wish(genres=("Film-Noir",), year_to=1949)),
        ("action since 1990", Wish(genres=("Action",), year_from=1990)),
        ("drama 1990-", Wish(genres=("Drama",), year_from=1990)),
        ("kids films", Wish(genres=("Children's",))),
        ("like alien", Wish(like="alien")),
        ("comedies like The Big Lebowski", Wish(genres=("Comedy",), like="The Big Lebowski")),
        ("short western", Wish(genres=("Western",), minutes_to=90)),
        ("long drama 1990-", Wish(genres=("Drama",), year_from=1990, minutes_from=150)),
        ("comedy under 90 min", Wish(genres=("Comedy",), minutes_to=89)),
        (
            "2-3 hours drama -horror",
            Wish(genres=("Drama",), without_genres=("Horror",), minutes_from=120, minutes_to=180),
        ),
        ("short films like alien", Wish(minutes_to=90, like="alien")),
        ("90 minutes", Wish(minutes_from=80, minutes_to=100)),
        ("80s", Wish(year_from=1980, year_to=1989)),
        ("-horror", Wish(without_genres=("Horror",))),
    ],
)
def test_what_is_wished_is_understood(text: str, expected: Wish) -> None:
    assert parse_wish(text, GENRES) == expected


@pytest.mark.parametrize(
    "text",
    [
        "alien",
        "80s alien",
        "king of comedy",
        "the",
        "no",
        "comedy no",
        "",
        "   ",
        "horror hotel",
        "musical",  # this data set has none
        "like",
        "1984 alien comedy",
        "the long goodbye",
        "short cuts",
        "long good friday",
        "90 minutes in heaven",
        "48 hrs",
        "no short",
        "short long",
    ],
)
def test_a_text_with_another_word_is_no_wish(text: str) -> None:
    assert parse_wish(text, GENRES) is None


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("80s sci-fi -horror", ()),
        ("80s Alien and predator comedies", ("Alien", "predator")),
        ("horror no alien", ("alien",)),
        ("comedy no", ("no",)),
        ("the", ()),
    ],
)
def test_the_words_that_are_no_wish_are_told(text: str, others: tuple[str, ...]) -> None:
    assert other_words(text, GENRES) == others


def test_what_was_understood_is_said() -> None:
    wish = parse_wish("80s sci-fi -horror like alien", GENRES)
    assert wish is not None
    assert wish.words == "Sci-Fi, no Horror, 1980-1989, like alien"
    either = parse_wish("comedy or romance before 1960", GENRES)
    assert either is not None
    assert either.words == "Comedy or Romance, -1959"


def test_where_short_is_a_genre_the_genre_is_meant() -> None:
    assert parse_wish("short", ("Drama", "Short")) == Wish(genres=("Short",))
    wish = parse_wish("short drama", GENRES)
    assert wish is not None
    assert wish.words == "Drama, short (at most 90 min)"


@given(st.text())
def test_no_text_is_too_odd(text: str) -> None:
    parse_wish(text, GENRES)
