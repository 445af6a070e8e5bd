"""Standard input, output and error as the process was started with them: a terminal, a pipe, or closed."""

from __future__ import annotations

import io
import os
import sys


def replace_closed() -> None:
    """Give standard streams that are closed (`>&-`) a descriptor on which reading and writing fail as on a closed one.

    Otherwise the next file that is opened would get the number of the closed stream, and what a library prints would be
    written into it. Called at process start.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(number)
        except OSError:
            # The lowest free descriptor is `number`; it is opened the wrong way round on purpose.
            os.open(os.devnull, os.O_WRONLY if number == 0 else os.O_RDONLY)
        if getattr(sys, name) is None:
            raw = io.FileIO(number, "r" if number == 0 else "w", closefd=False)
            buffer = io.BufferedReader(raw) if number == 0 else io.BufferedWriter(raw)
            stream = io.TextIOWrapper(buffer, encoding="utf-8", errors="replace")
            setattr(sys, name, stream)
            setattr(sys, f"__{name}__", stream)


def silence_stderr() -> None:
    """Send to nowhere whatever this process writes to stderr from now on, tracebacks included."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)


def is_dumb() -> bool:
    """Whether the terminal says that it only prints line after line (TERM=dumb, as in Emacs' shell)."""
    return os.environ.get("TERM") == "dumb"


def can_show_the_app() -> bool:
    """Whether keys can be read and the whole screen can be painted."""
    return sys.stdin.isatty() and sys.stdout.isatty() and not is_dumb()
