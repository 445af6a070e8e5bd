"""Running the app as a process: the home it needs, what guards the terminal meanwhile, and how the process ends."""

from __future__ import annotations

import os
import sys

from engine.file_faults import FileFault
from engine.settings import Settings
from tui import runtime
from tui.app import MovierecApp
from tui.forgiving_stream import Forgiving
from tui.state.preferences import Preferences
from tui.theme import themes


def ensure_home(settings: Settings) -> None:
    """Make the home. One that is not ours to write will do if it has a version: the app says that marks are not kept.
    Raises FileFault."""
    try:
        settings.files.ensure()
    except FileFault as fault:
        try:
            next(settings.files.root.iterdir(), None)
        except OSError:
            raise fault from None
        if not settings.files.catalog.exists() and not settings.database_url:
            raise


def run_app(
    settings: Settings,
    preferences: Preferences = Preferences(),
    *,
    mouse: bool = True,
    made_by: type[MovierecApp] | None = None,
) -> int:
    """Run the app until it is closed, then end the process. Raises FileFault if home can be neither made nor read.

    Tearing down libraries takes time and a store may hang, so the process exits right here: quitting waits only for
    the marks.
    """
    ensure_home(settings)
    # Read when numpy is loaded; tui.cli.session sets it for the commands.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    theme = themes.fitting(os.environ)
    with runtime.guarded(settings.files.app_log):
        app = (made_by or MovierecApp)(settings, preferences, theme=theme.name)
        app.run(mouse=mouse)
        runtime.release_signals()
    code = app.return_code or 0
    messages = Forgiving(sys.stderr)
    if app.failure:
        print(app.failure, file=messages)
    if not app.save_last_marks(messages):
        code = code or 1
    for stream in (Forgiving(sys.stdout), messages):
        stream.flush()
    os._exit(code)
