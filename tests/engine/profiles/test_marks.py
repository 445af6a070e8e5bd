from __future__ import annotations

import stat
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from engine.errors import UsageError
from engine.movies import Movie
from engine.profiles.marks import Mark, MarkLog

ML = "movielens"


def test_a_mark_is_there_after_opening_the_log_again(path: Path, heat: Movie) -> None:
    with MarkLog(path) as log:
        log.change("anna", ML, heat, opinion="like", watchlist=True)
    with MarkLog(path) as log:
        (mark,) = log.marks("anna")
    assert (mark.catalogue, mark.movie, mark.title, mark.year, mark.imdb) == (ML, 6, "Heat", 1995, "tt0113277")
    assert (mark.opinion, mark.seen, mark.watchlist, mark.hidden) == ("like", False, True, False)


def test_the_log_is_private_and_made_by_the_first_mark(path: Path, log: MarkLog, heat: Movie) -> None:
    assert (log.marks("anna"), log.revision(), path.exists()) == ([], 0, False)
    log.change("anna", ML, heat, opinion="like")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_change_that_changes_nothing_appends_nothing(log: MarkLog, heat: Movie) -> None:
    log.change("anna", ML, heat, opinion="like")
    before = log.revision()
    mark = log.change("anna", ML, heat, opinion="like", seen=False)
    assert mark.opinion == "like"
    assert log.revision() == before


def test_flags_stand_beside_the_opinion(log: MarkLog, heat: Movie) -> None:
    log.change("anna", ML, heat, opinion="3.5")
    mark = log.change("anna", ML, heat, seen=True)
    assert (mark.opinion, mark.seen) == ("3.5", True)


def test_not_interested_clears_the_opinion_and_an_opinion_clears_it_each_in_one_step(log: MarkLog, heat: Movie) -> None:
    log.change("anna", ML, heat, opinion="4.5", seen=True)
    mark = log.change("anna", ML, heat, hidden=True)
    assert (mark.opinion, mark.hidden, mark.seen) == (None, True, True)
    undone = log.undo("anna")
    assert undone is not None
    assert (undone.words, undone.mark.opinion, undone.mark.hidden) == ("hid Heat", "4.5", False)
    log.redo("anna")
    mark = log.change("anna", ML, heat, opinion="like")
    assert (mark.opinion, mark.hidden, mark.seen) == ("like", False, True)
    undone = log.undo("anna")
    assert undone is not None
    assert (undone.words, undone.mark.opinion, undone.mark.hidden) == ("liked Heat", None, True)


def test_an_opinion_of_a_film_that_one_is_not_interested_in_is_refused(log: MarkLog, heat: Movie) -> None:
    with pytest.raises(UsageError, match="exclude each other"):
        log.change("anna", ML, heat, opinion="dislike", hidden=True)
    assert log.marks("anna") == []


def test_a_mark_that_moves_from_another_catalogue_leaves_behind_what_it_excludes(log: MarkLog, heat: Movie) -> None:
    log.change("anna", "ml-100k", Movie(id=273, title="Heat", year=1995), opinion="like", watchlist=True)
    mark = log.change("anna", ML, heat, hidden=True)
    assert (mark.opinion, mark.hidden, mark.watchlist) == (None, True, True)
    undone = log.undo("anna")
    assert undone is not None and undone.words == "hid Heat"
    assert [(m.catalogue, m.opinion, m.hidden) for m in log.marks("anna")] == [("ml-100k", "like", False)]


def test_stars_are_kept_in_one_spelling(log: MarkLog, heat: Movie) -> None:
    assert log.change("anna", ML, heat, opinion="4.0").opinion == "4"


@pytest.mark.parametrize("opinion", ["great", "6", "0", "3.7", "", "nan"])
def test_what_is_no_opinion_is_refused(log: MarkLog, heat: Movie, opinion: str) -> None:
    with pytest.raises(UsageError, match="not an opinion"):
        log.change("anna", ML, heat, opinion=opinion)
    assert log.marks("anna") == []


