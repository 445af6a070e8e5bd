"""Looks at the machine and at a person's own files for the set-up screen, off the UI thread.

Both load libraries that the app must not wait for, and files may be on a slow disk.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from textual.message import Message

from engine.errors import MovierecError
from tui.state.messages import MachineMeasured, SourceChecked
from tui.state.texts import with_remedy

if TYPE_CHECKING:
    from engine.estimates.machine import Machine

Measure = Callable[[Path], "Machine"]


def measure_here(home: Path) -> Machine:
    from engine.estimates.machine import measure_machine

    return measure_machine(home)


class SetUpPreparation:
    """Does each task in a daemon thread of its own, and reports through `tell`."""

    def __init__(
        self, home: Path, tell: Callable[[Message], object], failed: Callable[[Exception], None], measure: Measure
    ) -> None:
        self._home = home
        self._tell = tell
        self._failed = failed
        self._measure = measure

    def measure_machine(self) -> None:
        self._run(lambda: MachineMeasured(self._measure(self._home)))

    def check_source(self, text: str) -> None:
        self._run(lambda: _checked(text))

    def _run(self, task: Callable[[], Message]) -> None:
        def run() -> None:
            try:
                self._tell(task())
            except Exception as error:  # noqa: BLE001 - reported and logged; the screen works without the answer
                self._failed(error)

        threading.Thread(target=run, name="set-up preparation", daemon=True).start()


def _checked(text: str) -> SourceChecked:
    from engine.datasets.typed_sources import find_source

    try:
        source = find_source(text)
    except MovierecError as error:
        return SourceChecked(problem=with_remedy(error.message, error.remedy))
    return SourceChecked(source.arguments, source.name)
