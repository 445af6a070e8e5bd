"""The terminal while the app runs: nobody else may write on it, and what it cannot encode is written plainly.

Textual paints on `sys.__stderr__`. Libraries (gRPC above all) write to file descriptor 2, which is the same
terminal; here the app gets a copy of it and descriptor 2 goes to a log.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tui.theme.glyphs import FALLBACK


@contextmanager
def guarded(log: Path) -> Iterator[None]:
    """Keep descriptor 2 for the log at `log` (0600), and give the app a stream of its own on the terminal."""
    before = sys.__stderr__
    if before is None:
        yield
        return
    before.flush()
    terminal = os.dup(2)
    written = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    handler = logging.StreamHandler(os.fdopen(os.dup(written), "w", encoding="utf-8", errors="backslashreplace"))
    handler.setFormatter(logging.Formatter("%(asctime)s %(name)s %(levelname)s %(message)s"))
    logging.getLogger().addHandler(handler)
    stream = os.fdopen(os.dup(terminal), "w", encoding=before.encoding, errors=FALLBACK)
    sys.__stderr__ = stream  # type: ignore[misc]
    os.dup2(written, 2)
    try:
        yield
    finally:
        os.dup2(terminal, 2)
        sys.__stderr__ = before  # type: ignore[misc]
        logging.getLogger().removeHandler(handler)
        for closing in (stream, handler.stream):
            closing.close()
        os.close(terminal)
        os.close(written)
