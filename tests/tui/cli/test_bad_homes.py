"""Homes that are not ours to write or to read: questions are answered, everything else is refused in a line."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.profiles.marks import MarkLog
from tests.bad_home import NOBODY
from tests.tui.cli.conftest import FILMS, ROOT, publish_toy

QUESTIONS = (
    "search Alien --json",
    "similar Alien --json",
    "recommend Alien --json",
    "recommend --json",
    "marks --json",
)
LISTS = ("status --json", "models --json", "doctor --json")
CHANGES = ("mark Heat --like", "add Tenet --near Alien", "train", "setup --source DATA --force", "models use v1")
UNWRITABLE = ("marks.db", "catalog.db", "config.toml", "versions", "versions/v1", "logs", "jobs", "cache")
UNREADABLE = ("versions", "versions/v1", "versions/v1/manifest.json")
NOWHERE = ("missing", "under-a-file", "a-file", "dangling")


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A folder that other accounts can look into, unlike those of pytest."""
    where = Path(tempfile.mkdtemp(prefix="movierec-homes-", dir="/tmp"))
    where.chmod(0o755)
    yield where
    subprocess.run(["chmod", "-R", "u+rwx", where], check=False)
    shutil.rmtree(where, ignore_errors=True)


@pytest.fixture(scope="module")
def did(folder: Path) -> dict[tuple[str, str], dict[str, Any]]:
    """What each command did with each home, by their names."""
    good = folder / "good"
    publish_toy(good)
    with MarkLog(good / "marks.db") as log:
        log.change("me", "toy", FILMS[0], opinion="like")
    (good / "config.toml").write_text('profile = "me"\n')
    data = folder / "data"
    data.mkdir()
    (data / "ratings.csv").write_text("userId,movieId,rating,timestamp\n1,10,5,1\n")
    (data / "movies.csv").write_text("movieId,title,genres\n10,Alien (1979),Horror\n")

    homes = {f"unwritable {part}": copied(good, folder, owner=NOBODY, kept=part, mode=None) for part in UNWRITABLE}
    homes |= {
        f"unreadable {part}": copied(good, folder, owner=NOBODY, kept=part, mode=0)
        for part in (*UNREADABLE, "marks.db", "catalog.db", "config.toml")
    }
    homes["readable"] = copied(good, folder, owner=0, kept="", mode=None)
    homes["unreadable"] = copied(good, folder, owner=NOBODY, kept="", mode=0)
    homes["not utf-8"] = copied(good, folder, owner=NOBODY, kept=None, mode=None, name=os.fsdecode(b"caf\xe9"))
    (folder / "dangling").symlink_to(folder / "gone")
    homes |= {
        "missing": str(folder / "nowhere" / "deeper"),
        "under-a-file": str(data / "movies.csv" / "home"),
        "a-file": str(data / "movies.csv"),
        "dangling": str(folder / "dangling"),
    }
    commands = [
        [str(data) if word == "DATA" else word for word in line.split()] for line in QUESTIONS + LISTS + CHANGES
    ]
    asked = {"homes": homes, "warm": str(good), "commands": commands, "watched": ["readable", *NOWHERE]}
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MOVIEREC_")}
    done = subprocess.run(
        [sys.executable, "-m", "tests.bad_home"],
        input=json.dumps(asked).encode(),
        capture_output=True,
        cwd=ROOT,
        env=environment | {"PYTHONPATH": str(ROOT), "TMPDIR": "/tmp"},
        timeout=500,
    )
    assert done.returncode == 0, done.stderr.decode()
    found = [json.loads(line) for line in done.stdout.splitlines()]
    return {(one["home"], one["command"].replace(str(data), "DATA")): one for one in found}


def copied(good: Path, folder: Path, *, owner: int, kept: str | None, mode: int | None, name: str | None = None) -> str:
    """A copy of the home that belongs to the account `owner`, except for `kept` (all of it, if empty), which gets
    `mode`, or by default loses the right to write."""
    home = Path(tempfile.mkdtemp(dir=folder)) / (name or "home")
    home.parent.chmod(0o755)
    shutil.copytree(good, home)
    for path in [home, *home.rglob("*")]:
        if os.geteuid() == 0:
            os.chown(path, owner, owner)
        if kept == "" and mode is None:
            path.chmod(0o555 if path.is_dir() else 0o444)
    if kept is not None:
        part = home / kept
        if os.geteuid() == 0:
            os.chown(part, 0, 0)
        part.chmod(mode if mode is not None else 0o555 if part.is_dir() else 0o444)
    return str(home)


