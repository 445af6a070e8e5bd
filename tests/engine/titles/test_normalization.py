from __future__ import annotations

import pytest

from engine.movies import Movie
from engine.titles.normalization import (
    ALTERNATIVE,
    DERIVED,
    MAIN,
    PART,
    display_order,
    fold,
    names_of,
    split_year,
    with_digits,
    without_article,
    without_leet,
)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Amélie", "amelie"),
        ("WALL·E", "wall e"),
        ("Ocean's Eleven", "oceans eleven"),
        ("Le fabuleux destin d'Amélie Poulain", "le fabuleux destin d amelie poulain"),
        ("Alien³", "alien 3"),
        ("Smörgåsbord & Æbler", "smorgasbord and aebler"),
        ("Łódź, Große Straße", "lodz grosse strasse"),
        ("七人の侍", "七 人 の 侍"),
        ("!!!", ""),
        ("  The   Matrix (1999) ", "the matrix 1999"),
        ("İstanbul", "istanbul"),
        ("Tromeo_and_Juliet", "tromeo and juliet"),
    ],
)
def test_titles_are_folded_to_what_people_type(text: str, key: str) -> None:
    assert fold(text) == key


@pytest.mark.parametrize("text", ["Amélie", "Alien³", "七人の侍", "İstanbul", "ﬁlm noir", "기생충", "Ёлки", "½"])
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_articles_lead_or_follow() -> None:
    assert display_order("Matrix, The") == "The Matrix"
    assert display_order("Avventura, L'") == "L'Avventura"
    assert display_order("Good, the Bad and the Ugly, The") == "The Good, the Bad and the Ugly"
    assert display_order("Paris, Texas") == "Paris, Texas"
    assert display_order("Blechtrommel, Die") == "Die Blechtrommel"
    assert display_order("Die, Mommie, Die") == "Die, Mommie, Die"
    assert without_article("the matrix") == "matrix"
    assert without_article("the") == "the"
    assert without_article("die hard") == "die hard"


def test_numbers_are_read_in_words_and_roman_numerals() -> None:
    assert with_digits("rocky ii") == "rocky 2"
    assert with_digits("the magnificent seven") == "the magnificent 7"
    assert with_digits("malcolm x") == "malcolm x"


def test_digits_may_stand_for_letters() -> None:
    assert "seven" in without_leet("se7en")
    assert without_leet("300") == []
    assert without_leet("2 fast") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Alien (1979)", ("Alien", 1979)),
        ("alien 1979", ("alien", 1979)),
        ("2001", ("2001", None)),
        ("Blade Runner 2049", ("Blade Runner", 2049)),
        ("Ocean's 11", ("Ocean's 11", None)),
    ],
)
def test_a_year_at_the_end_is_found(text: str, expected: tuple[str, int | None]) -> None:
    assert split_year(text) == expected


def test_a_film_is_found_by_each_of_its_names() -> None:
    movie = Movie(id=1, title="Star Wars: Episode V - The Empire Strikes Back", alternatives=("Se7en", "Matrix, The"))
    names = names_of(movie)
    assert names["star wars episode v the empire strikes back"] == MAIN
    assert names["the matrix"] == names["matrix"] == names["se7en"] == ALTERNATIVE
    assert names["seven"] == DERIVED
    assert names["star wars"] == names["the empire strikes back"] == names["empire strikes back"] == PART


def test_initials_and_hyphens_may_be_left_out() -> None:
    assert names_of(Movie(id=1, title="M*A*S*H"))["mash"] == DERIVED
    assert names_of(Movie(id=1, title="Spider-Man"))["spiderman"] == DERIVED
    assert names_of(Movie(id=1, title="E.T. the Extra-Terrestrial"))["et the extraterrestrial"] == DERIVED


def test_a_film_without_a_readable_title_has_no_names() -> None:
    assert names_of(Movie(id=1, title="!!!")) == {}
