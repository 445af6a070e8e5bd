"""Streams that are closed, full or have no reader: one line, the right exit code, and no traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

MOVIEREC = f"{sys.executable} -m tui"
LOST = ["movierec: cannot write the output: ", "  send it to a terminal, a program or a disk with room"]


def run(command, home):
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3]), "MOVIEREC_HOME": str(home)}
    return subprocess.run(
        ["bash", "-c", command], env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60
    )


@pytest.mark.parametrize("command", ["--help", "search --help", "--version", "search alien", "models --json"])
@pytest.mark.parametrize(
    ("redirected", "why"), [(">/dev/full", "No space left on device"), (">&-", "stdout is closed")]
)
def test_output_that_cannot_be_written_is_a_failure(toy_home, command, redirected, why):
    done = run(f"{MOVIEREC} {command} {redirected}", toy_home)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines() == [LOST[0] + why, LOST[1]]


@pytest.mark.parametrize("command", ["--help", "search alien", "marks --json", "setup --list"])
def test_a_reader_that_wants_no_more_is_no_failure(toy_home, command):
    done = run(f"{{ sleep 0.1; {MOVIEREC} {command}; echo $? >&2; }} | true", toy_home)
    assert done.stderr == "0\n"


def test_a_failure_that_cannot_be_told_keeps_its_exit_code(toy_home):
    for redirected in ("2>&-", "2>/dev/full", ">&- 2>&- <&-", ">/dev/full 2>&1"):
        done = run(f"{MOVIEREC} models use v9 --json {redirected}", toy_home)
        assert (done.returncode, done.stderr) == (2, "")


def test_messages_that_cannot_be_written_are_no_failure(toy_home):
    for redirected in ("2>&-", "2>/dev/full"):
        done = run(f"{MOVIEREC} search alien --json {redirected}", toy_home)
        assert (done.returncode, done.stderr) == (0, "") and done.stdout.startswith('{"query":"alien"')


def test_closed_input_is_told_and_not_waited_for(toy_home):
    done = run(f"{MOVIEREC} similar --batch - <&-", toy_home)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines()[0] == "movierec: cannot read stdin: it is closed"


def test_nothing_that_is_opened_takes_the_number_of_a_closed_stream(toy_home):
    """A library that prints would write into that file."""
    script = (
        "import os; from tui.standard_streams import replace_closed; replace_closed();"
        "[os.close(os.open('/dev/null', 0)) for _ in '12']; print(os.open('/dev/null', 0) > 2)"
    )
    assert run(f'{sys.executable} -c "{script}" <&- 2>&-', toy_home).stdout == "True\n"
