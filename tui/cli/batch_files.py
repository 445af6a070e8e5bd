"""--batch: JSON lines in from a file or stdin, JSON lines out on stdout."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, TextIO

import typer

from engine.errors import UsageError
from tui.cli.output import say, write_json

Batch = Annotated[
    Path | None, typer.Option("--batch", metavar="FILE", help="JSON lines in, JSON lines out; - is stdin.")
]


def refuse_beside_batch(*given: object) -> None:
    """Raises UsageError where any of `given` was given: --batch goes with --top only."""
    if any(given):
        raise UsageError("--batch goes with --top only", "leave MOVIE and the filters out")


@contextmanager
def batch_lines(batch: Path) -> Iterator[TextIO]:
    """The lines of a file or of stdin; a byte that is not UTF-8 makes its line a bad one, not the whole."""
    if str(batch) == "-":
        if hasattr(sys.stdin, "reconfigure"):
            sys.stdin.reconfigure(encoding="utf-8", errors="surrogateescape")
        yield sys.stdin
        return
    try:
        stream = batch.open(encoding="utf-8-sig", errors="surrogateescape")
    except OSError as cause:
        raise UsageError(
            f"cannot read {batch}: {cause.strerror}", "give a file of JSON lines, or - for stdin"
        ) from cause
    with stream:
        yield stream


def write_answers(answers: Iterable[dict[str, Any]]) -> None:
    """Write the answers as they come. Ends the command with exit code 1 where some are of bad lines."""
    failed = 0
    for answer in answers:
        write_json(answer)
        failed += "error" in answer
    if failed:
        say(f"movierec: {failed:,} bad {'line' if failed == 1 else 'lines'}; each is answered with what is wrong")
        raise typer.Exit(1)
