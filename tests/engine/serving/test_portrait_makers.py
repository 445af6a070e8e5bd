"""Directors and actors of several liked films, counted against all their films."""

import pytest

from engine.home import HomeFiles
from engine.serving.portrait_makers import loved_makers
from tests.toy_facts import learn_toy_facts
from tests.toy_films import film


def everywhere(ids):
    return list(ids)


@pytest.fixture
def book(tmp_path):
    home = HomeFiles(tmp_path / "home")
    home.ensure()
    return learn_toy_facts(home, tmp_path / "imdb")


def ids(*titles):
    return [film(title).id for title in titles]


def test_a_director_of_two_liked_films_is_told_with_the_number_of_all_of_theirs(book):
    found = loved_makers(ids("Ran", "Rashomon", "Alien"), book, everywhere)
    assert [(one.name, one.role, one.liked, one.films) for one in found if one.role == "director"] == [
        ("Akira Kurosawa", "director", 2, 3)
    ]


def test_an_actor_counts_for_films_they_act_in(book):
    found = loved_makers(ids("Rashomon", "Seven Samurai"), book, everywhere)
    assert ("Toshirô Mifune", "actor", 2) in [(one.name, one.role, one.liked) for one in found]
    assert all(one.films >= one.liked for one in found)


def test_one_liked_film_makes_nobody_loved(book):
    assert loved_makers(ids("Ran"), book, everywhere) == ()
    assert loved_makers([], book, everywhere) == () and loved_makers([999_999, 999_998], book, everywhere) == ()


def test_films_that_this_version_lacks_are_not_counted(book):
    here = set(ids("Ran", "Rashomon"))
    (kurosawa, *_) = loved_makers(here, book, here.intersection)
    assert (kurosawa.liked, kurosawa.films) == (2, 2)
