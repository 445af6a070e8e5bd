"""--batch: reads queries as JSON lines from a file or stdin, writes answers as JSON lines to stdout."""

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
    Path | None,
    typer.Option(
        "--batch", metavar="FILE", help="Read queries as JSON lines (- is stdin), write answers as JSON lines."
    ),
]


def refuse_beside_batch(*given: object) -> None:
    """Raise UsageError if any of `given` was given: --batch can be combined with --top only."""
    if any(given):
        raise UsageError(
            "--batch can be combined with --top only", "leave out MOVIE, the filters and the ranking options"
        )


@contextmanager
def batch_lines(batch: Path) -> Iterator[TextIO]:
    """The lines of a file or of stdin. A byte that is not UTF-8 makes only its own line bad."""
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


def write_answers(answers: Iterable[dict[str, Any]]) -> int:
    """Write each answer as it arrives. Returns how many lines were bad."""
    failed = 0
    for answer in answers:
        write_json(answer)
        failed += "error" in answer
    return failed


def fail_for_bad_lines(failed: int) -> None:
    """Say that lines were bad and raise typer.Exit(1), if any were."""
    if failed:
        say(f"movierec: {failed:,} bad {'line' if failed == 1 else 'lines'}; see the errors in the output")
        raise typer.Exit(1)
