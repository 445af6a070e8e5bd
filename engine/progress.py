"""Progress reporting for long work: one frozen event type, one callback type.

The engine never prints. The caller decides how to show an event: as a Rich bar, a JSON line or a screen.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import msgspec


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """One step of a job.

    `stage` is a short lower-case word (download, read, graph, train, evaluate, publish, done, failed); `done` and
    `total` count `unit`s (bytes, rows, steps, ...), with total 0 if unknown; `message` is for display.
    """

    stage: str
    done: int = 0
    total: int = 0
    unit: str = ""
    message: str = ""


Progress: TypeAlias = Callable[[Event], None]


def silent(event: Event) -> None:
    """A callback that ignores every event."""
