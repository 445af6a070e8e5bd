"""Where `movierec` begins: the app is opened from here, everything else is the command line's.

Opening the app is what people wait for, so the command line and its library (70 ms) are left out then. Only the
plainest calls count as that; whatever has an odd option, a wrong value or no terminal goes the usual way.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

_VALUES = {"--home": "home", "--profile": "profile"}


def plain_call(arguments: Sequence[str]) -> dict[str, Any] | None:
    """What a call that just opens the app gives: home, profile, mouse. None where the command line is to look at it."""
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
    given = plain_call(sys.argv[1:])
    if given is not None and sys.stdin.isatty() and sys.stdout.isatty():
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
                from tui.app import run_app

                sys.exit(run_app(settings, preferences, mouse=given["mouse"]))
        except MovierecError:
            pass  # the command line meets the same and puts it into words
        runtime.resume_collection()
    from tui.cli import main as command_line

    command_line()
