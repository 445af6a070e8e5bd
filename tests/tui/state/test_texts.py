"""The texts of the main screen: hints name the key that the person has to press, also if it was remapped."""

import pytest
from msgspec.structs import replace

from engine.movies import FIRST_NEW_ID, Movie
from engine.profiles.fold import Mark
from engine.profiles.list_filters import ListFilters
from engine.serving.explanations import Recommendation
from tests.toy_films import film
from tests.tui.toy_engine import ToyEngine
from tui import actions
from tui.state import edge_lines, texts
from tui.state.active_filters import ActiveFilter, TightestFilter
from tui.state.main_state import MainState
from tui.state.navigation import Page

REMAPPED = {action.id: f"<{action.id}>" for action in actions.ACTIONS}


def words(line):
    return "  ".join("".join(text for text, _ in side) for side in line if side)


def found(*titles):
    return [Recommendation(movie=film(title), score=1.0, base=1.0) for title in titles]


def mark(title, **fields):
    movie = film(title)
    return Mark(catalogue="movielens", movie=movie.id, title=title, year=movie.year, **fields)


def opened(key_map):
    """The state of a person who likes Stalker, with a version open."""
    engine, movie = ToyEngine(), film("Stalker")
    state = MainState(profile="anna", key_map=key_map)
    state.open_version(engine.version, engine.dataset, engine.titles)
    state.take_marks([Mark(catalogue="movielens", movie=movie.id, title="Stalker", year=1979, opinion="like")])
    state.rank(found("Solaris", "Heat"), hold=False)
    return state


@pytest.fixture
def state():
    return opened(REMAPPED)


@pytest.mark.parametrize(
    ("kind", "hint"),
    [
        ("films", "<search> finds a film, <search_like> likes it, <import_marks> brings your ratings"),
        ("watchlist", "<watchlist> in any list puts a film here"),
        ("seen", "<seen> in any list puts a film here, <famous> lists famous ones"),
        ("famous", "<back> goes back"),
        ("hidden", "<hide> in any list puts a film here"),
        ("pick", "<data> shows other data sets"),
        ("similar", "<back> goes back"),
    ],
)
def test_the_hint_of_an_empty_page_names_the_remapped_keys(state, kind, hint):
    state.navigation.start_at(Page(kind, movie=film("Heat")))
    assert texts.empty(state)[1] == hint


def test_without_remapped_keys_the_hints_name_the_usual_ones():
    state = opened({})
    state.navigation.start_at(Page("films"))
    assert texts.empty(state)[1] == "/ finds a film, enter likes it, i brings your ratings"
    state.navigation.start_at(Page("similar", movie=film("Heat")))
    assert texts.empty(state)[1] == "esc goes back"


def test_where_no_similar_film_passes_the_filters_the_remapped_keys_are_named(state):
    state.set_filters(ListFilters(genres=("Western",)))
    state.navigation.push(Page("similar", movie=film("Heat")))
    assert texts.empty(state)[1] == "<clear_filters> clears them, <back> goes back"


@pytest.mark.parametrize(
    ("left", "ruled_out", "hint"),
    [
        (3, 9, "without it there are 3 films: <drop_filter> drops it, <clear_filters> clears all"),
        (0, 9, "<drop_filter> drops it, <clear_filters> clears all"),
    ],
)
def test_where_the_filters_leave_nothing_the_remapped_keys_are_named(state, left, ruled_out, hint):
    tightest = TightestFilter(ActiveFilter("genres", "Western"), left, ruled_out)
    state.set_filters(ListFilters(genres=("Western",)))
    state.rank([], hold=False, tightest=tightest)
    state.navigation.start_at(Page("for_you"))
    assert texts.empty(state)[1] == hint


def test_where_only_well_known_films_are_left_the_remapped_keys_are_named(state):
    state.set_filters(ListFilters(popularity=0.0))
    state.rank([], hold=False)
    assert texts.empty(state)[1] == "<filters> can raise popularity, <clear_filters> clears all filters"


def test_the_remedy_of_an_error_is_shown_as_it_is(state):
    state.navigation.start_at(Page("for_you"))
    state.engine.failed("the settings are wrong", 'write keys = {like = "f"}')
    assert texts.empty(state) == ("the settings are wrong", 'write keys = {like = "f"}')


def test_headings_name_the_remapped_keys(state):
    state.navigation.start_at(Page("films"))
    assert words(texts.heading(state)).endswith("<view> watchlist")
    state.navigation.start_at(Page("pick"))
    assert words(texts.heading(state)).endswith("<view> your list")
    state.open_similar(film("Heat"))
    assert words(texts.heading(state)).endswith("<back> back")


