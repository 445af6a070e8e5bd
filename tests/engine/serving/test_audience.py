from __future__ import annotations

import pytest

from engine.movies import Movie
from engine.serving.audience import is_for_adults, is_for_children


def film(*genres: str) -> Movie:
    return Movie(id=1, title="A Film", genres=genres)


CHILDRENS, GROWN_UPS = film("Animation", "Children's"), film("Animation", "Comedy")


@pytest.mark.parametrize("genre", ["Children's", "children", "Family", "KIDS"])
def test_genres_say_that_a_film_is_for_children(genre):
    assert is_for_children(film("Comedy", genre))
    assert not is_for_adults(film("Thriller", genre), lambda: [])


def test_a_thriller_is_for_adults_and_a_comedy_may_be_for_anybody():
    assert is_for_adults(film("Comedy", "Thriller"), lambda: [])
    assert not is_for_adults(film("Comedy"), lambda: [])
    assert not is_for_children(film("Comedy"))


def test_the_company_of_an_animated_film_tells_whom_it_is_for():
    south_park = wallace = film("Animation", "Comedy")
    assert is_for_adults(south_park, lambda: [GROWN_UPS] * 10)
    assert is_for_adults(south_park, lambda: [CHILDRENS] * 2 + [GROWN_UPS] * 8)
    assert not is_for_adults(wallace, lambda: [CHILDRENS] * 3 + [GROWN_UPS] * 7)


def test_an_animated_film_without_company_is_kept_unless_its_other_genres_tell():
    assert not is_for_adults(film("Animation", "Comedy"), lambda: [])
    assert is_for_adults(film("Animation", "Horror"), lambda: [])
