import pytest

from engine.profiles.list_filters import ListFilters
from tui.state import filter_controls
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
    assert value(ListFilters(year_from=1985), FilterControl("decade")) == "from 1985"
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
    assert value(turn(ListFilters(), "popularity", 1, 1), FilterControl("popularity")) == "the charts"
    assert value(turn(ListFilters(), "variety", 1, 1), FilterControl("variety")) == "varied"
    assert turn(ListFilters(), "seen", -1, -1) == ListFilters(hide_seen=False)
    assert cycled(ListFilters(popularity=4.0), FilterControl("popularity"), SPAN) == gems


@pytest.mark.parametrize("name", filter_controls.NAMED)
def test_every_line_can_be_set_back(name):
    all_set = ListFilters(
        genres=("Drama",), year_from=1980, year_to=1989, popularity=0.0, diversity=0.5, hide_seen=False
    )
    after = reset(all_set, FilterControl(name))
    assert value(after, FilterControl(name)) == value(ListFilters(), FilterControl(name)) or name == "decade"
    assert after != all_set and after.genres == ("Drama",)


def test_two_genres_that_are_wanted_have_a_line_for_whether_all_of_them_are():
    together = FilterControl("genres")
    one, two = ListFilters(genres=("Drama",)), ListFilters(genres=("Comedy", "Drama"))
    assert together not in controls(("Comedy", "Drama"), one)
    names = [line.name for line in controls(("Comedy", "Drama"), two)]
    assert names == [*filter_controls.NAMED, "genres", "Comedy", "Drama"]
    every = turn(two, "genres", 1)
    assert every == ListFilters(genres=("Comedy", "Drama"), every_genre=True)
    assert [value(filters, together) for filters in (two, every)] == ["any of them", "all of them"]
    assert reset(every, together) == two
    assert stepped(every, DRAMA, -1, SPAN) == ListFilters(genres=("Comedy",))
