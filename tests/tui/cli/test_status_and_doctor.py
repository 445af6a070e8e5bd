"""The status and doctor commands, and `movierec` without a command."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any, Literal

import msgspec
import pytest

from engine.job_log import JobEvent, JobLog, job_path
from engine.settings import Settings
from tui.cli import doctor_command
from tui.cli.shapes.version_shapes import Checks, DatasetFacts, RunningJob, Status
from tui.state.preferences import Preferences

State = Literal["ok", "degraded", "down", "none"]


def test_status_answers_in_the_shape_of_the_contract(cli: Any, toy_home: Path) -> None:
    status = msgspec.convert(cli("status", "--json", "--profile", "ann").json, Status)
    assert (status.home, status.namespace, status.profile) == (str(toy_home), "movierec", "ann")
    assert (status.version, status.dataset) == ("v1", DatasetFacts("toy", "by hand", 9, 5, 50, 2002))
    assert (status.vectors.kind, status.vectors.state) == ("milvus-lite", "ok")
    assert (status.catalog.kind, status.catalog.state) == ("sqlite", "ok")
    assert status.jobs == []


def test_status_before_the_first_set_up_makes_nothing(call: Any, bare_home: Path) -> None:
    status = msgspec.convert(call("--home", bare_home, "status", "--json").json, Status)
    assert (status.version, status.dataset) == (None, None)
    assert (status.vectors.state, status.catalog.state) == ("none", "none")
    assert not bare_home.exists()


def test_status_names_running_jobs_only(call: Any, bare_home: Path) -> None:
    settings = Settings(home=bare_home, profile="me")
    settings.files.ensure()
    with JobLog(job_path(settings, "setup-old")) as log:
        log.write(JobEvent(job="setup-old", stage="done", version="v1"))
    with JobLog(job_path(settings, "train-now")) as log:
        log.write(JobEvent(job="train-now", stage="train", done=3, total=10))
        status = msgspec.convert(call("--home", bare_home, "status", "--json").json, Status)
        assert "train-now: train, 3 of 10" in call("--home", bare_home, "status").out
    assert status.jobs == [RunningJob("train-now", "train", "train", 3, 10)]


def test_status_says_when_a_store_is_stood_in_for(call: Any, toy_home: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(toy_home, home)
    shutil.rmtree(home / "versions" / "v1" / "milvus.db")
    (home / "versions" / "v1" / "milvus.db").write_text("not a database")
    done = call("--home", home, "status", "--json")
    assert done.json["vectors"]["state"] == "degraded"
    assert "answering from the version's files" in done.err
    assert call("--home", home, "recommend", "Alien", "--json").json["items"][0]["movie"] == 20


def test_the_bare_command_without_a_terminal_prints_status_and_what_to_do(cli: Any, call: Any, bare_home: Path) -> None:
    done = cli()
    assert done.code == 0
    assert "version  v1" in done.out
    assert "`movierec` opens the app" in done.out
    empty = call("--home", bare_home)
    assert empty.code == 0
    assert "`movierec setup`" in empty.out
    assert not bare_home.exists()


def test_the_bare_command_in_a_terminal_opens_the_app(
    call: Any, bare_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[tuple[Path, bool]] = []

    def run_app(settings: Settings, preferences: Preferences, *, mouse: bool = True) -> int:
        opened.append((settings.home, mouse))
        return 3

    monkeypatch.setattr("tui.running.run_app", run_app)
    for stream in ("stdin", "stdout"):
        monkeypatch.setattr(f"sys.{stream}.isatty", lambda: True)
    assert call("--home", bare_home).code == 3
    assert call("--home", bare_home, "--no-mouse").code == 3
    assert opened == [(bare_home, True), (bare_home, False)]


def test_doctor_finds_a_sound_home_sound(cli: Any) -> None:
    done = cli("doctor", "--json")
    checks = msgspec.convert(done.json, Checks).checks
    assert done.code == 0
    names = ("python", "libraries", "gpu", "graph", "home", "disk", "catalog", "version", "vectors", "terminal")
    assert [(check.name, check.state) for check in checks] == [(name, "ok") for name in names]


def test_doctor_looks_at_the_installed_libraries_not_at_a_file_of_that_name_where_the_person_is(
    cli: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "torch.py").write_text("raise ImportError('not the real one')")
    monkeypatch.chdir(tmp_path)
    checks = {check.name: check for check in msgspec.convert(cli("doctor", "--json").json, Checks).checks}
    assert checks["libraries"].state == "ok", checks["libraries"].detail


def test_doctor_before_the_first_set_up_fails_nothing_and_makes_nothing(call: Any, bare_home: Path) -> None:
    done = call("--home", bare_home, "doctor", "--json")
    states = {check.name: check.state for check in msgspec.convert(done.json, Checks).checks}
    assert done.code == 0
    assert {name for name, state in states.items() if state == "none"} == {"home", "catalog", "version", "vectors"}
    assert not bare_home.exists()


def test_doctor_names_what_is_damaged_with_a_remedy_and_fails(call: Any, toy_home: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(toy_home, home)
    home.chmod(0o755)
    (home / "versions" / "v1" / "vectors.npy").write_bytes(b"torn")
    done = call("--home", home, "doctor", "--json")
    checks = {check.name: check for check in msgspec.convert(done.json, Checks).checks}
    assert done.code == 1
    assert (checks["version"].state, checks["version"].detail) == ("down", "version v1: vectors.npy is damaged")
    assert "movierec train" in checks["version"].remedy
    assert (checks["home"].state, checks["home"].remedy) == ("degraded", f"chmod 700 {home}")


def test_doctor_says_which_server_does_not_answer(call: Any, bare_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOVIEREC_DATABASE_URL", "mysql+pymysql://me:secret@127.0.0.1:1/films")
    done = call("--home", bare_home, "doctor", "--json")
    check = {check.name: check for check in msgspec.convert(done.json, Checks).checks}["catalog"]
    assert done.code == 1
    assert check.state == "down"
    assert "secret" not in done.out + done.err
    status = call("--home", bare_home, "status", "--json")
    assert (status.code, status.json["catalog"]["state"]) == (0, "down")
    assert "secret" not in status.out + status.err


def test_a_check_that_breaks_is_a_result_and_the_others_go_on(
    call: Any, bare_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(here: Settings) -> Any:
        raise KeyError("vocabulary")

    def full(here: Settings) -> Any:
        raise OSError(28, "No space left on device", "/srv/films")

    monkeypatch.setitem(doctor_command._PROBES, "libraries", broken)
    monkeypatch.setitem(doctor_command._PROBES, "disk", full)
    done = call("--home", bare_home, "doctor", "--json")
    checks = {check.name: check for check in msgspec.convert(done.json, Checks).checks}
    assert done.code == 1
    assert (checks["libraries"].state, checks["libraries"].detail) == (
        "down",
        "the check failed: KeyError: 'vocabulary'",
    )
    assert checks["disk"].detail == "cannot use /srv/films: the disk is full"
    assert checks["python"].state == "ok" and "terminal" in checks
