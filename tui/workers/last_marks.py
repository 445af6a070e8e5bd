"""After the app is left: marks that wait for the disk get some more time, and what is lost is said."""

from __future__ import annotations

from typing import Protocol, TextIO

from tui.state.phrases import listed
from tui.workers.mark_writer import Unsaved

QUIETLY = 0.5
"""Seconds in which nothing is said."""
AT_MOST = 10.0
"""Seconds in all."""
NAMED = 5
"""How much of what is lost is named one by one."""


class Marks(Protocol):
    """Of MarkWriter, what is needed here."""

    def close(self, timeout: float) -> bool: ...
    def unsaved(self) -> Unsaved | None: ...


def wait_for_marks(marks: Marks, stream: TextIO) -> bool:
    """Wait until everything is on disk, and say on `stream` what is not; whether all is. Ctrl-C ends the wait."""
    try:
        if not marks.close(QUIETLY):
            print("Saving your last marks; Ctrl-C leaves without them.", file=stream, flush=True)
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