def test_the_list_says_how_many_seen_films_it_leaves_out(state):
    seen = [mark(title, seen=True) for title in ("Ran", "Heat")]
    state.take_marks([mark("Stalker", opinion="like", seen=True), *seen, mark("Jaws", seen=True, hidden=True)])
    state.navigation.start_at(Page("for_you"))
    assert "2 seen left out" in words(texts.heading(state)) and texts.filters_in_force(state) == []
    state.set_filters(ListFilters(hide_seen=False))
    assert "left out" not in words(texts.heading(state))
    assert words([texts.filters_in_force(state)]) == "filters   seen films shown"


def test_famous_films_say_how_to_tick_them_off_and_how_many_are(state):
    state.open_famous()
    assert (
        words(texts.heading(state)) == "FAMOUS FILMS   which have you seen? <seen> marks one and goes on  <back> back"
    )
    state.take_marks([mark("Ran", seen=True), mark("Heat", hidden=True)])
    assert words(texts.heading(state)).startswith("FAMOUS FILMS   1 ticked off · <seen> marks one")
    assert words(texts.heading(state, narrow=True)) == "FAMOUS FILMS   1 ticked off  <back> back"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"seen": True}, "seen films leave the list; {show_seen} shows them"),
        ({"seen": True, "opinion": "4"}, ""),
        ({"hidden": True}, "it is in no list from now on; {hide} again takes that back"),
        ({"watchlist": True}, ""),
    ],
)
def test_a_mark_that_takes_a_film_out_of_the_list_says_so(state, fields, said):
    state.navigation.start_at(Page("for_you"))
    assert texts.marked(state, mark("Heat", **fields)) == said
    state.navigation.start_at(Page("hidden"))
    assert texts.marked(state, mark("Heat", **fields)) == ""


def test_a_held_order_is_shown_with_the_remapped_key(state):
    state.navigation.start_at(Page("for_you"))
    assert state.rank(found("Heat", "Solaris"), hold=True)
    assert words(texts.heading(state)).endswith("<apply>")
    state.navigation.start_at(Page("pick"))
    assert words(texts.heading(state)).endswith("your list <apply>")


def test_the_status_line_names_the_remapped_keys(state):
    state.engine.newer, state.undoable = "v4", "liked Stalker"
    assert words(edge_lines.status(state)) == "v4 is ready, <new_version> to switch  <undo> undo: liked Stalker"


def test_the_line_of_active_filters_names_the_remapped_key(state):
    assert words([texts.clearing_filters(state)]) == "<clear_filters> clears"


def test_a_failure_without_a_remedy_is_its_message_alone():
    assert texts.with_remedy("it failed", "try again") == "it failed · try again"
    assert texts.with_remedy("it failed", "") == "it failed"


def test_the_heading_says_how_many_tastes_there_are_if_several():
    state = opened({})
    titles = ("Stalker", "Alien", "Heat", "Vertigo", "Casablanca")
    state.take_marks(
        [Mark(catalogue="movielens", movie=film(t).id, title=t, year=film(t).year, opinion="like") for t in titles]
    )
    assert words(texts.heading(state)) == "FOR YOU   because of 5 films"
    films = [replace(one, taste=place, taste_films=(one.movie,)) for place, one in enumerate(found("Solaris", "Ran"))]
    state.rank(films, hold=False)
    assert words(texts.heading(state)).startswith("FOR YOU   because of 5 films · 2 tastes in turn")


def test_who_has_no_marks_is_told_how_to_bring_them():
    engine = ToyEngine()
    state = MainState(profile="anna", ranked_in="ranked in 5 ms")
    state.open_version(engine.version, engine.dataset, engine.titles)
    assert words(edge_lines.status(state)) == "ranked in 5 ms"  # it is not known yet whether there are marks
    state.take_marks([])
    assert words(edge_lines.status(state)) == "i brings your ratings from Letterboxd, IMDb, …"
    state.focus = "search"
    assert words(edge_lines.status(state)) == "esc, then i brings your ratings from Letterboxd, IMDb, …"
    state.take_marks([mark("Heat", opinion="like")])
    assert words(edge_lines.status(state)) == "ranked in 5 ms"


def test_a_list_that_new_films_fill_says_so(state):
    new = [Recommendation(movie=Movie(id=FIRST_NEW_ID + n, title=f"New {n}"), score=1.0, base=1.0) for n in range(3)]
    state.rank([*found("Solaris", "Heat"), *new[:1]], hold=False)
    assert "unrated" not in words(texts.heading(state))
    state.rank([*found("Solaris"), *new], hold=False)
    assert "3 films unrated here: few others are left" in words(texts.heading(state))
