"""Progress reporting for long work: one frozen event type, one callback type, and stages made of parts.

The engine never prints. The caller decides how to show an event: as a Rich bar, a JSON line or a screen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

import msgspec

PERCENT = "percent"
"""The unit of a stage whose parts have no common count."""


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """One step of a job.

    `stage` is a short lower-case word (download, read, graph, train, evaluate, publish, done, failed); `done` and
    `total` count `unit`s (bytes, rows, steps, percent, ...), with total 0 if unknown; `message` is for display.
    """

    stage: str
    done: int = 0
    total: int = 0
    unit: str = ""
    message: str = ""


Progress: TypeAlias = Callable[[Event], None]
Portion: TypeAlias = Callable[[float], None]
"""Told how much of one piece of work is done, from 0 to 1. It may raise an exception to stop the work there."""


def silent(event: Event) -> None:
    """A callback that ignores every event."""


def untold(portion: float) -> None:
    """A Portion that ignores what it is told."""


def asking(told: Portion, ask: Callable[[], None]) -> Portion:
    """A Portion that passes on what it is told and then calls `ask`, which may raise an exception to stop the work."""

    def tell(portion: float) -> None:
        told(portion)
        ask()

    return tell


class Work:
    """A piece of work told in pieces that follow each other, of the given `total` size together."""

    def __init__(self, told: Portion, total: float) -> None:
        self.total = max(total, 1e-12)
        self._told = told
        self._begun = 0.0

    def piece(self, size: float = 1.0) -> Portion:
        """What hears how much of the next piece is done; the pieces before it count as done."""
        start = self._begun
        self._begun += size
        return lambda portion: self._told((start + size * portion) / self.total)


class Stage:
    """A stage made of parts that follow each other, reported in percent of the whole stage.

    `parts` gives each part's share of the stage's time, in any unit, in the order in which they are done.
    """

    def __init__(self, name: str, parts: Mapping[str, float]) -> None:
        self.name = name
        total = sum(parts.values())
        self._spans: dict[str, tuple[float, float]] = {}
        start = 0.0
        for part, share in parts.items():
            self._spans[part] = start / total, share / total
            start += share

    def part(self, progress: Progress, part: str, message: str) -> Portion:
        """Report that `part` begins; the result reports how far it is."""
        start, share = self._spans[part]

        def tell(portion: float) -> None:
            percent = int(100 * (start + share * min(max(portion, 0.0), 1.0)) + 1e-9)
            progress(Event(stage=self.name, done=percent, total=100, unit=PERCENT, message=message))

        tell(0.0)
        return tell

    def end(self, progress: Progress) -> None:
        """Report that the stage is done."""
        progress(Event(stage=self.name, done=100, total=100, unit=PERCENT))
