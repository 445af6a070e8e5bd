"""How a job's events are shown: a Rich bar a stage on stderr, or one JSON line an event on stdout."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING

from engine.joblog import JobEvent
from engine.movies import clean_text
from tui.cli.output import console, say

if TYPE_CHECKING:
    from rich.progress import TaskID


class Shown(StrEnum):
    bar = "bar"
    jsonl = "jsonl"


STAGES = {
    "download": "fetching the data",
    "read": "reading the data",
    "graph": "building the graph",
    "train": "training PinSage",
    "evaluate": "measuring it",
    "publish": "publishing",
}


@contextmanager
def shown(how: Shown) -> Iterator[_Bars]:
    """What to hand to a job as its listener."""
    bars = _Bars(how)
    try:
        yield bars
    finally:
        bars.close()


class _Bars:
    def __init__(self, how: Shown) -> None:
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        self._how = how
        self._stage = ""
        self._out = console(stderr=True)
        self._live = how is Shown.bar and self._out.is_terminal
        columns = (
            TextColumn("{task.description:<22}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.fields[message]}", markup=False),
        )
        self._progress = Progress(*columns, console=self._out, disable=not self._live)
        self._task: TaskID | None = None

    def __call__(self, event: JobEvent) -> None:
        if self._how is Shown.jsonl:
            sys.stdout.write(event.line().decode())
            sys.stdout.flush()
            return
        if event.stage not in STAGES:
            if event.message and event.stage != "failed":
                self._say(event.message)
            return
        if event.stage != self._stage:
            self._stage = event.stage
            if self._live:
                self._progress.start()
                self._task = self._progress.add_task(STAGES[event.stage], total=None, message="")
            else:
                say(f"{STAGES[event.stage]} ...")
        if self._live and self._task is not None:
            self._progress.update(
                self._task, completed=event.done, total=event.total or None, message=clean_text(event.message)
            )

    def _say(self, message: str) -> None:
        if self._live:
            self._progress.console.print(clean_text(message))
        else:
            say(message)

    def close(self) -> None:
        self._progress.stop()