def test_marks_come_newest_first_and_profiles_are_apart(log: MarkLog, heat: Movie, alien: Movie) -> None:
    log.change("anna", ML, heat, opinion="like")
    log.change("anna", ML, alien, opinion="dislike")
    log.change("ben", ML, heat, hidden=True)
    assert [m.title for m in log.marks("anna")] == ["Alien", "Heat"]
    assert [m.title for m in log.marks("ben")] == ["Heat"]
    assert log.marks("carla") == []
    assert log.profiles() == ["anna", "ben"]


def test_a_cleared_mark_is_gone(log: MarkLog, heat: Movie) -> None:
    log.change("anna", ML, heat, opinion="5", watchlist=True)
    assert log.clear("anna", ML, heat).is_empty
    assert log.marks("anna") == []


def test_undo_and_redo_walk_through_the_actions_across_restarts(path: Path, heat: Movie, alien: Movie) -> None:
    with MarkLog(path) as log:
        log.change("anna", ML, heat, opinion="like")
        log.change("anna", ML, heat, opinion="4.5")
        log.change("anna", ML, alien, watchlist=True)
    with MarkLog(path) as log:
        assert log.undoable("anna") == "put Alien on the watchlist"
        undone = log.undo("anna")
        assert undone is not None
        assert (undone.words, undone.mark.is_empty) == ("put Alien on the watchlist", True)
        undone = log.undo("anna")
        assert undone is not None
        assert (undone.words, undone.mark.opinion) == ("gave Heat 4.5 stars", "like")
    with MarkLog(path) as log:
        undone = log.undo("anna")
        assert undone is not None and undone.words == "liked Heat"
        assert log.undo("anna") is None
        assert log.marks("anna") == []
        assert [r.words for r in (log.redo("anna"), log.redo("anna"), log.redo("anna")) if r] == [
            "liked Heat",
            "gave Heat 4.5 stars",
            "put Alien on the watchlist",
        ]
        assert log.redo("anna") is None
        assert [(m.title, m.opinion) for m in log.marks("anna")] == [("Alien", None), ("Heat", "4.5")]


def test_undo_only_ever_appends(log: MarkLog, heat: Movie) -> None:
    log.change("anna", ML, heat, opinion="like")
    log.undo("anna")
    log.redo("anna")
    assert log.revision() == 3


def test_a_new_change_ends_redo(log: MarkLog, heat: Movie, alien: Movie) -> None:
    log.change("anna", ML, heat, opinion="like")
    log.undo("anna")
    log.change("anna", ML, alien, opinion="like")
    assert log.redoable("anna") is None
    assert log.redo("anna") is None
    assert log.undoable("anna") == "liked Alien"


def test_undo_is_each_profile_s_own(log: MarkLog, heat: Movie, alien: Movie) -> None:
    log.change("anna", ML, heat, opinion="like")
    log.change("ben", ML, alien, opinion="like")
    undone = log.undo("anna")
    assert undone is not None and undone.mark.title == "Heat"
    assert [m.title for m in log.marks("ben")] == ["Alien"]


def test_undoing_a_clear_gives_the_mark_its_place_back(log: MarkLog, heat: Movie, alien: Movie) -> None:
    log.change("anna", ML, heat, opinion="like", seen=True)
    log.change("anna", ML, alien, opinion="like")
    log.clear("anna", ML, heat)
    undone = log.undo("anna")
    assert undone is not None
    assert (undone.words, undone.mark.opinion, undone.mark.seen) == ("cleared Heat", "like", True)
    assert [m.title for m in log.marks("anna")] == ["Alien", "Heat"]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"opinion": "dislike"}, "disliked Heat"),
        ({"opinion": "1"}, "gave Heat 1 star"),
        ({"hidden": True}, "hid Heat"),
        ({"seen": True}, "marked Heat as seen"),
    ],
)
def test_an_action_is_told_in_words(log: MarkLog, heat: Movie, fields: dict, words: str) -> None:
    log.change("anna", ML, heat, **fields)
    assert log.undoable("anna") == words


