"""Lookups for the film under the cursor wait until it rests: a step must cost no more than its repaint."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from tui.screens.rest_timer import Timer

REST = 0.25
"""Seconds without another film under the cursor."""


class RestingCursor:
    """Calls `ask` once the same thing has been wanted for REST seconds; `set_timer` (seconds, callback) is a Textual
    widget's method."""

    def __init__(self, set_timer: Callable[[float, Callable[[], None]], Timer], ask: Callable[[], None]) -> None:
        self._set_timer = set_timer
        self._ask = ask
        self._timer: Timer | None = None
        self._for: Hashable | None = None
        """What the timer runs for."""

    def want(self, wanted: Hashable | None) -> None:
        """Begin to wait for `wanted`; to be called whenever that may have changed. None: nothing is missing."""
        if wanted == self._for:
            return
        self._for = wanted
        if self._timer is not None:
            self._timer.stop()
        self._timer = self._set_timer(REST, self._rested) if wanted is not None else None

    def _rested(self) -> None:
        self._timer = self._for = None
        self._ask()
