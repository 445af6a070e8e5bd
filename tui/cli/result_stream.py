"""Stdout for results: what it means that they cannot be written. It loads no library, because `--version` needs it."""

from __future__ import annotations

import errno
import io
import sys

from engine.errors import MovierecError
from tui.forgiving_stream import discard


class ReaderGone(Exception):
    """The reader of stdout has closed it."""


class OutputLost(MovierecError):
    """Results cannot be written to stdout."""


class ResultStream(io.TextIOWrapper):
    """Stdout for what libraries print there (the help, tables): characters that its encoding lacks become question
    marks, and it raises ReaderGone or OutputLost."""

    def write(self, text: str) -> int:
        try:
            return super().write(text)
        except OSError as cause:
            raise lost(cause) from cause

    def flush(self) -> None:
        try:
            super().flush()
        except OSError as cause:
            raise lost(cause) from cause


def take_stdout() -> None:
    """Put a ResultStream in place of stdout, for the rest of the process."""
    given = sys.stdout
    assert isinstance(given, io.TextIOWrapper)
    encoding, lines = given.encoding, given.isatty()
    sys.stdout = sys.__stdout__ = ResultStream(  # type: ignore[misc]
        given.detach(), encoding=encoding, errors="replace", line_buffering=lines
    )


def lost(cause: OSError) -> ReaderGone | OutputLost:
    """What `cause`, a failed write to stdout, means. Nothing more is written there, not even at the end."""
    discard(sys.stdout)
    if isinstance(cause, BrokenPipeError):
        return ReaderGone()
    why = "stdout is closed" if cause.errno == errno.EBADF else cause.strerror
    return OutputLost(f"cannot write the output: {why}", "send it to a terminal, a program or a disk with room")
