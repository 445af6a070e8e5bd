"""taste and diary: what a person is like, and what they marked when."""

from __future__ import annotations

import pytest

from tests.tui.cli.conftest import HOSTILE


@pytest.fixture
def home(call, publish, tmp_path):
    publish(tmp_path / "home")
    return tmp_path / "home"


@pytest.fixture
def anna(call, home):
    return lambda *arguments: call("--home", home, *arguments, "--profile", "anna")


def test_a_taste_is_told_in_numbers(anna) -> None:
    for title in ("Alien", "Aliens"):
        anna("mark", title, "--like")
    anna("mark", "Heat", "--stars", "2")
    found = anna("taste", "--json").json
    assert (found["profile"], found["marked"], found["liked"], found["absent"]) == ("anna", 3, 2, 0)
    first = found["genres"][0]
    assert (first["name"], first["films"], first["share"]) == ("Sci-Fi", 2, 1.0)
    assert first["everybody"] == pytest.approx(1870 / 3890)
    assert found["makers"] is None and found["stars"]["compared"] == 0 and found["stars"]["counts"][3] == 1
    assert "movierec enrich" in anna("taste").out


def test_a_taste_is_told_in_words(anna) -> None:
    anna("mark", "Alien", "--like")
    out = anna("taste").out
    assert "1 liked of 1 marked film" in out and "For 1 like nothing was measured" in out
    assert "decade  liked   you  everybody  times" in out
    assert "genre: Sci-Fi\nliked: 1\n" in anna("taste", "--plain").out


def test_who_marked_nothing_is_told_so(anna, call, tmp_path) -> None:
    for command in ("taste", "diary"):
        done = anna(command)
        assert done.code == 0 and done.out == "" and "has no marks yet" in done.err
    assert anna("diary", "--json").json == {"profile": "anna", "entries": []}
    assert call("--home", tmp_path / "empty", "diary").code == 0
    assert call("--home", tmp_path / "empty", "taste").code == 1


def test_a_diary_lists_the_newest_first(anna) -> None:
    anna("mark", "Alien", "--like")
    anna("mark", "Heat", "--stars", "4.5", "--seen")
    anna("mark", "Heat", "--clear")
    found = anna("diary", "--json").json["entries"]
    assert [(entry["kind"], entry["from"], entry["films"][0]["title"]) for entry in found] == [
        ("mark", None, "Heat"),
        ("mark", None, "Heat"),
        ("mark", None, "Alien"),
    ]
    films = [entry["films"][0] for entry in found]
    assert [{key: film[key] for key in ("opinion", "seen") if key in film} for film in films] == [
        {"opinion": None, "seen": False},
        {"opinion": "4.5", "seen": True},
        {"opinion": "like"},
    ]
    assert all(entry["at"].startswith(entry["day"]) for entry in found)
    lines = anna("diary").out.splitlines()
    assert lines[0].split() == ["day", "time", "film", "year", "marked", "from"]
    assert lines[1].endswith("cleared") and "★4½, ✓ seen" in lines[2] and lines[3].endswith("♥ liked")
    assert len(anna("diary", "--limit", "1").out.splitlines()) == 2


def test_an_import_stands_on_its_day_and_its_dated_films_on_theirs(anna, tmp_path) -> None:
    ratings = tmp_path / "ratings.csv"
    ratings.write_text("Date,Name,Year,Letterboxd URI,Rating\n2019-05-03,Heat,1995,u,4\n2019-05-04,Alien,1979,u,5\n")
    anna("import", ratings)
    found = anna("diary", "--json").json["entries"]
    assert [(entry["kind"], len(entry["films"]), entry["from"]) for entry in found] == [
        ("import", 2, "Letterboxd"),
        ("dated", 1, "Letterboxd"),
        ("dated", 1, "Letterboxd"),
    ]
    assert [entry["day"] for entry in found[1:]] == ["2019-05-04", "2019-05-03"]
    assert [entry["at"] for entry in found[1:]] == [None, None]
    assert "imported 2 films from Letterboxd" in anna("diary").out


def test_titles_cannot_control_the_terminal(anna) -> None:
    anna("mark", "id:70", "--like")
    for command in (("taste",), ("diary",), ("diary", "--plain")):
        out = anna(*command).out
        assert "\x1b" not in out and "\x07" not in out and "\u202e" not in out
    assert "[bold]REC[/]" in anna("diary").out and HOSTILE not in anna("diary", "--json").out
