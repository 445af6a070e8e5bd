"""Decides when a new order may be shown: after one second without a move of the cursor.

Rows that change places while someone is moving the cursor make them mark the wrong film.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

REST = 1.0
"""Seconds without a move."""
_SHORTEST = 0.05


class Timer(Protocol):
    def stop(self) -> None: ...


class RestTimer:
    """`set_timer` (seconds, callback) is a Textual widget's method; `rested` is called once the rest is over."""

    def __init__(
        self,
        clock: Callable[[], float],
        set_timer: Callable[[float, Callable[[], None]], Timer],
        rested: Callable[[], None],
    ) -> None:
        self._clock = clock
        self._set_timer = set_timer
        self._rested = rested
        self._moved_at = float("-inf")
        self._timer: Timer | None = None

    def moved(self) -> None:
        """Restart the rest: the person did something after which nothing may move for a while."""
        self._moved_at = self._clock()

    @property
    def is_over(self) -> bool:
        return self._left <= 0

    def wait(self) -> None:
        """Call `rested` when the rest is over, even if it is restarted meanwhile."""
        if self._timer is not None:
            self._timer.stop()
        self._timer = self._set_timer(max(self._left, _SHORTEST), self._look)

    @property
    def _left(self) -> float:
        return REST - (self._clock() - self._moved_at)

    def _look(self) -> None:
        self._timer = None
        if self.is_over:
            self._rested()
        else:
            self.wait()
