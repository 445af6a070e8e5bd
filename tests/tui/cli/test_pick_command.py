"""pick: one film for tonight, another each time."""

from __future__ import annotations

import pytest


@pytest.fixture
def home(call, publish, tmp_path):
    publish(tmp_path / "home")
    for profile, title in (("anna", "Alien"), ("bert", "id:30")):
        assert call("--home", tmp_path / "home", "mark", title, "--like", "--profile", profile).code == 0
    return tmp_path / "home"


@pytest.fixture
def anna(call, home):
    return lambda *arguments: call("--home", home, *arguments, "--profile", "anna")


def test_each_call_proposes_another_film_until_none_is_left(anna) -> None:
    proposed = []
    while (done := anna("pick", "--json")).code == 0:
        assert set(done.json) == {"version", "item", "from"} and done.json["from"] == "list"
        proposed.append(done.json["item"]["movie"])
        assert done.json["item"]["score"] == pytest.approx(
            done.json["item"]["base"] + sum(part["part"] for part in done.json["item"]["why"]), abs=1e-4
        )
    assert len(proposed) == len(set(proposed)) == 8  # all films but the liked one
    assert done.code == 1 and "proposed this evening already" in done.json["error"]["message"]


def test_the_same_seed_picks_the_same_film(anna, home) -> None:
    picked = []
    for _ in range(3):
        picked.append(anna("pick", "--seed", "5", "--json").json["item"]["movie"])
        for path in (home / "tonight").iterdir():
            path.unlink()
    assert len(set(picked)) == 1


def test_the_reason_is_a_sentence(anna) -> None:
    done = anna("pick", "--genre", "sci-fi", "--year", "1986")
    lines = dict(line.split(maxsplit=1) for line in done.out.splitlines())
    assert lines["film"] == "Aliens (1986)" and lines["why"].startswith("because you liked Alien")
    assert anna("pick", "--plain").out.startswith("film: ")


def test_the_watchlist_is_picked_from_but_for_what_was_seen(anna) -> None:
    empty = anna("pick", "--watchlist")
    assert empty.code == 1 and empty.out == "" and "watchlist" in empty.err and len(empty.err.splitlines()) == 2
    anna("mark", "Ronin", "--watchlist")
    anna("mark", "Heat", "--watchlist")
    anna("mark", "Heat", "--seen")
    done = anna("pick", "--watchlist", "--json")
    assert (done.json["item"]["title"], done.json["from"]) == ("Ronin", "watchlist")
    assert anna("pick", "--watchlist").code == 1


def test_with_others_it_is_a_film_for_all(anna) -> None:
    told = anna("pick", "--with", "bert", "--year", "1986").out
    assert "Aliens" in told and "fit     anna " in told and "because anna liked Alien and bert liked Solaris" in told
    done = anna("pick", "--with", "bert", "--json")
    assert done.json["from"] == "together" and set(done.json["item"]["shares"]) == {"anna", "bert"}
    assert anna("pick", "--with", "zoe").code == 2
    assert anna("pick", "--with", "bert", "--watchlist").code == 2


def test_filters_that_leave_nothing_are_told_in_one_line(anna) -> None:
    done = anna("pick", "--year", "1900")
    assert done.code == 1 and "no film is left to propose" in done.err


def test_where_proposals_cannot_be_kept_one_is_made_all_the_same(anna, home) -> None:
    (home / "tonight").write_text("a file")
    done = anna("pick", "--json")
    assert done.code == 0 and done.json["item"] and "cannot be kept" in done.err
