"""--batch: reads queries as JSON lines from a file or stdin, writes answers as JSON lines to stdout."""

from __future__ import annotations

import codecs
import errno
import io
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TextIO

import typer

from engine.errors import UsageError
from tui.cli.output import say, write_json
from tui.cli.session import Session

if TYPE_CHECKING:
    from engine.serving.recommender import Recommender

Batch = Annotated[
    Path | None,
    typer.Option(
        "--batch", metavar="FILE", help="Read queries as JSON lines (- is stdin), write answers as JSON lines."
    ),
]


def refuse_beside_batch(*given: object) -> None:
    """Raise UsageError if any of `given` was given: MOVIE, a filter, --watch, or a choice that needs a profile."""
    if any(given):
        raise UsageError(
            "--batch takes no MOVIE, no filters, no --seen and no --watch",
            "leave them out; --top, --popular and --varied can stay",
        )


def answer_batch(
    session: Session,
    answer: Callable[[Recommender, Iterable[str], int], Iterable[dict[str, Any]]],
    batch: Path,
    top: int,
) -> None:
    """Write each answer to the lines of `batch` as it arrives. Raises typer.Exit(1) at the end if any line was bad."""
    failed = 0
    with session.recommender() as opened, _lines(batch) as lines:
        for one in answer(opened, lines, top):
            write_json(one)
            failed += "error" in one
    if failed:
        say(f"movierec: {failed:,} bad {'line' if failed == 1 else 'lines'}; see the errors in the output")
        raise typer.Exit(1)


@contextmanager
def _lines(batch: Path) -> Iterator[Iterable[str]]:
    """The lines of a file or of stdin, in UTF-8 or, as PowerShell writes them, in UTF-16 with a byte order mark. A byte
    that is not UTF-8 makes only its own line bad. Reading them raises UsageError if they cannot be read."""
    name = "stdin" if str(batch) == "-" else str(batch)
    try:
        if name == "stdin":
            stream: TextIO = sys.stdin
            if hasattr(sys.stdin, "reconfigure"):
                # Peeking waits for the first bytes, as the first line would.
                peek = getattr(sys.stdin.buffer, "peek", lambda size: b"")
                sys.stdin.reconfigure(encoding=_encoding(peek(2)), errors="surrogateescape")
        else:
            raw = batch.open("rb")
            stream = io.TextIOWrapper(raw, encoding=_encoding(raw.peek(2)), errors="surrogateescape")
    except OSError as cause:
        raise _unreadable(name, cause) from cause
    try:
        yield _read(stream, name)
    finally:
        if stream is not sys.stdin:
            stream.close()


def _encoding(start: bytes) -> str:
    return "utf-16" if start[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else "utf-8-sig"


def _read(stream: TextIO, name: str) -> Iterator[str]:
    try:
        yield from stream
    except OSError as cause:
        raise _unreadable(name, cause) from cause


def _unreadable(name: str, cause: OSError) -> UsageError:
    why = "it is closed" if cause.errno == errno.EBADF else cause.strerror
    return UsageError(f"cannot read {name}: {why}", "give a file of JSON lines, or - for stdin")