def test_no_file_is_ever_called_a_bug_and_every_failure_is_one_line_and_its_remedy(did) -> None:
    cells = [one for one in did.values() if "add " not in one["command"] or one["home"] == "readable"]
    assert len(did) == 21 * len(QUESTIONS + LISTS + CHANGES)
    for one in cells:
        where = (one["home"], one["command"])
        assert one["code"] in ((0, 1, 2) if one["home"] in NOWHERE else (0, 1)), where
        assert "bug" not in one["err"] and "Traceback" not in one["err"], (where, one["err"])
        if one["code"] and "doctor" not in one["command"]:
            said = one["err"].splitlines()
            assert said[-2].startswith("movierec: ") and said[-1].startswith("  "), (where, said)


@pytest.mark.parametrize("home", ["readable", "not utf-8", *(f"unwritable {part}" for part in UNWRITABLE)])
def test_questions_are_answered_from_what_can_be_read(did, home: str) -> None:
    for line in QUESTIONS + LISTS:
        assert did[home, line]["code"] == 0, did[home, line]
    assert json.loads(did[home, "search Alien --json"]["out"])["items"][0]["movie"] == 10
    assert json.loads(did[home, "recommend --json"]["out"])["items"][0]["movie"] == 20
    assert [one["movie"] for one in json.loads(did[home, "marks --json"]["out"])["marks"]][-1] == 10
    assert json.loads(did[home, "status --json"]["out"])["version"] == "v1"


def test_a_home_that_is_only_readable_is_left_as_it_is(did) -> None:
    for line in CHANGES:
        one = did["readable", line]
        assert (one["code"], one["changed"]) == (1, False), one
        assert "permission denied" in one["err"] and "--home" in one["err"], one
    assert not any(did["readable", line]["changed"] for line in QUESTIONS + LISTS)
    checks = {check["name"]: check for check in json.loads(did["readable", "doctor --json"]["out"])["checks"]}
    assert checks["home"]["state"] == "degraded"
    assert "is not writable" in checks["home"]["detail"]


@pytest.mark.parametrize("part", ["versions", "jobs", "cache", "catalog.db"])
def test_a_job_is_refused_before_it_works_where_its_result_cannot_be_written(did, part: str) -> None:
    for line in ("train", "setup --source DATA --force"):
        one = did[f"unwritable {part}", line]
        assert one["code"] == 1
        assert f"/{part}: permission denied" in one["err"], one


def test_marks_that_cannot_be_written_are_said_and_those_that_cannot_be_read_too(did) -> None:
    assert "cannot write" in did["unwritable marks.db", "mark Heat --like"]["err"]
    for line in ("recommend --json", "marks --json", "mark Heat --like"):
        one = did["unreadable marks.db", line]
        assert one["code"] == 1
        assert "marks.db: permission denied" in one["err"], one
    assert did["unreadable marks.db", "recommend Alien --json"]["code"] == 0
    similar = did["unreadable marks.db", "similar Alien --json"]
    assert similar["code"] == 0 and "films that you are not interested in may be listed" in similar["err"], similar


def test_a_catalog_that_cannot_be_read_leaves_the_files_to_answer(did) -> None:
    for line in QUESTIONS:
        assert did["unreadable catalog.db", line]["code"] == 0, did["unreadable catalog.db", line]
    assert json.loads(did["unreadable catalog.db", "status --json"]["out"])["catalog"]["state"] == "degraded"


@pytest.mark.parametrize("part", UNREADABLE)
def test_a_version_that_cannot_be_read_is_named_and_the_catalog_is_not_blamed(did, part: str) -> None:
    one = did[f"unreadable {part}", "search Alien --json"]
    assert one["code"] == 1
    assert "permission denied" in json.loads(one["out"])["error"]["message"]
    status = json.loads(did[f"unreadable {part}", "status --json"]["out"])
    assert (status["vectors"]["state"], status["catalog"]["state"]) == ("down", "ok")


@pytest.mark.parametrize("home", NOWHERE)
def test_where_there_is_no_home_nothing_is_made_and_changes_are_refused(did, home: str) -> None:
    assert not any(did[home, line]["changed"] for line in QUESTIONS + LISTS + CHANGES)
    assert "nothing is set up yet" in did[home, "search Alien --json"]["err"]
    assert "cannot use /tmp/" in did[home, "train"]["err"]
    assert did[home, "train"]["code"] == (1 if home == "missing" else 2)
    assert did[home, "status --json"]["code"] == 0


def test_doctor_examines_what_it_can_of_a_home_that_cannot_be_read(did) -> None:
    for home in ("unreadable", "unreadable config.toml"):
        checks = {check["name"]: check for check in json.loads(did[home, "doctor --json"]["out"])["checks"]}
        assert checks["settings"]["state"] == "down"
        assert "config.toml: permission denied" in checks["settings"]["detail"]
        assert checks["python"]["state"] == "ok"


def test_a_name_that_is_not_utf_8_is_shown_with_a_question_mark(did) -> None:
    assert json.loads(did["not utf-8", "status --json"]["out"])["home"].endswith("/caf?")
