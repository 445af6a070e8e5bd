import pytest

from engine.movies import Movie
from engine.profiles.list_filters import ListFilters
from tui.state import filter_controls
from tui.state.active_filters import Chip, chips, dropped, tightest
from tui.state.filter_controls import Setting, cycled, ends, reset, settings, turned, value, with_year

SPAN = (1922, 2006)
DRAMA = Setting("Drama", genre=True)


def turn(dials, name, *steps):
    for by in steps:
        dials = turned(dials, Setting(name), by, SPAN)
    return dials


def test_the_lines_are_the_dials_and_every_genre_also_one_the_films_lack():
    names = [setting.name for setting in settings(("Comedy", "Drama"), ListFilters(without_genres=("Gone", "Drama")))]
    assert names == [*filter_controls.NAMED, "Comedy", "Drama", "Gone"]


def test_a_genre_goes_from_never_over_neutral_to_only():
    only = turned(ListFilters(), DRAMA, 1, SPAN)
    assert only == ListFilters(genres=("Drama",)) == turned(only, DRAMA, 1, SPAN)
    assert turned(only, DRAMA, -1, SPAN) == ListFilters()
    never = turned(ListFilters(), DRAMA, -1, SPAN)
    assert never == ListFilters(without_genres=("Drama",))
    assert [value(dials, DRAMA) for dials in (only, ListFilters(), never)] == ["only", "", "never"]
    assert cycled(only, DRAMA, SPAN) == never and cycled(never, DRAMA, SPAN) == ListFilters()


def test_decades_go_round_by_way_of_any():
    assert turn(ListFilters(), "decade", 1) == ListFilters(year_from=1920, year_to=1929)
    assert turn(ListFilters(), "decade", -1) == ListFilters(year_from=2000, year_to=2009)
    assert turn(ListFilters(), "decade", -1, 1) == ListFilters()
    assert value(turn(ListFilters(), "decade", -1, -1), Setting("decade")) == "1990s"
    assert value(ListFilters(year_from=1985), Setting("decade")) == "as below"
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


def test_the_other_dials_stop_at_their_ends():
    gems = turn(ListFilters(), "popularity", -1, -1, -1)
    assert gems == ListFilters(popularity=0.0) and value(gems, Setting("popularity")) == "hidden gems"
    assert ends(gems, Setting("popularity"), SPAN) == (False, True)
    assert value(turn(ListFilters(), "popularity", 1, 1), Setting("popularity")) == "popular"
    assert value(turn(ListFilters(), "variety", 1, 1), Setting("variety")) == "varied"
    assert turn(ListFilters(), "seen", 1, 1) == ListFilters(hide_seen=True)
    assert cycled(ListFilters(popularity=4.0), Setting("popularity"), SPAN) == gems


@pytest.mark.parametrize("name", filter_controls.NAMED)
def test_every_line_can_be_set_back(name):
    turned_all = ListFilters(
        genres=("Drama",), year_from=1980, year_to=1989, popularity=0.0, diversity=0.5, hide_seen=True
    )
    after = reset(turned_all, Setting(name))
    assert value(after, Setting(name)) == value(ListFilters(), Setting(name)) or name == "decade"
    assert after != turned_all and after.genres == ("Drama",)


def test_chips_say_what_is_in_force_and_each_can_be_dropped():
    dials = ListFilters(
        genres=("Drama", "War"),
        without_genres=("Horror",),
        year_from=1980,
        year_to=1989,
        popularity=0.0,
        hide_seen=True,
    )
    assert [chip.words for chip in chips(dials)] == ["1980s", "Drama or War", "no Horror", "seen hidden", "hidden gems"]
    for chip in chips(dials):
        left = dropped(dials, chip)
        assert [c.id for c in chips(left)] == [c.id for c in chips(dials) if c.id != chip.id]
    assert chips(ListFilters()) == []
    years = [(1980, None), (None, 1985), (1980, 1980), (1981, 1985)]
    words = [chips(ListFilters(year_from=first, year_to=last))[0].words for first, last in years]
    assert words == ["from 1980", "to 1985", "1980", "1981–1985"]


FILMS = [
    Movie(id=1, title="a", year=1975, genres=("Drama",)),
    Movie(id=2, title="b", year=1985, genres=("Comedy",)),
    Movie(id=3, title="c", year=1985, genres=("Comedy", "Horror")),
    Movie(id=4, title="d", year=None, genres=("Comedy",)),
]


def test_the_filter_to_blame_is_the_one_without_which_most_are_left():
    dials = ListFilters(genres=("Drama",), year_from=1980, year_to=1989)
    cut = tightest(FILMS, dials, taken=(), seen=())
    assert (cut.chip, cut.left, cut.ruled_out) == (Chip("genres", "Drama"), 2, 3)
    cut = tightest(FILMS, dials, taken=(2, 3), seen=())
    assert (cut.chip.words, cut.left) == ("1980s", 1)


def test_where_no_single_filter_helps_the_one_that_rules_out_most_is_to_blame():
    cut = tightest(FILMS, ListFilters(genres=("War",), year_from=2020, hide_seen=True), taken=(), seen=(1,))
    assert (cut.chip.id, cut.left, cut.ruled_out) == ("years", 0, 4)


def test_seen_films_are_counted_too_and_marked_ones_never():
    cut = tightest(FILMS, ListFilters(hide_seen=True, popularity=0.0), taken=(1,), seen=(2, 3, 4))
    assert (cut.chip.id, cut.left) == ("seen", 3)
    assert tightest(FILMS, ListFilters(hide_seen=True), taken=(1, 2, 3, 4), seen=(1, 2)) is None
    assert tightest(FILMS, ListFilters(popularity=0.0), taken=(), seen=()) is None
