"""The app of a visitor in the browser: what could reach the machine that serves it, or another profile, is off.

`python -m tui.served_app HOME PROFILE` is how the web server (tui.web) starts it, with its protocol on stdin and
stdout. Whether an app is served is said here alone; no setting says it.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from textual.driver import Driver
from textual.events import Event, Paste
from textual.message import Message

from engine.errors import MovierecError
from engine.settings import load_settings
from tui import runtime
from tui.app import MovierecApp
from tui.forgiving_stream import Forgiving
from tui.running import run_app
from tui.served_driver import ServedDriver
from tui.state import requests
from tui.state.dropped_files import may_be_files
from tui.state.preferences import load_preferences

_APP_ACTIONS = frozenset(
    {
        "quit",
        "command_palette",
        "show_help",
        "show_map",
        "show_proposal",
        "show_taste",
        "show_diary",
        "focus_next",
        "focus_previous",
    }
)
"""The app's own actions that a visitor may run. None of Textual's other ones: some write files, or stop the process."""
_REQUESTS = (
    requests.ThemeRequested,
    requests.ProposalRequested,
    requests.ProposalMarked,
    requests.ProposalOpened,
    requests.FilmMarked,
    requests.FilmOpened,
    requests.UndoRequested,
    requests.RedoRequested,
)
"""What the screens may request for a visitor."""


class ServedApp(MovierecApp):
    """What is off for a visitor is off in three places: no key, hint, help or command offers it (`state.served`,
    tui.actions.OFF_WHEN_SERVED), no action of the app does it, and no screen's request for it is heard."""

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        self.state.served = True

    def get_driver_class(self) -> type[Driver]:
        return ServedDriver

    def _offer_set_up(self, *, can_leave: bool) -> None:
        """Offer nothing: the list says that nothing is set up."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return action in _APP_ACTIONS and super().check_action(action, parameters)

    async def on_event(self, event: Event) -> None:
        """Take no file, and do not look whether there is one of the pasted name."""
        if isinstance(event, Paste) and may_be_files(event.text):
            self._main.call_later(self._main.say, "files are not taken in the browser")
        else:
            await super().on_event(event)

    def check_message_enabled(self, message: Message) -> bool:
        refused = isinstance(message, requests.Request) and not isinstance(message, _REQUESTS)
        return not refused and super().check_message_enabled(message)


def main(arguments: Sequence[str]) -> int:
    """Run the app for the home and the profile in `arguments`; returns the exit code if it cannot start."""
    home, profile = arguments
    runtime.pause_collection()
    try:
        settings = load_settings(home=Path(home), profile=profile)
        return run_app(settings, load_preferences(settings), made_by=ServedApp)
    except MovierecError as error:
        print(f"movierec: {error.message}; {error.remedy}", file=Forgiving(sys.stderr))
        return error.exit_code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
