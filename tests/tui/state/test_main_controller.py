"""What keys and answers do, with no screen and no thread: the state afterwards, and the requests to the backend."""

import pytest

from engine.profiles.fold import Mark
from engine.profiles.list_filters import ListFilters
from engine.serving.explanations import Recommendation
from tests.toy_films import FILMS, film
from tests.tui.recording_backend import RecordingBackend
from tests.tui.toy_engine import ToyEngine
from tui.state import edge_lines, messages
from tui.state.film_rows import Row
from tui.state.main_controller import MainController
from tui.state.main_state import MainState
from tui.state.notices import Notice
from tui.state.ranked_list import LastList

NONE, DRAMA = ListFilters(), ListFilters(genres=("Drama",))


def mark(title, **fields):
    movie = film(title)
    return Mark(catalogue="movielens", movie=movie.id, title=title, year=movie.year, **fields)


def opened():
    engine = ToyEngine()
    return messages.VersionOpened(engine.version, engine.dataset, engine.titles)


def marks_read(*marks):
    return messages.MarksRead("anna", marks, None)


def found(*titles):
    return [Recommendation(movie=film(title), score=1.0, base=1.0) for title in titles]


@pytest.fixture
def backend():
    return RecordingBackend()


@pytest.fixture
def state():
    return MainState(profile="anna")


@pytest.fixture
def controller(backend, state):
    return MainController(backend, state)


@pytest.fixture
def ready(controller, backend):
    """A version is open, and Stalker is liked."""
    controller.version_opened(opened())
    controller.marks_read(marks_read(mark("Stalker", opinion="like")))
    backend.calls.clear()
    return controller


def test_the_start_reads_what_takes_no_time(state):
    dataset = ToyEngine().dataset
    last = LastList(version="v2", dataset=dataset, rows=tuple(found("Heat", "Ran")))
    assert MainController(RecordingBackend(last=last, filters=DRAMA, marks=False), state).start()
    assert (state.engine.version, state.filters) == ("v2", DRAMA)
    assert [row.movie.title for row in state.rows()] == ["Heat", "Ran"] and state.ranked.from_last_time


def test_nothing_is_ranked_before_both_the_marks_and_a_version_are_there(controller, backend):
    controller.version_opened(opened())
    assert backend.calls == []
    controller.marks_read(marks_read(mark("Stalker", opinion="like")))
    assert backend.calls == [("rank", 1, ["Stalker"], NONE, "anna")]


def test_marks_of_somebody_else_are_passed_over(controller, backend, state):
    controller.version_opened(opened())
    controller.marks_read(messages.MarksRead("ben", [mark("Heat", opinion="like")], None))
    assert state.marked.marks == () and backend.calls == []


def test_a_mark_is_asked_for_with_the_catalogue_and_refused_for_a_film_that_is_not_here(ready, backend, state):
    ready.mark("like", Row(movie=film("Heat")))
    assert backend.calls == [("mark", "like", "movielens", "Heat")]
    ready.mark("like", Row(movie=film("Heat"), mark=mark("Heat")))
    assert len(backend.calls) == 1 and state.notice[0] == "Heat is not in this data set"


def test_a_mark_of_another_catalogue_is_asked_for_with_its_key(ready, backend, state):
    imported = Mark(catalogue="title", movie=77, title="Heat", year=1995, opinion="like", at="2024")
    state.marked.match([(imported, film("Heat").id)])
    ready.mark("like", Row(movie=film("Heat")))
    assert backend.calls == [("mark", "like", "movielens", "Heat", ("title", 77))]


def test_filters_are_saved_ranked_by_and_the_films_like_one_asked_for_again(ready, backend, state):
    ready.open_similar(Row(movie=film("Heat")), left_on=None)
    assert backend.calls.pop() == ("find_similar", "Heat", NONE, 0)
    ready.change_filters(DRAMA)
    assert backend.calls == [
        ("save_filters", DRAMA),
        ("rank", 2, ["Stalker"], DRAMA, "anna"),
        ("find_similar", "Heat", DRAMA, 1),
    ]
    assert not state.show_similar(film("Heat"), found("Ran"), filters_revision=0)
    assert state.page.waiting
    assert state.show_similar(film("Heat"), found("Fargo"), filters_revision=1)
    assert [row.movie.title for row in state.rows()] == ["Fargo"]


