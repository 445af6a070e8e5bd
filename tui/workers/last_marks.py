"""After the app has closed: gives waiting marks more time to reach the disk, and reports any that are lost."""

from __future__ import annotations

from typing import Protocol

from tui.state.phrases import listed
from tui.workers.mark_writer import Unsaved

QUIETLY = 0.5
"""Seconds to wait before printing anything."""
AT_MOST = 10.0
"""Seconds to wait in all."""
NAMED = 5
"""How many of the lost changes are named one by one."""


class Marks(Protocol):
    """The part of MarkWriter that is needed here."""

    def close(self, timeout: float) -> bool: ...
    def unsaved(self) -> Unsaved | None: ...


class Stream(Protocol):
    """Where the messages go."""

    def write(self, text: str, /) -> object: ...
    def flush(self) -> None: ...


def wait_for_marks(marks: Marks, stream: Stream) -> bool:
    """Wait until everything is on disk, and print on `stream` what is not. Returns whether all of it is.

    Ctrl-C ends the wait.
    """
    try:
        if not marks.close(QUIETLY) and marks.unsaved() is not None:
            print("Saving your last marks; Ctrl-C quits without them.", file=stream, flush=True)
            marks.close(AT_MOST - QUIETLY)
    except KeyboardInterrupt:
        pass
    lost = marks.unsaved()
    if lost is None:
        return True
    more = len(lost.what) - NAMED
    named = [*lost.what[:NAMED], *([f"{more} more"] if more > 0 else [])]
    remedy = f"; {lost.remedy}" if lost.remedy else ""
    print(f"Not saved: {listed(named)}: {lost.reason}{remedy}", file=stream, flush=True)
    return False
