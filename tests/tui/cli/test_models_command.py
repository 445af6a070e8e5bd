"""The models command: listing versions, switching to one, removing one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from engine.artifact import shared_lock
from tui.cli.models_command import _check
from tui.cli.shapes.version_shapes import VersionFacts, VersionList


@pytest.fixture
def home(tmp_path: Path, publish: Callable[..., str]) -> Path:
    for seed in (0, 1):
        publish(tmp_path / "home", seed)
    return tmp_path / "home"


@pytest.fixture
def cli(call: Any, home: Path) -> Any:
    return lambda *arguments: call("--home", home, *arguments)


def listed(done: Any) -> list[VersionFacts]:
    assert done.code == 0, done.err
    return msgspec.convert(done.json, VersionList).versions


def test_versions_are_listed_oldest_first_in_the_shape_of_the_contract(cli: Any) -> None:
    versions = listed(cli("models", "list", "--json"))
    assert [(one.version, one.current) for one in versions] == [("v1", False), ("v2", True)]
    assert versions[0].bytes > 1000
    assert versions[0].report["protocol"] == "by hand"
    assert listed(cli("models", "--json")) == versions


def test_versions_in_words_come_with_their_figures(cli: Any) -> None:
    lines = cli("models").out.splitlines()
    assert [line.split()[:3] for line in lines[1:]] == [["v1", "toy", "2026-01-01"], ["*", "v2", "toy"]]
    assert lines[1].split()[-4:-2] == [".500", ".250"], "handmade versions have no check"


@pytest.mark.parametrize(
    ("check", "words"),
    [
        ({"verdict": "first", "words": ""}, "first"),
        ({"verdict": "not worse", "difference": 0.0041, "against": "v1"}, "+.004 vs v1"),
        ({"verdict": "worse", "difference": -0.0312, "against": "v2"}, "-.031 vs v2, forced"),
        ({"verdict": "other data"}, "other data"),
        (None, ""),
    ],
)
def test_what_the_publish_check_found_is_told_in_a_word(check: Any, words: str) -> None:
    assert _check({"rows": []} if check is None else {"rows": [], "check": check}) == words


def test_an_older_version_can_be_made_current_and_answers(cli: Any) -> None:
    assert "v1 is now current" in cli("models", "use", "v1").err
    assert [one.current for one in listed(cli("models", "list", "--json"))] == [True, False]
    assert cli("recommend", "Alien", "--json").json["version"] == "v1"


def test_a_version_that_is_not_current_can_be_removed(cli: Any, home: Path) -> None:
    assert [one.version for one in listed(cli("models", "remove", "v1", "--json"))] == ["v2"]
    assert not (home / "versions" / "v1").exists()


@pytest.mark.parametrize("wrong", [["remove", "v2"], ["remove", "v9"], ["use", "v9"], ["use", "../v1"], ["nonsense"]])
def test_the_current_version_and_unknown_ones_cannot_be_removed(cli: Any, wrong: list[str]) -> None:
    done = cli("models", *wrong)
    assert (done.code, done.out) == (2, "")
    assert len(listed(cli("models", "list", "--json"))) == 2


def test_a_version_in_use_by_an_app_is_not_removed(cli: Any, home: Path) -> None:
    with shared_lock(home / "versions" / "v1"):
        done = cli("models", "remove", "v1")
    assert done.code == 1
    assert len(listed(cli("models", "list", "--json"))) == 2


def test_a_damaged_version_is_not_made_current(cli: Any, home: Path) -> None:
    (home / "versions" / "v1" / "vectors.npy").write_bytes(b"torn")
    assert cli("models", "use", "v1").code == 1
    assert cli("recommend", "Alien", "--json").json["version"] == "v2"


def test_before_the_first_set_up_there_is_no_version_and_asking_makes_nothing(call: Any, bare_home: Path) -> None:
    assert call("--home", bare_home, "models", "--json").json == {"versions": []}
    assert not bare_home.exists()
