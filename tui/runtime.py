"""The process around the app: when garbage is collected, who may write on the terminal, and Textual's private names.

Textual paints on `sys.__stderr__`. Libraries (gRPC above all) write to file descriptor 2, which is the same terminal;
here the app gets a copy of it and descriptor 2 goes to a log.
"""

from __future__ import annotations

import gc
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tui.theme.glyphs import FALLBACK

# Garbage. What is loaded up to the first paint stays, and looking for garbage in it takes its time; so do the stores'
# clients, a few hundred thousand objects, which the collector would go through every few marks, 0.2 s at a time.


def pause_collection() -> None:
    """No garbage is collected until `resume_collection`: called where the process begins."""
    gc.disable()


def resume_collection() -> None:
    """The first screen is painted. Does nothing where collection was not paused."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


def freeze_what_is_loaded() -> None:
    """Whatever there is now stays for as long as the version is open."""
    gc.freeze()


def thaw() -> None:
    """What was frozen may be garbage now."""
    gc.unfreeze()


class PrivateTextual:
    """The names of Textual that are private and that the app cannot do without, all of them (Textual 8.2).

    The app inherits from it before textual.app.App, which is not imported here: what `pause_collection` is for would
    have been loaded then. tests/tui/test_runtime.py fails where a later Textual lacks one of the names.
    """

    _running: bool
    if TYPE_CHECKING:

        def _close_messages_no_wait(self) -> None: ...

    @property
    def takes_messages(self) -> bool:
        """Whether the app is running: a message posted before or after that would be lost or do harm."""
        return self._running

    def _fatal_error(self) -> None:
        """An error of our own in a handler. Textual would print a traceback over what the app leaves behind."""
        self.on_own_error(sys.exc_info()[1])
        self._close_messages_no_wait()

    def on_own_error(self, error: BaseException | None) -> None:
        """What to do with it; the app ends afterwards."""
        raise NotImplementedError


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
