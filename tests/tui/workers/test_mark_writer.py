import time

import pytest

from engine.errors import StoreError
from engine.home import HomeFiles
from engine.movies import Movie
from engine.profiles.marks import MarkLog
from tui.state.messages import MarkRefused, MarkSaved, MarksRead
from tui.workers.mark_writer import MarkWriter

HEAT = Movie(id=6, title="Heat", year=1995)


@pytest.fixture
def told():
    return []


@pytest.fixture
def writer(tmp_path, told):
    made = MarkWriter(HomeFiles(tmp_path), "anna", told.append, lambda error: told.append(error))
    made.start()
    return made


def test_a_mark_is_on_disk_when_it_is_told(tmp_path, told):
    seen = []

    def tell(message):
        told.append(message)
        with MarkLog(tmp_path / "marks.db") as other:
            seen.append([m.title for m in other.marks("anna")])

    writer = MarkWriter(HomeFiles(tmp_path), "anna", tell, told.append)
    writer.start()
    writer.mark("like", "movielens", HEAT)
    assert writer.close(5)
    assert seen == [[], ["Heat"]]


def test_fast_keys_are_decided_one_after_the_other(writer, told):
    for _ in range(3):
        writer.mark("like", "movielens", HEAT)
    writer.mark("4", "movielens", HEAT)
    writer.mark("4", "movielens", HEAT)
    assert writer.close(5)
    assert [m.mark.opinion for m in told if isinstance(m, MarkSaved)] == ["like", None, "like", "4", "3.5"]


def test_undo_and_redo_tell_what_they_did(writer, told):
    writer.mark("like", "movielens", HEAT)
    writer.undo()
    writer.redo()
    writer.redo()
    assert writer.close(5)
    assert [m.words for m in told if isinstance(m, MarkSaved)] == [
        "",
        "undone: liked Heat",
        "redone: liked Heat",
    ]
    assert [(m.message, m.calm) for m in told if isinstance(m, MarkRefused)] == [("nothing to redo", True)]


def test_liking_twice_in_the_search_says_so(writer, told):
    writer.mark("liked", "movielens", HEAT)
    writer.mark("liked", "movielens", HEAT)
    assert writer.close(5)
    assert [m.message for m in told if isinstance(m, MarkRefused)] == ["Heat is already liked"]


def test_what_the_command_line_marked_is_noticed(writer, told, tmp_path):
    while not told:
        time.sleep(0.005)
    with MarkLog(tmp_path / "marks.db") as other:
        other.change("anna", "movielens", HEAT, opinion="like")
    writer.look()
    writer.look()
    assert writer.close(5)
    assert [len(m.marks) for m in told if isinstance(m, MarksRead)] == [0, 1]


def test_a_log_that_cannot_be_written_is_told_with_its_remedy(tmp_path, told):
    def broken(path):
        raise StoreError("the disk of here is full; the mark was not saved", "make room on it")

    writer = MarkWriter(HomeFiles(tmp_path), "anna", told.append, told.append, open_log=broken)
    writer.start()
    writer.mark("like", "movielens", HEAT)
    assert writer.close(5)
    assert [(type(m), m.remedy, m.calm) for m in told] == [(MarkRefused, "make room on it", False)] * 2


def test_a_fault_after_the_last_mark_is_on_disk_does_not_make_it_unsaved(tmp_path, told):
    class Broken(MarkLog):
        def undoable(self, profile):
            raise StoreError("the disk went away", "plug it in")

    writer = MarkWriter(
        HomeFiles(tmp_path), "anna", told.append, told.append, open_log=lambda files: Broken(files.marks)
    )
    writer.start()
    writer.mark("like", "movielens", HEAT)
    with MarkLog(tmp_path / "marks.db") as log:
        assert writer.close(5)
        assert writer.unsaved() is None
        assert [mark.title for mark in log.marks("anna")] == ["Heat"]


def test_marks_that_will_not_be_kept_are_told_before_the_first(tmp_path, told):
    class ReadOnly(MarkLog):
        def refusal(self):
            return StoreError("cannot write marks.db: its file system is read-only", "choose another --home")

    writer = MarkWriter(
        HomeFiles(tmp_path), "anna", told.append, told.append, open_log=lambda files: ReadOnly(files.marks)
    )
    writer.start()
    assert writer.close(5)
    (refused,) = [message for message in told if isinstance(message, MarkRefused)]
    assert refused.message == "marks are not kept: cannot write marks.db: its file system is read-only"
    assert not refused.calm


@pytest.mark.parametrize("elsewhere", [("title", 77), None], ids=["the app knows its key", "found by its IMDb id"])
def test_space_unlikes_a_film_that_was_liked_in_another_catalogue(writer, told, tmp_path, elsewhere):
    imported = Movie(id=77, title="Heat", year=1995, imdb="tt0113277")
    here = Movie(id=6, title="Heat" if elsewhere is None else "The Heat", year=1995, imdb="tt0113277")
    with MarkLog(tmp_path / "marks.db") as log:
        log.change("anna", "title", imported, opinion="like", seen=True)
    for _ in range(2):
        writer.mark("like", "movielens", here, elsewhere)
    assert writer.close(5)
    saved = [message for message in told if isinstance(message, MarkSaved)]
    assert [(m.mark.catalogue, m.mark.opinion, m.mark.seen) for m in saved] == [
        ("movielens", None, True),
        ("movielens", "like", True),
    ]
    assert all(len(message.marks) == 1 for message in saved)
