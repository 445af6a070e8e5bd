"""together, as text and as JSON. The toy films have two axes, space and crime."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from engine.movies import Movie
from engine.profiles.marks import MarkLog


class Part(msgspec.Struct, forbid_unknown_fields=True):
    movie: int
    title: str
    part: float
    together: float | None
    profile: str


class Shared(msgspec.Struct, forbid_unknown_fields=True):
    movie: int
    title: str
    year: int | None
    genres: list[str]
    score: float
    new: bool
    base: float
    everybody: float | None
    why: list[Part]
    taste: int
    fits: dict[str, float]
    shares: dict[str, float]


class Answer(msgspec.Struct, forbid_unknown_fields=True):
    version: str
    items: list[Shared]


@pytest.fixture
def home(call, publish, tmp_path):
    publish(tmp_path / "home")
    for profile, title in (("anna", "Alien"), ("bert", "id:30"), ("cleo", "Heat")):
        assert call("--home", tmp_path / "home", "mark", title, "--like", "--profile", profile).code == 0
    return tmp_path / "home"


@pytest.fixture
def together(call, home):
    return lambda *arguments: call("--home", home, "together", *arguments)


def answered(done: Any) -> Answer:
    assert done.code == 0
    return msgspec.convert(done.json, Answer)


def test_json_has_each_persons_share_and_whose_each_term_is(together) -> None:
    answer = answered(together("anna", "bert", "--json"))
    assert answer.items[0].title == "Aliens"
    for one in answer.items:
        assert sum(one.shares.values()) == pytest.approx(1) and list(one.shares) == ["anna", "bert"]
        assert one.shares["anna"] == pytest.approx(one.fits["anna"] / sum(one.fits.values()))
        assert one.score == pytest.approx(one.base + sum(part.part for part in one.why), abs=1e-4)
        assert {(part.profile, part.title) for part in one.why} == {("anna", "Alien"), ("bert", "Solaris")}
        assert one.title not in ("Alien",) and one.movie != 30


def test_the_table_has_a_column_for_each_person(together) -> None:
    done = together("anna", "bert", "--top", "1")
    header, row = done.out.splitlines()
    assert header.split() == ["film", "year", "genres", "anna", "bert", "why"]
    assert row.split()[:3] == ["1", "Aliens", "1986"]
    plain = together("anna", "bert", "--top", "1", "--plain")
    assert "film: Aliens\n" in plain.out and "fit for bert: " in plain.out


def test_filters_apply_and_an_empty_list_is_told(together) -> None:
    assert [
        one.title for one in answered(together("anna", "bert", "--genre", "action", "--year", "-1990", "--json")).items
    ] == ["Aliens"]
    done = together("anna", "bert", "--year", "1900", "--json")
    assert answered(done).items == [] and "no film is left that suits all of them" in done.err


def test_what_one_person_hides_or_has_seen_is_out(together, call, home) -> None:
    call("--home", home, "mark", "Aliens", "--seen", "--profile", "bert")
    assert "Aliens" not in [one.title for one in answered(together("anna", "bert", "--json")).items]


@pytest.mark.parametrize(
    ("profiles", "said"),
    [
        (["anna"], "for 2 to 5 people, not one profile"),
        (["anna", "anna"], "not one profile"),
        (["anna", "bert", "cleo", "dan", "eve", "finn"], "not 6 different profiles"),
        (["anna", "zoe"], "no profile 'zoe'"),
        (["anna", "\x1b]0;x\x07"], "no profile"),
    ],
)
def test_too_few_too_many_and_unknown_profiles_are_wrong_usage(together, profiles, said) -> None:
    done = together(*profiles)
    assert done.code == 2 and said in done.err and done.out == "" and "\x1b" not in done.err


def test_an_unknown_profile_is_answered_with_the_known_ones(together) -> None:
    assert together("anna", "zoe", "--profile", "me").err.splitlines()[1].strip() == "known are anna, bert, cleo and me"
    assert together("anna", "zoe", "--json").json["error"]["message"] == "there is no profile 'zoe'"


def test_who_likes_nothing_yet_is_named(together, call, home) -> None:
    call("--home", home, "mark", "Ronin", "--seen", "--profile", "dan")
    done = together("anna", "dan", "--json")
    assert "dan has no likes yet: what most people watch counts for them" in done.err
    assert all({part.profile for part in one.why} == {"anna"} for one in answered(done).items)


def test_names_and_titles_drive_no_terminal(together, home) -> None:
    with MarkLog(home / "marks.db") as log:
        log.change("[red]Ann[/]", "toy", Movie(id=10, title="Alien"), opinion="like")
    done = together("[red]Ann[/]", "bert", "--top", "1")
    assert done.code == 0 and "[red]Ann[/]" in done.out and "\x1b" not in done.out
