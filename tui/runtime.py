"""The process around the app: garbage collection, writes to the terminal, and Textual's private names.

Textual paints on `sys.__stderr__`. Libraries (gRPC above all) write to file descriptor 2, which is the same terminal,
so the app gets a copy of descriptor 2, and descriptor 2 itself is redirected to a log.
"""

from __future__ import annotations

import gc
import logging
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from engine.secret import hide
from tui.forgiving_stream import Forgiving
from tui.theme.glyphs import FALLBACK

if TYPE_CHECKING:
    from textual.driver import Driver
    from textual.screen import Screen

# Garbage collection. Whatever is loaded before the first paint stays alive, so scanning it only costs time. The same
# goes for the stores' clients: a few hundred thousand objects, scanned every few marks, 0.2 s at a time.


def pause_collection() -> None:
    """Disable garbage collection until `resume_collection`; called at process start."""
    gc.disable()


def resume_collection() -> None:
    """Collect garbage again, once the first screen is painted. Does nothing if collection was not paused."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


def freeze_what_is_loaded() -> None:
    """Exempt all current objects from collection, for as long as the version is open."""
    gc.freeze()


def thaw() -> None:
    """Let frozen objects be collected again."""
    gc.unfreeze()


class PrivateTextual:
    """All the private names of Textual (8.2) that the app depends on; its drivers' are in tui/terminal_driver.py and
    tui/served_driver.py, its compositor's in tui/widgets/drawn_pictures.py.

    The app inherits from this class before textual.app.App. Textual is not imported here, because `pause_collection`
    has to run before it loads. tests/tui/test_runtime.py fails if a later Textual lacks one of the names.
    """

    _running: bool
    _driver: Driver | None
    if TYPE_CHECKING:

        def _close_messages_no_wait(self) -> None: ...

    def _display(self, screen: Screen[object], renderable: object) -> None:
        """Paint an update of the screen."""
        super()._display(screen, self.completed(screen, renderable))  # type: ignore[misc]

    def completed(self, screen: Screen[object], update: object) -> object:
        """The update with what else goes to the terminal."""
        return update

    @property
    def takes_messages(self) -> bool:
        """Whether the app is running; a message posted before or after would be lost or do harm."""
        return self._running

    @property
    def running_driver(self) -> Driver | None:
        """The driver of the terminal, while the app runs."""
        return self._driver

    def _fatal_error(self) -> None:
        """Handle a bug in a message handler. Textual would print a traceback over what the app leaves behind."""
        self.on_crash(sys.exc_info()[1])
        self._close_messages_no_wait()

    def on_crash(self, error: BaseException | None) -> None:
        """Record the error; the app ends afterwards."""
        raise NotImplementedError


class _WithoutSecrets(logging.Formatter):
    """Lines of the log, tracebacks included, in which passwords are masked."""

    def format(self, record: logging.LogRecord) -> str:
        return hide(super().format(record))


def release_signals() -> None:
    """Handle signals as after the app: stop and continue as any process does, and outlive the terminal.

    Textual leaves its handlers of SIGTSTP and SIGCONT, which fail without its event loop. The marks that are still
    being written shall not be lost with the terminal.
    """
    for number in (signal.SIGTSTP, signal.SIGCONT):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)


def _log_descriptor(log: Path) -> int:
    """The log, opened for appending; the null device where it cannot be written, which must not keep the app shut."""
    try:
        return os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    except OSError:
        return os.open(os.devnull, os.O_WRONLY)


@contextmanager
def _handling(descriptor: int) -> Iterator[None]:
    """Write what is logged to an open file, without passwords."""
    handler = logging.StreamHandler(os.fdopen(os.dup(descriptor), "w", encoding="utf-8", errors="backslashreplace"))
    handler.setFormatter(_WithoutSecrets("%(asctime)s %(name)s %(levelname)s %(message)s"))
    logging.getLogger().addHandler(handler)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(handler)
        handler.stream.close()


@contextmanager
def logged(log: Path) -> Iterator[None]:
    """Write what is logged to the file `log` (mode 0600) instead of stderr."""
    written = _log_descriptor(log)
    try:
        with _handling(written):
            yield
    finally:
        os.close(written)


@contextmanager
def guarded(log: Path) -> Iterator[None]:
    """Redirect descriptor 2 to the file `log` (mode 0600), and give the app its own stream to the terminal."""
    before, shown = sys.__stderr__, sys.__stdout__
    assert before is not None and shown is not None  # tui.standard_streams replaces closed ones
    Forgiving(before).flush()
    replaced = os.dup(2)
    # With `2>file`, the terminal is where the output goes.
    terminal = os.dup(1 if os.isatty(1) and not os.isatty(2) else 2)
    written = _log_descriptor(log)
    stream = os.fdopen(os.dup(terminal), "w", encoding=shown.encoding, errors=FALLBACK)
    sys.__stderr__ = stream  # type: ignore[misc]
    os.dup2(written, 2)
    try:
        with _handling(written):
            yield
    finally:
        os.dup2(replaced, 2)
        sys.__stderr__ = before  # type: ignore[misc]
        Forgiving(stream).flush()
        stream.close()
        for descriptor in (replaced, terminal, written):
            os.close(descriptor)
