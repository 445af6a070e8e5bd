"""Two kinds of daemon thread: one does all work in order, the other only the newest work of each kind.

Textual's thread workers cannot be cancelled and hold up quitting; a daemon thread never does. Neither thread knows
what its work is. Work reports its own failures; any exception that escapes goes to `failed`, and the thread continues.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable

Work = Callable[[], object]
Failed = Callable[[Exception], None]


class InOrder:
    """Runs every piece of work, first come, first served."""

    def __init__(self, name: str, failed: Failed) -> None:
        self._queue: queue.SimpleQueue[Work | None] = queue.SimpleQueue()
        self._failed = failed
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def put(self, work: Work) -> None:
        self._queue.put(work)

    def close(self, timeout: float) -> bool:
        """Stop after the work queued so far. Returns whether that was done within `timeout` seconds."""
        self._queue.put(None)
        if self._thread.is_alive():
            self._thread.join(timeout)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while (work := self._queue.get()) is not None:
            _guarded(work, self._failed)


class NewestWins:
    """Runs work from named slots; work put into a slot replaces what still waits there.

    Slots are served in the order in which they were first filled. `idle` runs after `idle_after` seconds without work,
    `last` before the thread ends.
    """

    def __init__(
        self, name: str, failed: Failed, *, idle: Work | None = None, idle_after: float = 5.0, last: Work | None = None
    ) -> None:
        self._slots: dict[str, Work] = {}
        self._wake = threading.Condition()
        self._closing = False
        self._failed = failed
        self._idle = idle
        self._idle_after = idle_after
        self._last = last
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def put(self, slot: str, work: Work) -> None:
        with self._wake:
            self._slots[slot] = work
            self._wake.notify()

    def close(self, timeout: float) -> bool:
        """Drop waiting work and stop. Returns whether the running work ended within `timeout` seconds."""
        with self._wake:
            self._slots.clear()
            self._closing = True
            self._wake.notify()
        if self._thread.is_alive():
            self._thread.join(timeout)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while True:
            with self._wake:
                if not self._slots and not self._closing:
                    self._wake.wait(self._idle_after)
                if self._closing:
                    break
                work = self._slots.pop(next(iter(self._slots))) if self._slots else self._idle
            if work is not None:
                _guarded(work, self._failed)
        if self._last is not None:
            _guarded(self._last, self._failed)


def _guarded(work: Work, failed: Failed) -> None:
    try:
        work()
    except Exception as error:  # noqa: BLE001 - if the thread died, the app would get no more answers
        failed(error)
