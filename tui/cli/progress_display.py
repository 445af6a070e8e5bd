"""Shows a job's events: a Rich bar per stage on stderr, plain lines there if it is not a terminal, or a JSON line per
event on stdout. The job goes on even if the terminal or the reader has gone."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from engine.estimates.time_left import TimeLeft
from engine.job_log import JobEvent
from engine.movies import clean_text
from engine.progress import PERCENT
from tui.cli.output import console, say, write
from tui.cli.result_stream import OutputLost, ReaderGone

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

Show: TypeAlias = Callable[[JobEvent], None]


class Shown(StrEnum):
    bar = "bar"
    jsonl = "jsonl"


STAGES = {
    "download": "downloading the data",
    "read": "reading the data",
    "graph": "building the graph",
    "train": "training PinSage",
    "evaluate": "evaluating",
    "publish": "publishing",
}
_PLAIN_SECONDS = 10.0
"""Seconds between two plain lines of one stage."""


@contextmanager
def shown(how: Shown, *, plain: bool) -> Iterator[Show]:
    """The listener to pass to a job, to show its events as `how` says."""
    if how is Shown.jsonl:
        yield _JsonLines()
    elif sys.stderr.isatty() and not plain:
        bars = _Bars()
        try:
            yield bars
        finally:
            bars.close()
    else:
        yield PlainLines()


def amount(event: JobEvent) -> str:
    """How much of the stage is done, as in "3 of 120 steps"."""
    if event.unit == PERCENT:
        return ""
    if event.unit == "bytes":
        done = f"{event.done / 1e6:.1f}"
        return f"{done} of {event.total / 1e6:.1f} MB" if event.total else f"{done} MB"
    if not event.total:
        return f"{event.done:,} {event.unit}".strip() if event.done else ""
    return f"{event.done:,} of {event.total:,} {event.unit}".strip()


def percentage(event: JobEvent) -> str:
    """ "43%"; empty if the stage has no total."""
    return f"{int(100 * min(event.done / event.total, 1))}%" if event.total else ""


class _JsonLines:
    def __init__(self) -> None:
        self._read = True

    def __call__(self, event: JobEvent) -> None:
        if self._read:
            try:
                write(event.line().decode())
            except (ReaderGone, OutputLost):
                self._read = False


class PlainLines:
    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._stage = ""
        self._said_at = 0.0
        self._began_at: float | None = None
        self._left = TimeLeft()

    def __call__(self, event: JobEvent) -> None:
        if event.stage not in STAGES or event.note:
            self._left.hear([event], self._said_at - (self._began_at or self._said_at))
            if event.message and not event.final:
                say(event.message)
            return
        now = self._clock()
        self._began_at = now if self._began_at is None else self._began_at
        self._left.hear([event], now - self._began_at)
        if event.stage != self._stage:
            self._stage, self._said_at = event.stage, now
            number = self._left.place
            place = f"stage {number[0]} of {number[1]}" if number else ""
            about = ", ".join(word for word in (place, self._left.words()) if word)
            say(f"{STAGES[event.stage]}{f' ({about})' if about else ''} ...")
        elif now - self._said_at >= _PLAIN_SECONDS:
            self._said_at = now
            words = (percentage(event), self._left.words(), amount(event), event.message)
            say("  " + ", ".join(word for word in words if word))


class _Bars:
    def __init__(self) -> None:
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
        from rich.table import Column

        columns = (
            TextColumn("{task.description:<24}", markup=False),
            BarColumn(bar_width=12),
            TextColumn("{task.fields[percent]:>4}", markup=False),
            TimeElapsedColumn(),
            # What does not fit is cut here, never in the columns before it.
            TextColumn("{task.fields[detail]}", markup=False, table_column=Column(ratio=1, no_wrap=True)),
        )
        self._progress: Progress = Progress(*columns, console=console(stderr=True), expand=True)
        self._stage = ""
        self._task: TaskID | None = None
        self._amount = ""
        self._left = TimeLeft()
        self._began_at = time.monotonic()
        self._progress.start()

    def __call__(self, event: JobEvent) -> None:
        self._left.hear([event], time.monotonic() - self._began_at)
        if event.stage not in STAGES or event.note:
            if event.message and not event.final:
                self._progress.console.print(clean_text(event.message))
            return
        if event.stage != self._stage or self._task is None:
            self._end_stage()
            self._stage = event.stage
            place = self._left.place
            number = f"{place[0]}/{place[1]} " if place else ""
            self._task = self._progress.add_task(f"{number}{STAGES[event.stage]}", total=None, percent="", detail="")
        self._amount = amount(event)
        self._progress.update(
            self._task,
            completed=event.done,
            total=event.total or None,
            percent=percentage(event),
            detail=", ".join(part for part in (self._left.words(), self._amount, clean_text(event.message)) if part),
        )

    def _end_stage(self) -> None:
        if self._task is not None:
            task = self._progress.tasks[-1]
            total = task.total or 1
            self._progress.update(self._task, total=total, completed=total, percent="100%", detail=self._amount)
            self._progress.stop_task(self._task)

    def close(self) -> None:
        self._progress.stop()