def test_a_film_marked_in_another_catalogue_keeps_one_opinion(log: MarkLog, heat: Movie) -> None:
    older = Movie(id=273, title="Heat", year=1995)  # its id in ml-100k, which has no IMDb links
    log.change("anna", "ml-100k", older, opinion="like", watchlist=True)
    mark = log.change("anna", ML, heat, opinion="dislike")
    assert (mark.movie, mark.opinion, mark.watchlist) == (6, "dislike", True)
    assert [(m.catalogue, m.opinion) for m in log.marks("anna")] == [(ML, "dislike")]
    undone = log.undo("anna")
    assert undone is not None and undone.words == "disliked Heat"
    assert [(m.catalogue, m.movie, m.opinion) for m in log.marks("anna")] == [("ml-100k", 273, "like")]
    log.redo("anna")
    assert [(m.catalogue, m.opinion, m.watchlist) for m in log.marks("anna")] == [(ML, "dislike", True)]


def test_clearing_a_film_clears_the_mark_of_another_catalogue(log: MarkLog, heat: Movie) -> None:
    log.change("anna", "ml-100k", Movie(id=273, title="Heat", year=1995), opinion="like", seen=True)
    log.clear("anna", ML, heat)
    assert log.marks("anna") == []
    assert log.undoable("anna") == "cleared Heat"


def test_two_films_of_one_title_and_year_stay_apart_by_their_links(log: MarkLog) -> None:
    log.change("anna", "a", Movie(id=1, title="Emma", year=1996, imdb="tt0116191"), opinion="like")
    log.change("anna", "b", Movie(id=2, title="Emma", year=1996, imdb="tt0118308"), opinion="dislike")
    assert len(log.marks("anna")) == 2


def test_two_open_logs_see_each_other_s_marks(path: Path, heat: Movie, alien: Movie) -> None:
    with MarkLog(path) as one, MarkLog(path) as other:
        one.change("anna", ML, heat, opinion="like")
        assert [m.title for m in other.marks("anna")] == ["Heat"]
        other.change("anna", ML, alien, opinion="like")
        undone = one.undo("anna")
        assert undone is not None and undone.words == "liked Alien"
        assert one.revision() == other.revision() == 3


def test_a_clock_set_back_does_not_reorder_the_log(path: Path, heat: Movie) -> None:
    times = iter(datetime(2024, 5, 1, tzinfo=UTC) - timedelta(hours=n) for n in range(3))
    with MarkLog(path, clock=lambda: next(times)) as log:
        log.change("anna", ML, heat, opinion="like")
        log.change("anna", ML, heat, opinion="dislike")
    with MarkLog(path) as log:
        assert log.marks("anna")[0].opinion == "dislike"


def test_another_thread_may_mark(log: MarkLog, heat: Movie) -> None:
    thread = threading.Thread(target=log.change, args=("anna", ML, heat), kwargs={"opinion": "like"})
    thread.start()
    thread.join()
    assert log.marks("anna")[0].opinion == "like"


def test_control_characters_in_a_title_do_not_reach_the_log(log: MarkLog) -> None:
    mark = log.change("anna", ML, Movie(id=1, title="a\x1b]0;pwned\x07b"), seen=True)
    assert mark.title == "a ]0;pwned b"


@pytest.mark.parametrize("profile", ["", "  ", "an\x1bna"])
def test_a_profile_needs_a_printable_name(log: MarkLog, heat: Movie, profile: str) -> None:
    with pytest.raises(UsageError, match="not a valid profile name"):
        log.change(profile, ML, heat, seen=True)


def test_the_log_loads_nothing_heavy() -> None:
    code = "import sys, engine.profiles.marks; print(*sorted({m.split('.')[0] for m in sys.modules}))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"numpy", "pandas", "sqlalchemy", "pymilvus", "torch", "textual"} & set(loaded)


def test_an_import_that_was_redone_and_is_undone_again_leaves_what_was_said_since(log: MarkLog, heat: Movie) -> None:
    now = Mark(catalogue=ML, movie=heat.id, title="Heat", year=1995)
    action = log.record("anna", "Letterboxd", lambda marks, decisions: [(now, {"opinion": "dislike"})])
    assert action
    log.change("anna", ML, heat, opinion="4")
    for turn in (log.undo_action("anna", action), log.redo("anna"), log.undo("anna")):
        assert turn is not None and turn.mark.opinion == "4"
    assert [mark.opinion for mark in log.marks("anna")] == ["4"]
