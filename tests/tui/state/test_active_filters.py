"""The labels of the active filters, and which one is the main cause of an empty list."""

import numpy as np

from engine.movies import Movie, MovieFilter
from engine.profiles.list_filters import ListFilters
from tui.state.active_filters import ActiveFilter, active_filters, tightest, without


def test_what_is_in_force_is_said_and_each_can_be_dropped():
    filters = ListFilters(
        genres=("Drama", "War"),
        without_genres=("Horror",),
        year_from=1980,
        year_to=1989,
        popularity=0.0,
        hide_seen=False,
    )
    assert [one.words for one in active_filters(filters)] == [
        "1980s",
        "Drama or War",
        "no Horror",
        "seen films shown",
        "hidden gems",
    ]
    for one in active_filters(filters):
        left = without(filters, one)
        assert [c.id for c in active_filters(left)] == [c.id for c in active_filters(filters) if c.id != one.id]
    assert active_filters(ListFilters()) == []
    years = [(1980, None), (None, 1985), (1980, 1980), (1981, 1985)]
    words = [active_filters(ListFilters(year_from=first, year_to=last))[0].words for first, last in years]
    assert words == ["from 1980", "to 1985", "1980", "1981–1985"]


FILMS = [
    Movie(id=1, title="a", year=1975, genres=("Drama",)),
    Movie(id=2, title="b", year=1985, genres=("Comedy",)),
    Movie(id=3, title="c", year=1985, genres=("Comedy", "Horror")),
    Movie(id=4, title="d", year=None, genres=("Comedy",)),
]


def admitted(movie_filter: MovieFilter):
    return np.array([movie_filter.admits(film) for film in FILMS])


def test_the_filter_to_blame_is_the_one_without_which_most_are_left():
    filters = ListFilters(genres=("Drama",), year_from=1980, year_to=1989)
    found = tightest(admitted, filters, taken=(), seen=(), by_facts={})
    assert (found.filter, found.left, found.ruled_out) == (ActiveFilter("genres", "Drama"), 2, 3)
    found = tightest(admitted, filters, taken=(2, 3), seen=(), by_facts={})
    assert (found.filter.words, found.left) == ("1980s", 1)


def test_where_no_single_filter_helps_the_one_that_rules_out_most_is_to_blame():
    found = tightest(
        admitted, ListFilters(genres=("War",), year_from=2020, hide_seen=True), taken=(), seen=(1,), by_facts={}
    )
    assert (found.filter.id, found.left, found.ruled_out) == ("years", 0, 4)


def test_a_filter_by_facts_can_be_to_blame():
    filters = ListFilters(people=("Agnès Varda",), minutes_to=90)
    assert [one.words for one in active_filters(filters)] == ["Agnès Varda", "at most 90 min"]
    found = tightest(admitted, filters, taken=(), seen=(), by_facts={"person": {1, 2, 3}, "length": {4}})
    assert (found.filter.id, found.left) == ("length", 3)
    assert without(filters, found.filter) == ListFilters(people=("Agnès Varda",))


def test_seen_films_are_counted_too_and_marked_ones_never():
    filters = ListFilters(popularity=0.0)
    found = tightest(admitted, filters, taken=(1,), seen=(2, 3, 4), by_facts={})
    assert (found.filter.words, found.left) == ("hide seen", 3)
    assert without(filters, found.filter) == ListFilters(popularity=0.0, hide_seen=False)
    assert tightest(admitted, ListFilters(), taken=(1, 2, 3, 4), seen=(1, 2), by_facts={}) is None
    assert tightest(admitted, ListFilters(hide_seen=False), taken=(), seen=(1, 2, 3, 4), by_facts={}) is None
    assert tightest(admitted, ListFilters(popularity=0.0), taken=(), seen=(), by_facts={}) is None


def test_genres_that_must_all_be_there_are_joined_by_and():
    filters = ListFilters(genres=("Comedy", "Romance"), every_genre=True)
    assert [one.words for one in active_filters(filters)] == ["Comedy and Romance"]
    assert without(filters, active_filters(filters)[0]) == ListFilters()
