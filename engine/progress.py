"""How long work tells how far it is: one frozen event, one callback type.

The engine never prints. Whoever calls it decides what becomes of an event: a Rich bar, a JSON line, a screen.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import msgspec


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """One step of a job.

    `stage` is a short lower-case word (download, read, graph, train, evaluate, publish, done, failed); `done` of
    `total` counts `unit`s (bytes, rows, steps, ...), total 0 where it is not known; `message` is for people.
    """

    stage: str
    done: int = 0
    total: int = 0
    unit: str = ""
    message: str = ""


Progress: TypeAlias = Callable[[Event], None]


def silent(event: Event) -> None:
    """The callback of someone who does not want to know."""
