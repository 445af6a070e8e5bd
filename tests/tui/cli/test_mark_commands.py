"""The mark and marks commands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from engine.movies import Movie
from engine.profiles.marks import MarkLog
from tui.cli.shapes.mark_shapes import MarkedFilm, MarkList


def listed(cli: Any, profile: str) -> list[MarkedFilm]:
    return msgspec.convert(cli("marks", "--profile", profile, "--json").json, MarkList).marks


@pytest.mark.parametrize(
    ("options", "opinion"),
    [(["--like"], 1.0), (["--dislike"], -1.0), (["--stars", "3.5"], 0.5), (["--stars", "5"], 1.5)],
)
def test_an_opinion_is_kept_with_its_weight(cli: Any, options: list[str], opinion: float) -> None:
    profile = f"one{options[-1].strip('-')}"
    done = cli("mark", "Heat", *options, "--profile", profile, "--json")
    assert msgspec.convert(done.json, MarkList).marks == listed(cli, profile)
    (mark,) = listed(cli, profile)
    assert (mark.movie, mark.title, mark.genres, mark.opinion) == (40, "Heat", ["Crime", "Action"], opinion)
    assert (mark.seen, mark.watchlist, mark.hidden, mark.active) == (False, False, False, True)


def test_flags_stand_beside_the_opinion_and_can_be_taken_back(cli: Any) -> None:
    cli("mark", "Heat", "--stars", "4", "--seen", "--watchlist", "--profile", "flags")
    cli("mark", "Heat", "--no-watchlist", "--profile", "flags")
    (mark,) = listed(cli, "flags")
    assert (mark.opinion, mark.seen, mark.watchlist, mark.hidden) == (1.0, True, False, False)
    assert "Heat (1995): no mark" in cli("mark", "Heat", "--clear", "--profile", "flags").err
    assert listed(cli, "flags") == []


def test_of_an_opinion_and_not_interested_the_later_one_counts(cli: Any) -> None:
    cli("mark", "Heat", "--stars", "4", "--seen", "--profile", "later")
    cli("mark", "Heat", "--not-interested", "--profile", "later")
    (mark,) = listed(cli, "later")
    assert (mark.opinion, mark.score, mark.seen, mark.hidden) == (None, 0.0, True, True)
    cli("mark", "Heat", "--dislike", "--profile", "later")
    (mark,) = listed(cli, "later")
    assert (mark.opinion, mark.score, mark.seen, mark.hidden) == (-1.0, -1.0, True, False)


def test_the_newest_mark_comes_first_in_words(cli: Any) -> None:
    cli("mark", "Alien", "--like", "--profile", "in-words")
    cli("mark", "Heat", "--stars", "1", "--seen", "--profile", "in-words")
    done = cli("marks", "--profile", "in-words")
    assert [line.split() for line in done.out.splitlines()[1:]] == [
        ["Heat", "1995", "1", "star,", "seen"],
        ["Alien", "1979", "like"],
    ]


def test_a_profile_may_be_given_before_or_after_the_command(cli: Any) -> None:
    cli("--profile", "before", "mark", "Alien", "--like")
    assert [mark.movie for mark in listed(cli, "before")] == [10]
    assert cli("--profile", "other", "marks", "--profile", "before", "--json").json["profile"] == "before"


@pytest.mark.parametrize(
    "wrong",
    [
        [],
        ["--like", "--dislike"],
        ["--like", "--stars", "3"],
        ["--stars", "7"],
        ["--clear", "--seen"],
        ["--like", "--not-interested"],
        ["--dislike", "--not-interested"],
        ["--stars", "3", "--not-interested"],
        ["--like", "--profile", "\x1b]0;x"],
    ],
)
def test_a_senseless_mark_is_wrong_usage_and_marks_nothing(cli: Any, wrong: list[str]) -> None:
    done = cli("mark", "Alien", "--profile", "senseless", *wrong)
    assert (done.code, done.out) == (2, "")
    assert "\x1b" not in done.err
    assert listed(cli, "senseless") == []


def test_a_mark_that_was_imported_is_changed_and_not_doubled(cli: Any, toy_home: Path) -> None:
    with MarkLog(toy_home / "marks.db") as log:
        log.change("imported", "title", Movie(id=77, title="Godfather", year=1972), opinion="like", seen=True)
    cli("mark", "The Godfather", "--stars", "5", "--profile", "imported")
    (mark,) = listed(cli, "imported")
    assert (mark.movie, mark.opinion, mark.seen) == (50, 1.5, True)
    cli("mark", "The Godfather", "--clear", "--profile", "imported")
    assert listed(cli, "imported") == []


def test_a_mark_of_another_catalogue_is_listed_as_inactive(cli: Any, toy_home: Path) -> None:
    with MarkLog(toy_home / "marks.db") as log:
        log.change("abroad", "elsewhere", Movie(id=7, title="Stalker", year=1979), opinion="like")
        log.change("abroad", "elsewhere", Movie(id=8, title="Heat", year=1995), opinion="like")
    heat, stalker = listed(cli, "abroad")
    assert (heat.movie, heat.active, heat.score) == (40, True, 1.0)
    assert (stalker.movie, stalker.active, stalker.score, stalker.genres) == (7, False, 0.0, [])
    assert "not in this data set" in cli("marks", "--profile", "abroad").out


def test_a_hostile_title_is_marked_and_listed_harmlessly(cli: Any) -> None:
    marked = cli("mark", "id:70", "--like", "--profile", "hostile")
    shown = marked.err + cli("marks", "--profile", "hostile").out
    assert shown.count("[bold]REC[/] [@click=app.quit]x[/]") == 2
    assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(shown)


def test_marks_can_be_listed_before_anything_is_set_up(call: Any, bare_home: Path) -> None:
    assert call("--home", bare_home, "marks", "--profile", "me", "--json").json == {"profile": "me", "marks": []}
    with MarkLog(bare_home / "marks.db") as log:
        log.change("me", "movielens", Movie(id=1, title="Toy Story", year=1995), opinion="4.5")
    (mark,) = call("--home", bare_home, "marks", "--profile", "me", "--json").json["marks"]
    assert (mark["title"], mark["opinion"], mark["active"]) == ("Toy Story", 1.25, False)
    assert call("--home", bare_home, "mark", "Alien", "--like").code == 1
