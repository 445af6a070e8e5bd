"""The one-line widgets of the main screen that show its state: the header, the status line, the key bar."""

from __future__ import annotations

from tui.state import edge_lines
from tui.state.key_hints import key_hints
from tui.state.main_state import MainState
from tui.widgets.lines import KeyBar, Line

_NARROW = 76
_NARROW_WITH_JOB = 100


class HeaderLine(Line):
    """The profile, the data set and its version, and the progress of a job."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id, keep_right=True)

    def show(self, state: MainState) -> None:
        job = state.job is not None and state.job.alive
        narrow = self.screen.size.width < (_NARROW_WITH_JOB if job else _NARROW)
        self.write(*edge_lines.header(state, narrow=narrow))


class StatusLine(Line):
    """The last message, and what undo would revert."""

    def show(self, state: MainState) -> None:
        self.write(*edge_lines.status(state))


class MainKeyBar(KeyBar):
    """The keys that matter in the current state."""

    def show(self, state: MainState) -> None:
        self.offer(key_hints(state), state.key_map)
