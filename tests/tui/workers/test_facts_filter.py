"""Filters by what `movierec enrich` has learned: only the films of which it is known pass."""

import pytest

from engine.movies import MovieFilter
from engine.profiles.list_filters import ListFilters
from tests.toy_films import film
from tui.workers.facts_filter import asked_of_films, films_by_facts


def ids(*titles):
    return frozenset(film(title).id for title in titles)


@pytest.mark.parametrize(
    ("filters", "titles"),
    [
        (ListFilters(minutes_to=98), ["Rashomon", "Fargo"]),
        (ListFilters(minutes_from=160), ["Seven Samurai", "Ran", "Heat"]),
        (ListFilters(minutes_from=98, minutes_to=117), ["Fargo", "Alien"]),
        (ListFilters(minutes_from=160, people=("Akira Kurosawa",)), ["Seven Samurai", "Ran"]),
    ],
)
def test_the_films_that_pass_are_named(engine, facts, filters, titles):
    assert asked_of_films(engine, filters).only == ids(*titles)


def test_each_filter_by_facts_is_told_apart(engine, facts):
    found = films_by_facts(engine, ListFilters(minutes_to=90, people=("Joel Coen",)))
    assert found == {"person": ids("Fargo"), "length": ids("Rashomon")}


def test_without_such_filters_no_film_is_named(engine, facts):
    assert asked_of_films(engine, ListFilters(year_from=1980)) == MovieFilter(year_from=1980)


def test_where_nothing_is_known_no_film_passes(engine):
    assert asked_of_films(engine, ListFilters(minutes_to=90)).only == frozenset()
