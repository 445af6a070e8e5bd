"""A text means the films that are called so, and those of the people who are."""

from __future__ import annotations

import pytest

from engine.home import HomeFiles
from engine.movies import Movie
from engine.people.film_search import find_films
from engine.titles.found import Found
from engine.titles.index import TitleIndex
from tests.toy_facts import learn_toy_facts
from tests.toy_films import FILMS

MORE = (
    Movie(id=901, title="Kurosawa", year=2000, n_ratings=2),
    Movie(id=902, title="The Mann Sisters", year=2001, n_ratings=900),
    Movie(id=903, title="Our Uncle Mann", year=2002, n_ratings=900),
)


@pytest.fixture
def book(tmp_path):
    home = HomeFiles(tmp_path / "home")
    home.ensure()
    return learn_toy_facts(home, tmp_path / "imdb")


def hits(book, text, films=FILMS):
    return [hit.name for hit in find_films(TitleIndex.of(films), book, text, 20).hits]


def test_the_films_of_a_person_are_hits_that_say_what_the_person_did(book):
    assert hits(book, "kurosawa") == [
        "Seven Samurai (directed by Akira Kurosawa)",
        "Ran (directed by Akira Kurosawa)",
        "Rashomon (directed by Akira Kurosawa)",
    ]
    assert hits(book, "coen") == ["Fargo (directed by Joel Coen and Ethan Coen)"]
    assert hits(book, "ethan coen") == ["Fargo (directed by Ethan Coen)"]
    assert hits(book, "pacino") == ["Heat (with Al Pacino)"]


def test_a_film_of_that_title_comes_first_and_one_that_merely_has_the_name_last(book):
    assert hits(book, "kurosawa", FILMS + MORE)[:2] == ["Kurosawa", "Seven Samurai (directed by Akira Kurosawa)"]
    assert hits(book, "mann", FILMS + MORE) == [
        "The Mann Sisters",
        "Heat (directed by Michael Mann)",
        "Our Uncle Mann",
    ]


def test_while_a_name_is_typed_titles_come_first(book):
    found = hits(book, "mic", (*FILMS, Movie(id=904, title="Mice", year=1990)))
    assert found == ["Mice", "Heat (directed by Michael Mann)"]


def test_the_beginning_of_a_name_alone_brings_guesses_and_no_hits(book):
    found = find_films(TitleIndex.of(FILMS), book, "kuros", 20)
    assert found.hits == ()
    assert found.nearest[0].name == "Seven Samurai (directed by Akira Kurosawa)"


def test_a_title_that_the_film_has_elsewhere_finds_it(book):
    assert hits(book, "Die sieben Samurai") == ["Seven Samurai (Die sieben Samurai)"]
    assert hits(book, "sieben sam") == ["Seven Samurai (Die sieben Samurai)"]


def test_a_title_that_is_the_films_own_is_not_said_twice(book):
    class Unnamed(TitleIndex):
        def find(self, text, k=20):
            return Found()

    (hit,) = find_films(Unnamed.of(FILMS), book, "rashom").hits
    assert hit.name == "Rashomon"


def test_scores_never_rise_down_the_list(book):
    found = find_films(TitleIndex.of(FILMS + MORE), book, "mann", 20).hits
    assert [hit.score for hit in found] == sorted((hit.score for hit in found), reverse=True)


def test_no_more_hits_than_asked_for_and_each_film_once(book):
    assert len(find_films(TitleIndex.of(FILMS), book, "kurosawa", 2).hits) == 2
    assert hits(book, "seven samurai").count("Seven Samurai") == 1


def test_films_that_this_version_lacks_are_passed_over(book):
    assert hits(book, "kurosawa", FILMS[:5]) == []


@pytest.mark.parametrize("text", ["", "1979", "tt0047478", "https://www.imdb.com/title/tt0047478/", "james bond", "?"])
def test_years_addresses_and_series_mean_what_they_meant(book, text):
    titles = TitleIndex.of(FILMS)
    assert find_films(titles, book, text, 20) == titles.find(text, 20)


def test_without_facts_titles_are_all(tmp_path):
    titles = TitleIndex.of(FILMS)
    assert find_films(titles, None, "kurosawa", 20) == titles.find("kurosawa", 20)


def test_a_misspelled_title_still_has_its_guesses(book):
    titles = TitleIndex.of(FILMS)
    assert find_films(titles, book, "xxtoy storqqqy", 20) == titles.find("xxtoy storqqqy", 20)