def test_there_is_nothing_to_clear_or_drop_where_no_filter_is_set(ready, backend):
    assert not ready.clear_filters() and not ready.drop_filter()
    assert backend.calls == []


def test_hints_name_remapped_keys(backend):
    state = MainState(key_map={"drop_filter": "ctrl+x", "filters": "g", "clear_filters": "G", "data": "ctrl+s"})
    controller = MainController(backend, state)
    controller.drop_filter()
    assert "^x drops a filter if the list is empty; g changes filters, G clears them" in str(edge_lines.status(state))
    controller.version_failed(messages.VersionFailed("nothing is set up", "run `movierec setup`", set_up=False))
    assert state.engine.failure == ("Nothing is set up yet", "^s shows the data sets")


def test_another_profile_begins_with_its_own_filters_and_nothing_of_the_one_before(ready, backend, state):
    ready.ranked(messages.RankReady(1, found("Ran"), [], 0.01), None, 0, hold=False)
    ready.change_profile("ben")
    assert backend.calls[-1] == ("change_profile", "ben")
    assert (state.profile, state.marked.marks, state.ranked.rows) == ("ben", (), ())
    ready.marks_read(messages.MarksRead("ben", [], None))
    assert backend.calls[-1][0] == "rank" and backend.calls[-1][-1] == "ben"


def test_a_ranking_is_held_while_the_cursor_moves_and_the_film_just_marked_is_kept(ready, backend, state):
    ready.ranked(messages.RankReady(1, found("Ran", "Heat", "Alien"), [], 0.01), None, 0, hold=False)
    row = state.rows()[1]
    ready.mark("like", row)
    both = [mark("Stalker", opinion="like"), mark("Heat", opinion="like")]
    ready.mark_saved(messages.MarkSaved("anna", both[1], both, "", "liked Heat"))
    matched = [(each, film(each.title).id) for each in both]
    assert ready.ranked(messages.RankReady(2, found("Alien", "Ran"), matched, 0.01), row, 1, hold=True)
    assert [row.movie.title for row in state.rows()] == ["Ran", "Heat", "Alien"]
    assert state.undoable == "liked Heat"
    state.apply_held()
    assert [(row.movie.title, row.kept) for row in state.rows()] == [("Alien", False), ("Heat", True), ("Ran", False)]


def test_where_the_marks_cannot_be_read_the_popular_films_are_shown_all_the_same(controller, backend, state):
    controller.version_opened(opened())
    controller.mark_refused(messages.MarkRefused("marks.db is damaged", "restore it"))
    assert backend.calls == [("rank", 1, [], NONE, "anna")]
    assert "marks.db is damaged · restore it" in state.notice[0] and state.notice[1] == "bad"
    assert state.page.kind == "pick" and {row.movie for row in state.rows()} <= set(FILMS)


def test_a_version_that_fails_is_told_until_a_list_comes(ready, state):
    ready.version_failed(messages.VersionFailed("the disk is gone", "mount it"))
    assert state.engine.failure == ("the disk is gone", "mount it")
    ready.ranked(messages.RankReady(1, found("Ran"), [], 0.01), None, 0, hold=False)
    assert state.engine.failure is None and state.notice == Notice()


def test_titles_of_a_version_in_the_making_are_of_no_use_beside_one_that_is_open(controller, state):
    engine = ToyEngine()
    titles = messages.TitlesOpened(engine.titles, engine.dataset)
    assert controller.titles_opened(titles) and not state.engine.ranks
    controller.version_opened(opened())
    assert not controller.titles_opened(titles) and state.engine.ranks


def test_a_newer_version_is_opened_only_where_there_is_one(ready, backend, state):
    ready.switch_version()
    assert backend.calls == [] and state.notice[0] == "v3 is the newest version"
    ready.store_news(messages.StoreNews("", "v4", 2.0))
    ready.switch_version()
    assert backend.calls == [("open_version",)]
