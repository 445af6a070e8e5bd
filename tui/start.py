"""The entry point of `movierec`: opens the app itself and leaves everything else to the command line.

People wait for the app to open, so in that case the command line and its library (70 ms) are not loaded. Only the
plainest calls take this shortcut; any other option, a wrong value or a missing terminal goes to the command line.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tui import standard_streams

_SELDOM = 100_000
"""Objects made between two garbage collections of a command. By default they take a tenth of the time of one question,
while the libraries are loaded, and free nothing."""
_VALUES = {"--home": "home", "--profile": "profile"}


def plain_call(arguments: Sequence[str]) -> dict[str, Any] | None:
    """The options of a call that only opens the app: home, profile, mouse. None if the command line must handle it."""
    given: dict[str, Any] = {"mouse": True}
    left = list(arguments)
    while left:
        option = left.pop(0)
        if option == "--no-mouse":
            given["mouse"] = False
        elif option in _VALUES and left and not left[0].startswith("-"):
            given[_VALUES[option]] = left.pop(0)
        else:
            return None
    return given


def main() -> None:
    """Run movierec and end the process with its exit code."""
    try:
        _main()
    except KeyboardInterrupt:  # while something was being loaded: the app and the commands handle it themselves
        sys.exit(130)


def _main() -> None:
    standard_streams.replace_closed()
    given = plain_call(sys.argv[1:])
    if given is not None and standard_streams.can_show_the_app():
        from tui import runtime

        runtime.pause_collection()
        from engine.errors import MovierecError
        from engine.settings import load_settings
        from tui.state.preferences import load_preferences

        try:
            home = Path(given["home"]) if given.get("home") else None
            settings = load_settings(home=home, profile=given.get("profile"))
            preferences = load_preferences(settings)
            if not preferences.plain:
                from tui.running import run_app

                sys.exit(run_app(settings, preferences, mouse=given["mouse"]))
        except (MovierecError, OSError):
            pass  # the command line hits the same error and reports it
        runtime.resume_collection()
    gc.set_threshold(_SELDOM)
    from tui.cli import main as command_line

    command_line()
