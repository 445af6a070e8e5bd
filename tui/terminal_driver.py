"""The terminal of the app: reads keys and pastes, and hands the terminal back while the app is suspended.

Textual's driver does most of it. Where this one differs: a byte that is not UTF-8 is a replacement character; nothing
in a paste is ever taken for a key; the app ends when its terminal has gone; and stopping and going on is handled
between two messages, whichever signal it came by, with the whole screen painted again.
"""

from __future__ import annotations

import asyncio
import errno
import os
import selectors
import signal
import termios
import time
from codecs import getincrementaldecoder
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any

from textual import events
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from engine.movies import clean_text
from tui.forgiving_stream import Forgiving

_PASTE, _PASTED = "\x1b[200~", "\x1b[201~"
"""What a terminal sends before and after a paste."""
LONGEST_PASTE = 1_000_000
"""Characters of a paste that are kept; a file pasted by mistake can be as long as it likes."""
_TICK = 0.1
"""Seconds between two looks at whether to end, and at whether an escape character was the Escape key."""
_SETTLED = 0.2
"""Seconds in which a signal that another thread has taken reaches the main one, on a busy machine too."""


class TerminalInput:
    """Turns the bytes that a terminal sends into events."""

    def __init__(self) -> None:
        self._decode = getincrementaldecoder("utf-8")(errors="replace").decode
        self._parser = XTermParser()
        self._before = ""
        """The end of what came before a paste, which may be the beginning of the sequence that starts one."""
        self._pasted: list[str] | None = None
        """The parts of the paste that is under way."""
        self._kept = 0

    def feed(self, data: bytes) -> Iterator[Message]:
        """The events of the next bytes; a character or a sequence may be continued in the next call."""
        text = self._decode(data)
        while text:
            text = (yield from self._keys(text)) if self._pasted is None else (yield from self._paste(text))

    def tick(self) -> Iterator[Message]:
        """The events that are certain only after a pause: the Escape key."""
        if self._pasted is None:
            yield from self._parser.tick()

    def _keys(self, text: str) -> Generator[Message, None, str]:
        """Handle `text` up to the start of a paste; returns the rest."""
        seen = self._before + text
        start = seen.find(_PASTE)
        if start < 0:
            self._before = seen[-(len(_PASTE) - 1) :]
            yield from self._parser.feed(text)
            return ""
        used = start + len(_PASTE) - len(self._before)
        self._pasted, self._kept, self._before = [], 0, ""
        yield from self._parser.feed(text[:used])
        return text[used:]

    def _paste(self, text: str) -> Generator[Message, None, str]:
        """Handle `text` up to the end of the paste; returns the rest."""
        assert self._pasted is not None
        seen = self._before + text
        end = seen.find(_PASTED)
        whole = seen[:end] if end >= 0 else seen[: 1 - len(_PASTED)]
        self._pasted.append(whole[: LONGEST_PASTE - self._kept])
        self._kept += len(self._pasted[-1])
        if end < 0:
            self._before = seen[1 - len(_PASTED) :]
            return ""
        pasted, self._pasted, self._before = "".join(self._pasted), None, ""
        for _ in self._parser.feed(_PASTED):
            pass  # the parser, which has seen no text, makes an empty paste of it
        yield events.Paste("\n".join(clean_text(line) for line in pasted.splitlines()))
        return seen[end + len(_PASTED) :]


