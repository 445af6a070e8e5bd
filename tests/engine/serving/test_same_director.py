"""A director in common is named beside the reasons, and changes no score and no order."""

from __future__ import annotations

import pytest

from engine.home import HomeFiles
from engine.serving.explanations import Part, Recommendation
from engine.serving.same_director import with_director_of, with_directors
from tests.toy_facts import learn_toy_facts
from tests.toy_films import film


@pytest.fixture
def book(tmp_path):
    home = HomeFiles(tmp_path / "home")
    home.ensure()
    return learn_toy_facts(home, tmp_path / "imdb")


def listed(title, *liked):
    why = tuple(Part(movie=film(one), part=2.0 - place, weight=weight) for place, (one, weight) in enumerate(liked))
    return Recommendation(movie=film(title), score=1.0, base=0.5, why=why)


def test_the_liked_film_that_speaks_most_is_named(book):
    (found,) = with_directors([listed("Seven Samurai", ("Heat", 1), ("Rashomon", 1), ("Ran", 1))], book)
    assert (found.director.name, found.director.movie.title) == ("Akira Kurosawa", "Rashomon")
    assert found.score == 1.0


def test_a_disliked_film_is_not_named(book):
    assert with_directors([listed("Ran", ("Rashomon", -1))], book)[0].director is None


def test_other_directors_and_unknown_ones_are_none(book):
    found = with_directors([listed("Heat", ("Ran", 1)), listed("Vertigo", ("Ran", 1))], book)
    assert [one.director for one in found] == [None, None]
    assert with_directors([listed("Ran", ("Rashomon", 1))], None)[0].director is None


def test_similar_films_name_the_director_of_the_film_asked_about(book):
    found = with_director_of([listed("Ran"), listed("Heat")], film("Seven Samurai"), book)
    assert [one.director and one.director.name for one in found] == ["Akira Kurosawa", None]
    assert with_director_of([listed("Ran")], film("Vertigo"), book)[0].director is None
