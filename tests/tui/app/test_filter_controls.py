import pytest

from engine.movies import Movie
from engine.profiles.list_filters import ListFilters
from tui.state import filter_controls
from tui.state.active_filters import ActiveFilter, active_filters, tightest, without
from tui.state.filter_controls import FilterControl, controls, cycled, ends, reset, stepped, value, with_year

SPAN = (1922, 2006)
DRAMA = FilterControl("Drama", genre=True)


def turn(filters, name, *steps):
    for by in steps:
        filters = stepped(filters, FilterControl(name), by, SPAN)
    return filters


def test_there_is_a_line_for_each_filter_and_every_genre_also_one_the_films_lack():
    names = [line.name for line in controls(("Comedy", "Drama"), ListFilters(without_genres=("Gone", "Drama")))]
    assert names == [*filter_controls.NAMED, "Comedy", "Drama", "Gone"]


def test_a_genre_goes_from_never_over_neutral_to_only():
    only = stepped(ListFilters(), DRAMA, 1, SPAN)
    assert only == ListFilters(genres=("Drama",)) == stepped(only, DRAMA, 1, SPAN)
    assert stepped(only, DRAMA, -1, SPAN) == ListFilters()
    never = stepped(ListFilters(), DRAMA, -1, SPAN)
    assert never == ListFilters(without_genres=("Drama",))
    assert [value(filters, DRAMA) for filters in (only, ListFilters(), never)] == ["only", "", "never"]
    assert cycled(only, DRAMA, SPAN) == never and cycled(never, DRAMA, SPAN) == ListFilters()


def test_decades_go_round_by_way_of_any():
    assert turn(ListFilters(), "decade", 1) == ListFilters(year_from=1920, year_to=1929)
    assert turn(ListFilters(), "decade", -1) == ListFilters(year_from=2000, year_to=2009)
    assert turn(ListFilters(), "decade", -1, 1) == ListFilters()
    assert value(turn(ListFilters(), "decade", -1, -1), FilterControl("decade")) == "1990s"
    assert value(ListFilters(year_from=1985), FilterControl("decade")) == "as below"
    assert turn(ListFilters(year_from=1985, year_to=1993), "decade", 1) == ListFilters(year_from=1980, year_to=1989)


def test_years_go_by_decades_and_push_each_other():
    assert turn(ListFilters(), "from", 1) == ListFilters(year_from=1920)
    assert turn(ListFilters(), "from", 1, 1, -1, -1) == ListFilters()
    assert turn(ListFilters(), "from", -1) == ListFilters()
    assert turn(ListFilters(), "to", -1) == ListFilters(year_to=2009)
    assert turn(ListFilters(), "to", -1, -1, 1, 1) == ListFilters()
    assert turn(ListFilters(year_from=1985), "from", 1) == ListFilters(year_from=1990)
    assert turn(ListFilters(year_from=1980, year_to=1985), "from", 1) == ListFilters(year_from=1990, year_to=1990)
    assert with_year(ListFilters(year_from=1990), "to", 1985) == ListFilters(year_from=1985, year_to=1985)
    assert with_year(ListFilters(year_to=1985), "from", None) == ListFilters(year_to=1985)


def test_the_other_lines_stop_at_their_ends():
    gems = turn(ListFilters(), "popularity", -1, -1, -1)
    assert gems == ListFilters(popularity=0.0) and value(gems, FilterControl("popularity")) == "hidden gems"
    assert ends(gems, FilterControl("popularity"), SPAN) == (False, True)
    assert value(turn(ListFilters(), "popularity", 1, 1), FilterControl("popularity")) == "popular"
    assert value(turn(ListFilters(), "variety", 1, 1), FilterControl("variety")) == "varied"
    assert turn(ListFilters(), "seen", 1, 1) == ListFilters(hide_seen=True)
    assert cycled(ListFilters(popularity=4.0), FilterControl("popularity"), SPAN) == gems


@pytest.mark.parametrize("name", filter_controls.NAMED)
def test_every_line_can_be_set_back(name):
    all_set = ListFilters(
        genres=("Drama",), year_from=1980, year_to=1989, popularity=0.0, diversity=0.5, hide_seen=True
    )
    after = reset(all_set, FilterControl(name))
    assert value(after, FilterControl(name)) == value(ListFilters(), FilterControl(name)) or name == "decade"
    assert after != all_set and after.genres == ("Drama",)


def test_what_is_in_force_is_said_and_each_can_be_dropped():
    filters = ListFilters(
        genres=("Drama", "War"),
        without_genres=("Horror",),
        year_from=1980,
        year_to=1989,
        popularity=0.0,
        hide_seen=True,
    )
    assert [one.words for one in active_filters(filters)] == [
        "1980s",
        "Drama or War",
        "no Horror",
        "seen hidden",
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


def test_the_filter_to_blame_is_the_one_without_which_most_are_left():
    filters = ListFilters(genres=("Drama",), year_from=1980, year_to=1989)
    found = tightest(FILMS, filters, taken=(), seen=())
    assert (found.filter, found.left, found.ruled_out) == (ActiveFilter("genres", "Drama"), 2, 3)
    found = tightest(FILMS, filters, taken=(2, 3), seen=())
    assert (found.filter.words, found.left) == ("1980s", 1)


def test_where_no_single_filter_helps_the_one_that_rules_out_most_is_to_blame():
    found = tightest(FILMS, ListFilters(genres=("War",), year_from=2020, hide_seen=True), taken=(), seen=(1,))
    assert (found.filter.id, found.left, found.ruled_out) == ("years", 0, 4)


def test_seen_films_are_counted_too_and_marked_ones_never():
    found = tightest(FILMS, ListFilters(hide_seen=True, popularity=0.0), taken=(1,), seen=(2, 3, 4))
    assert (found.filter.id, found.left) == ("seen", 3)
    assert tightest(FILMS, ListFilters(hide_seen=True), taken=(1, 2, 3, 4), seen=(1, 2)) is None
    assert tightest(FILMS, ListFilters(popularity=0.0), taken=(), seen=()) is None