class TerminalDriver(LinuxDriver):
    """The driver of the app. All but its input thread runs on the thread of the event loop."""

    def __init__(self, app: App[Any], **options: Any) -> None:
        super().__init__(app, **options)
        self._file: Any = Forgiving(self._file)  # a write that fails would end the thread that all writes wait for
        self._events = asyncio.get_running_loop()
        self._told_to_end = False
        self.owed = ""
        """What has the terminal forget what it keeps for the app, a picture; written before it is handed back."""
        self._listen_for_signals()
        self._events.add_signal_handler(signal.SIGTERM, self._app.exit, 0)
        signal.signal(signal.SIGTERM, self._end)  # runs as the signal comes, and the loop's handler as soon as it can

    def _listen_for_signals(self) -> None:
        """Handle stopping and going on between two messages; Textual does it in the middle of whatever is running."""
        self._events.add_signal_handler(signal.SIGTSTP, self.suspend)
        self._events.add_signal_handler(signal.SIGCONT, self._continued)

    def start_application_mode(self) -> None:
        if self._wait_for_foreground():  # `movierec &`
            super().start_application_mode()  # type: ignore[no-untyped-call]

    def stop_application_mode(self) -> None:
        if not self.is_suspended:
            self.write(self.owed)
            self.owed = ""
            super().stop_application_mode()

    def disable_input(self) -> None:
        if not self.is_suspended:
            super().disable_input()

    def write(self, data: str) -> None:
        if not self.is_suspended:
            super().write(data)

    def suspend(self, *, job: bool = False) -> None:
        """Hand the terminal back and stop until a shell continues the process; `job`: with all of its process group,
        as Ctrl-Z does. Where nobody could continue it (no shell with job control started it), the system does not stop
        it, and it goes on at once."""
        if self.is_suspended:
            return
        self.suspend_application_mode()
        for number in (signal.SIGTSTP, signal.SIGCONT):
            self._events.remove_signal_handler(number)  # by default, the one stops and the other goes on
        os.kill(0 if job else os.getpid(), signal.SIGTSTP)
        foreground = self._wait_for_foreground()
        self._listen_for_signals()
        if foreground:
            self._resume()

    @property
    def is_suspended(self) -> bool:
        """Whether the terminal is not the app's, or not yet."""
        return self._writer_thread is None or not self._writer_thread.is_alive()

    def _continued(self) -> None:
        """Take the terminal again after a stop that was not announced (SIGSTOP): others have used it meanwhile."""
        if self.is_suspended:
            return
        if self._wait_for_foreground():
            self.suspend_application_mode()
            self._resume()
        else:
            self.close()

    def _wait_for_foreground(self) -> bool:
        """Stay stopped for as long as the process is in the background (`bg`), where the terminal is someone else's.

        Returns False if the app has to end there instead: on SIGTERM (`kill %1`), or since no shell is left that could
        bring it to the foreground. Then the terminal is not touched any more.
        """
        while self._is_in_background() and not self._told_to_end:
            # `kill %1` sends SIGTERM and goes on with SIGCONT. The system may hand the first to another thread, which
            # tells this one a moment later; stopped by then, the process would wait for a second one.
            time.sleep(_SETTLED)
            if self._told_to_end or not self._is_in_background():
                continue
            try:
                # Changes nothing, but the system stops who does this in the background, and looks anew on going on.
                # Stopping by oneself could come just after the shell has given the terminal back.
                termios.tcflow(self.fileno, termios.TCOON)
            except termios.error as fault:
                if fault.args[0] != errno.EINTR:
                    self._app.exit(0)
                    return False
        return not self._told_to_end

    def _end(self, *_: object) -> None:
        """Have the app ended, at once where the process waits for its terminal."""
        self._told_to_end = True

    def _is_in_background(self) -> bool:
        try:
            return os.tcgetpgrp(self.fileno) != os.getpgrp()
        except OSError:  # the terminal has gone
            return False

    def _resume(self) -> None:
        self.resume_application_mode()
        self._app.refresh(layout=True)

    def run_input_thread(self) -> None:
        """Read what the terminal sends until the app ends or the terminal has gone, which ends the app."""
        read = TerminalInput()
        with _not_waiting(self.fileno) as terminal, selectors.SelectSelector() as selector:
            selector.register(terminal, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                if not selector.select(_TICK):
                    found = read.tick()
                elif self._is_in_background():  # the shell reads what is typed now
                    time.sleep(_TICK)
                    continue
                else:
                    try:
                        data = os.read(terminal, 65536)
                    except BlockingIOError:  # the shell has read it
                        continue
                    except OSError:
                        data = b""
                    if not data:  # the terminal has gone
                        self._events.call_soon_threadsafe(self._app.exit, 0)
                        return
                    found = read.feed(data)
                for message in found:
                    self.process_message(message)


@contextmanager
def _not_waiting(terminal: int) -> Iterator[int]:
    """The terminal, opened once more so that reading does not wait, which holds for all who share an open file.

    A read that waits for keys that a shell has taken meanwhile would keep the app from handing its terminal back.
    """
    try:
        opened = os.open(os.ttyname(terminal), os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY)
    except OSError:  # another user's, or out of sight in a container: it mostly does without
        opened = os.dup(terminal)
    try:
        yield opened
    finally:
        os.close(opened)
