"""A wish on top of a person's own filters."""

from engine.movies import Movie
from engine.profiles.list_filters import ListFilters
from engine.titles.wishes import Wish
from tui.state.film_rows import Row
from tui.state.wish_filters import beside, called_so, filters_with


def test_years_and_wanted_genres_take_the_place_of_ones_own():
    own = ListFilters(genres=("Drama",), year_from=1990, popularity=0.0, hide_seen=False)
    wish = Wish(genres=("Sci-Fi", "Comedy"), year_to=1979)
    assert filters_with(wish, own) == ListFilters(
        genres=("Sci-Fi", "Comedy"), every_genre=True, year_to=1979, popularity=0.0, hide_seen=False
    )
    assert filters_with(Wish(year_from=2000), own).genres == ("Drama",)


def test_a_length_takes_the_place_of_ones_own():
    own = ListFilters(minutes_from=100, minutes_to=200, year_from=1990)
    assert filters_with(Wish(minutes_to=90), own) == ListFilters(minutes_to=90, year_from=1990)
    assert filters_with(Wish(genres=("War",)), own) == ListFilters(
        genres=("War",), minutes_from=100, minutes_to=200, year_from=1990
    )
    assert [one.words for one in beside(Wish(genres=("War",)), own)] == ["from 1990", "100–200 min"]


def test_what_neither_wants_is_left_out_but_not_what_is_wished_for():
    own = ListFilters(without_genres=("Horror", "War"))
    assert filters_with(Wish(genres=("War",), without_genres=("Musical",)), own).without_genres == ("Horror", "Musical")


def test_any_of_the_genres_is_enough_if_the_wish_says_so():
    wish = Wish(genres=("Comedy", "Romance"), either=True)
    assert not filters_with(wish, ListFilters(genres=("War", "Drama"), every_genre=True)).every_genre
    assert not filters_with(Wish(genres=("War",)), ListFilters()).every_genre


def test_ones_own_filters_are_told_apart_from_those_of_the_wish():
    own = ListFilters(without_genres=("Horror",), year_from=1990)
    assert [one.words for one in beside(Wish(genres=("Drama",), without_genres=("War",)), own)] == [
        "from 1990",
        "no Horror",
    ]
    assert beside(Wish(year_from=1980), ListFilters(year_from=1990)) == []


def test_a_film_is_called_so_whatever_its_article_accents_and_other_titles():
    rows = [
        Row(movie=Movie(id=1, title="Western Union")),
        Row(movie=Movie(id=2, title="Le Western", alternatives=("Western, Il",))),
    ]
    assert called_so(rows, "il western") is rows[1]
    assert called_so(rows, "WESTERN, IL") is rows[1]
    assert called_so(rows, "western") is None
