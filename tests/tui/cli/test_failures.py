"""How commands fail: one line and a remedy, the exit code, and no traceback without --debug."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Process = Callable[..., subprocess.CompletedProcess[str]]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--help"], 0),
        (["--version"], 0),
        (["recommend", "Alien"], 0),
        (["similar", "Zqxv"], 1),
        (["nonsense"], 2),
        (["recommend", "--nonsense"], 2),
        (["search"], 2),
        (["recommend", "--top", "many"], 2),
        (["train", "--resume", "--force"], 2),
        (["setup", "--dataset", "ml-9"], 2),
        (["setup", "--dataset", "ml-1m", "--source", "x"], 2),
        (["setup", "--ratings", "x"], 2),
        (["setup", "--catalogue", "mine"], 2),
        (["train", "--seed", "-1"], 2),
        (["setup", "--source", "/nowhere"], 1),
    ],
)
def test_exit_codes(cli: Any, arguments: list[str], code: int) -> None:
    done = cli(*arguments)
    assert done.code == code
    if code:
        assert done.out == ""
        assert done.err.splitlines()[-2].startswith("movierec: ")
        assert done.err.splitlines()[-1].startswith("  ")


@pytest.mark.parametrize(
    "arguments", [["similar", "Zqxv"], ["recommend", "--nonsense"], ["nonsense"], ["models", "use", "v9"]]
)
def test_with_json_a_failure_is_one_document_too(cli: Any, arguments: list[str]) -> None:
    done = cli(*arguments, "--json")
    assert done.code in (1, 2)
    assert set(done.json) == {"error"}
    assert set(done.json["error"]) == {"message", "remedy"}
    assert done.json["error"]["message"] in done.err


def test_a_bug_is_one_line_and_a_traceback_only_with_debug(cli: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("by \x1b[31mnothing")

    monkeypatch.setattr("engine.serving.recommender.Recommender.open", broken)
    done = cli("recommend", "Alien")
    assert (done.code, done.out) == (1, "")
    assert done.err.splitlines()[0] == "movierec: ZeroDivisionError: by [31mnothing"
    assert "--debug" in done.err
    assert "Traceback" not in done.err
    for arguments in (["--debug", "recommend", "Alien"], ["recommend", "Alien", "--debug"]):
        assert "Traceback" in cli(*arguments).err


def test_ctrl_c_exits_with_130(cli: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("engine.serving.recommender.Recommender.open", interrupted)
    assert cli("recommend", "Alien").code == 130


def test_a_home_that_cannot_be_used_is_wrong_usage(call: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = call("--home", tmp_path / "file" / "home", "setup")
    assert done.code == 2
    assert "--home" in done.err


def test_home_may_be_given_after_the_command(call: Any, toy_home: Path) -> None:
    assert call("search", "alien", "--home", toy_home, "--json").json["items"][0]["movie"] == 10
    assert call("models", "list", "--home", toy_home, "--json").json["versions"][0]["version"] == "v1"
    assert call("models", "--home", toy_home, "--json").json["versions"][0]["version"] == "v1"


def test_options_of_one_call_do_not_reach_the_next(call: Any, toy_home: Path, bare_home: Path) -> None:
    call("--home", toy_home, "--profile", "ann", "status")
    done = call("--home", bare_home, "status", "--json")
    assert (done.json["home"], done.json["profile"] == "ann") == (str(bare_home), False)


def test_a_reader_that_goes_away_does_no_harm(toy_home: Path, background: Callable[..., Any]) -> None:
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    process = background("--home", toy_home, "similar", "--batch", "-", **pipes)
    assert process.stdin is not None and process.stdout is not None and process.stderr is not None
    process.stdin.write(b'{"id": 1, "movie": 10}\n')
    process.stdin.flush()
    assert process.stdout.readline().startswith(b'{"id":1,')
    process.stdout.close()
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline:
        try:
            process.stdin.write(b'{"id": 2, "movie": 10}\n' * 100)
            process.stdin.flush()
        except BrokenPipeError:
            break
    assert process.wait(timeout=60) == 0
    assert process.stderr.read() == b""


def test_sigint_ends_a_waiting_command_with_130(toy_home: Path, background: Callable[..., Any]) -> None:
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    process = background("--home", toy_home, "recommend", "--batch", "-", **pipes)
    assert process.stdin is not None and process.stdout is not None
    process.stdin.write('{"id": 1, "liked": [10]}\n')
    process.stdin.flush()
    assert process.stdout.readline().startswith('{"id":1,')
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in said


def test_titles_that_the_encoding_lacks_are_no_failure(process: Process, toy_home: Path) -> None:
    ascii_only = {"PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    done = process("--home", toy_home, "similar", "id:70", env=ascii_only)
    assert done.returncode == 0, done.stderr
    assert process("--home", toy_home, "search", "Amélie", env=ascii_only).returncode == 0
    as_json = process("--home", toy_home, "search", "Amélie", "--json", env=ascii_only, encoding="utf-8")
    assert as_json.stdout.startswith('{"query":"Amélie"')


def test_an_argument_that_is_not_utf_8_is_no_failure(toy_home: Path) -> None:
    command = [sys.executable, "-m", "tui.cli", "--home", str(toy_home), "search", b"al\xffien", "--json"]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
    assert subprocess.run(command, capture_output=True, env=environment, timeout=60).returncode == 0
    command[5:7] = ["similar", b"zq\xffxv"]
    done = subprocess.run(command, capture_output=True, env=environment, timeout=60)
    assert done.returncode == 1
    assert done.stdout.startswith(b'{"error":')


CLIENTS = ("torch", "dgl", "pandas", "scipy", "pymilvus", "milvus_lite", "sqlalchemy", "pydantic", "textual")
"""What no question to embedded stores loads: the trainer, the app, the stores' clients; pydantic is Typer's."""

ASKED = """
import sys
from tui.cli import run
code = run(sys.argv[1:])
loaded = [name for name in {names} if name in sys.modules]
print("loaded", code, loaded, file=sys.stderr)
"""


@pytest.mark.parametrize(
    ("arguments", "never"),
    [
        (["--help"], (*CLIENTS, "msgspec", "numpy", "rich", "sqlite3", "engine.settings")),
        (["--version"], (*CLIENTS, "msgspec", "numpy", "rich", "sqlite3", "importlib.metadata")),
        (["setup", "--list", "--json"], (*CLIENTS, "rich", "sqlite3")),
        (["search", "alien", "--json"], (*CLIENTS, "numpy.ma", "rich")),
        (["mark", "Alien", "--seen"], (*CLIENTS, "rich")),
        (["marks", "--json"], (*CLIENTS, "rich")),
        (["models"], CLIENTS),
        (["setup"], (*CLIENTS, "rich")),
        (["recommend", "Alien"], (*CLIENTS, "numpy.ma")),
        (["recommend", "--genre", "Drama", "--popular", "0.5", "--varied", "0.3", "--json"], (*CLIENTS, "rich")),
        (["similar", "Alien", "--year", "1980-", "--top", "3"], CLIENTS),
        (["recommend", "--batch", "-"], CLIENTS),
        (["similar", "--batch", "-"], CLIENTS),
        (["status"], CLIENTS),
        ([], CLIENTS),
    ],
)
def test_commands_load_no_more_than_they_need(toy_home: Path, arguments: list[str], never: tuple[str, ...]) -> None:
    command = [sys.executable, "-c", ASKED.format(names=never), "--home", str(toy_home), "--profile", "x", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
    done = subprocess.run(
        command, capture_output=True, text=True, env=environment, stdin=subprocess.DEVNULL, timeout=60
    )
    assert done.stderr.splitlines()[-1] == "loaded 0 []"


def test_completion_names_the_commands_and_the_data_sets(toy_home: Path) -> None:
    def complete(words: str) -> list[str]:
        environment = {
            **os.environ,
            "PYTHONPATH": str(Path(__file__).parents[3]),
            "_MOVIEREC_COMPLETE": "complete_bash",
            "COMP_WORDS": words,
            "COMP_CWORD": str(len(words.split(" ")) - 1),
        }
        done = subprocess.run(
            [sys.executable, "-m", "tui.cli"], capture_output=True, text=True, env=environment, timeout=60
        )
        return done.stdout.split()

    assert complete("movierec rec") == ["recommend"]
    assert "ml-32m" in complete("movierec setup --dataset ml")


@pytest.mark.parametrize(
    "command",
    [
        *("", "setup", "search", "similar", "recommend", "mark", "marks", "train", "evaluate", "status", "doctor"),
        *("models", "models list", "models use", "models remove"),
    ],
)
def test_every_command_explains_itself_with_examples(cli: Any, command: str) -> None:
    shown = cli(*command.split(), "--help").out
    assert "Usage: movierec" in shown
    assert "Examples:\n    movierec" in shown
