"""The setup, train and evaluate commands: what they print and where, and the job log that other processes follow."""

from __future__ import annotations

import json
import os
import pty
import random
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from engine.cuda import Card, Torch
from engine.job_log import JobEvent, job_path, list_jobs
from engine.nvidia import Nvidia
from engine.settings import Settings
from tui.cli.shapes.film_shapes import FilmChange
from tui.cli.shapes.version_shapes import Evaluation, TrainingOutcome
from tui.cli.shapes.version_shapes import JobEvent as EventShape

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="session")
def small_set(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """40 films in ml-1m's layout, and 60 users' views without ratings."""
    folder = tmp_path_factory.mktemp("small")
    chance = random.Random(4)
    films = [
        f"{number}::Film {number} ({1960 + number})::{'Drama' if number % 2 else 'War'}" for number in range(1, 41)
    ]
    (folder / "movies.dat").write_text("\n".join(films) + "\n", encoding="latin-1")
    rows = [
        f"{user},{film}"
        for user in range(1, 61)
        for film in chance.sample([film for film in range(1, 41) if film % 2 == user % 2 or film % 7 == 0], 12)
    ]
    (folder / "views.csv").write_text("user,movie\n" + "\n".join(rows) + "\n")
    return folder


@pytest.fixture
def given(small_set: Path) -> list[object]:
    return ["--ratings", small_set / "views.csv", "--movies", small_set / "movies.dat"]


def test_set_up_says_what_it_does_on_stderr_and_the_second_does_nothing(
    call: Any, bare_home: Path, given: list[object]
) -> None:
    done = call("--home", bare_home, "setup", *given)
    assert (done.code, done.out) == (0, ""), done.err
    assert "training PinSage (stage" in done.err
    assert "v1 is ready: views, 40 films to 2000" in done.err
    again = call("--home", bare_home, "setup", *given)
    assert (again.code, again.out) == (0, "")
    assert "v1 is already set up" in again.err
    outcome = msgspec.convert(call("--home", bare_home, "setup", *given, "--json").json, TrainingOutcome)
    assert outcome == TrainingOutcome("v1", changed=False)
    assert call("--home", bare_home, "recommend", "Film 3", "--top", "5").code == 0


def test_the_job_is_followed_in_json_lines_and_its_log_holds_the_same(
    call: Any, bare_home: Path, given: list[object]
) -> None:
    done = call("--home", bare_home, "setup", *given, "--progress", "jsonl", "--job", "setup-followed")
    assert (done.code, done.err) == (0, "")
    log = job_path(Settings(home=bare_home, profile="me"), "setup-followed")
    assert log.read_text() == done.out
    events = [msgspec.json.decode(line, type=JobEvent) for line in done.out.splitlines()]
    for line in done.out.splitlines():
        msgspec.json.decode(line, type=EventShape)
    assert {event.job for event in events} == {"setup-followed"}
    assert list(dict.fromkeys(event.stage for event in events)) == [
        "read",
        "graph",
        "train",
        "evaluate",
        "publish",
        "done",
    ]
    steps = [event for event in events if not event.note and not event.final]
    assert all(0 <= event.done <= event.total and event.total for event in steps), "a percentage in every stage"
    (plan,) = (event.plan for event in events if event.plan)
    assert list(plan) == ["read", "graph", "train", "evaluate", "publish"]
    first, last = (json.loads(done.out.splitlines()[at]) for at in (0, -1))
    assert set(first) == {"job", "stage", "done", "total", "unit", "message"}
    assert (last["stage"], last["version"]) == ("done", "v1")
    with_it = call("--home", bare_home, "train", "--steps", 3, "--dim", 8, "--progress", "jsonl")
    assert json.loads(with_it.out.splitlines()[-1])["version"] == "v2"


@pytest.mark.parametrize(
    "wrong",
    [["--source", "/nowhere"], ["--dataset", "ml-9"], ["--ratings", "x"], ["--device", "abacus"]],
)
def test_a_job_that_fails_leaves_the_reason_and_the_remedy_in_its_log(
    call: Any, bare_home: Path, wrong: list[str], given: list[object]
) -> None:
    more = given if "--device" in wrong else []
    done = call("--home", bare_home, "setup", *wrong, *more, "--job", "setup-wrong", "--progress", "jsonl")
    assert done.code in (1, 2)
    (status,) = list_jobs(Settings(home=bare_home, profile="me"))
    assert (status.id, status.stage, status.alive) == ("setup-wrong", "failed", False)
    assert status.message in done.err
    assert status.remedy and status.remedy in done.err


def test_a_device_that_is_not_there_is_refused_before_the_data_are_read(
    call: Any, bare_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.cuda.ask_torch", lambda: Torch(version="2.13.0+cpu", cuda=None))
    monkeypatch.setattr("engine.cuda.find_nvidia", lambda: Nvidia(cards=("NVIDIA H100",), reachable=True))
    monkeypatch.setattr("engine.jobs.setup.read_dataset", lambda *_, **__: pytest.fail("the data were read"))
    done = call("--home", bare_home, "setup", "--device", "cuda")
    assert done.code == 2
    assert "--device cuda: torch 2.13.0+cpu is a CPU build and cannot use NVIDIA H100" in done.err
    assert "install the CUDA build: " in done.err


def test_more_processes_than_cards_are_refused_in_one_line(
    call: Any, bare_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = Card(name="NVIDIA H100", memory=80 << 30, capability=(9, 0))
    monkeypatch.setattr("engine.cuda.ask_torch", lambda: Torch(version="2.13.0", cuda="13.0", cards=(card,)))
    monkeypatch.setattr("engine.cuda.find_nvidia", lambda: Nvidia(cards=("NVIDIA H100",), reachable=True))
    done = call("--home", bare_home, "setup", "--processes", 2)
    assert done.code == 2
    assert done.err.splitlines()[-2:] == [
        "movierec: 2 processes need a card each, and torch sees 1",
        "  give --processes 1, or --device cpu to share the CPU",
    ]
    assert call("--home", bare_home, "setup", "--processes", 0).code == 2


def test_ctrl_c_stops_at_the_last_checkpoint_and_says_how_to_go_on(
    bare_home: Path, given: list[object], process: Callable[..., Any], background: Callable[..., Any]
) -> None:
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    training = background("--home", bare_home, "setup", *given, "--progress", "jsonl", **pipes)
    assert training.stdout is not None
    for line in training.stdout:
        if json.loads(line)["stage"] == "train":
            break
    training.send_signal(signal.SIGTERM)
    rest, said = training.communicate(timeout=120)
    assert training.returncode == 130, said
    last = json.loads(rest.splitlines()[-1])
    assert (last["stage"], last["remedy"]) == ("failed", "continue with `movierec train --resume`")
    assert said.splitlines() == ["movierec: training was interrupted", "  continue with `movierec train --resume`"]
    resumed = process("--home", bare_home, "train", "--resume")
    assert resumed.returncode == 0, resumed.stderr
    assert "v1 is ready" in resumed.stderr


def test_a_terminal_that_goes_away_does_not_stop_a_training(
    bare_home: Path, given: list[object], background: Callable[..., Any]
) -> None:
    ours, theirs = pty.openpty()
    streams = {"stdin": theirs, "stdout": theirs, "stderr": theirs}
    training = background(
        "--home", bare_home, "setup", *given, start_new_session=True, env={"TERM": "xterm"}, **streams
    )
    os.close(theirs)
    shown = b""
    while b"training PinSage" not in shown:
        shown += os.read(ours, 65536)
    os.close(ours)
    os.killpg(training.pid, signal.SIGHUP)
    assert training.wait(timeout=300) == 0
    (status,) = list_jobs(Settings(home=bare_home, profile="me"))
    assert (status.stage, status.version) == ("done", "v1")


def test_a_reader_of_the_json_lines_that_goes_away_does_not_stop_a_training(
    bare_home: Path, given: list[object], background: Callable[..., Any]
) -> None:
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    training = background("--home", bare_home, "setup", *given, "--progress", "jsonl", **pipes)
    assert training.stdout is not None and training.stderr is not None
    training.stdout.readline()
    training.stdout.close()
    assert training.stderr.read() == b""
    assert training.wait(timeout=300) == 0


def test_evaluate_answers_in_the_shape_of_the_contract(call: Any, bare_home: Path, given: list[object]) -> None:
    call("--home", bare_home, "setup", *given)
    report = msgspec.convert(call("--home", bare_home, "evaluate", "--json").json, Evaluation)
    assert report.protocol
    assert {"movierec", "popularity"} < {row.model for row in report.rows}
    shown = call("--home", bare_home, "evaluate")
    assert "movierec" in shown.out
    assert report.protocol.split()[0] in shown.err
    assert "Leave last out" not in report.protocol, "the data has no timestamps"
    few = call(
        "--home", bare_home, "evaluate", "--protocol", "strong", "--peer", "ease", "--peer", "popularity", "--json"
    )
    assert {row["model"] for row in few.json["rows"]} == {"movierec", "popularity", "EASE", "EASE /w^.25", "EASE /w^.5"}
    without = call("--home", bare_home, "evaluate", "--protocol", "last")
    assert (without.code, without.out) == (1, "")
    assert "has no timestamps" in without.err


@pytest.mark.parametrize("wrong", [["--peer", "svd"], ["--protocol", "weak"]])
def test_evaluate_names_what_there_is_to_choose_from(call: Any, bare_home: Path, wrong: list[str]) -> None:
    done = call("--home", bare_home, "evaluate", *wrong)
    assert (done.code, done.out) == (2, "")
    assert "choose from" in done.err
    assert not bare_home.exists()


def test_a_film_is_added_and_removed_in_the_shape_of_the_contract(
    call: Any, bare_home: Path, given: list[object]
) -> None:
    call("--home", bare_home, "setup", *given)
    added = call("--home", bare_home, "add", "New Film (2024)", "--genres", "War", "--near", "Film 2", "--json")
    change = msgspec.convert(added.json, FilmChange)
    assert (change.version, change.movie.title, change.movie.year) == ("v2", "New Film", 2024)
    assert change.movie.movie >= 1_000_000_000
    removed = call("--home", bare_home, "remove", "New Film", "--json")
    assert msgspec.convert(removed.json, FilmChange).movie == change.movie


def test_the_known_sets_are_listed_with_their_terms(call: Any, bare_home: Path) -> None:
    done = call("--home", bare_home, "setup", "--list")
    assert done.code == 0
    for known in ("ml-100k", "ml-1m", "ml-latest-small", "ml-10m", "ml-20m", "ml-25m", "ml-32m"):
        assert known in done.out
    assert "87,585" in done.out
    assert "GroupLens" in done.err
    sets = call("--home", bare_home, "setup", "--list", "--json").json["datasets"]
    assert {"name", "films", "newest_year", "bytes", "minutes", "licence"} <= set(sets[0])
    assert not bare_home.exists()
