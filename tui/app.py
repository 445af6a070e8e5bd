"""The full-screen app: it owns the threads, the themes and the screens, and leaves the terminal as it found it.

Nothing heavy is imported here: the engine's recommender loads in the ranking thread after the first paint, the
screens that are not the first one when they are opened, and what trains is a process of its own.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, ClassVar

from textual.app import App
from textual.command import Provider
from textual.message import Message
from textual.screen import Screen

from engine.errors import MovierecError
from engine.settings import Settings
from tui import actions, runtime
from tui.screens.command_palette import ActionCommands
from tui.screens.main_screen import MainScreen
from tui.state.messages import JobMoved, Unexpected
from tui.state.preferences import Preferences
from tui.state.texts import dataset_words
from tui.theme import themes
from tui.workers.browser import open_in_browser
from tui.workers.job_follower import Jobs, Start, start_process
from tui.workers.mark_writer import Marking
from tui.workers.ranking_worker import Ranking, open_engine

if TYPE_CHECKING:
    from engine.serving.recommender import Recommender
    from tui.screens.set_up_screen import SetUpScreen

QUIT_WITHIN = 0.2
"""Seconds that quitting waits at most for a mark to reach the disk; for the stores, half of that."""

STOP_WITHIN = 5.0
"""Seconds within which the key that stops a job must come twice."""

_log = logging.getLogger("movierec.app")


class MovierecApp(App[int]):
    """movierec, full screen. The engine, the jobs and the clocks can be replaced, for tests."""

    TITLE = "movierec"
    CSS_PATH = "theme/app.tcss"
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {ActionCommands}
    BINDINGS = actions.bindings("everywhere", only=("quit_now", "palette"))
    ENABLE_COMMAND_PALETTE = True
    NOTIFICATION_TIMEOUT = 4

    def __init__(
        self,
        settings: Settings,
        preferences: Preferences = Preferences(),
        *,
        opener: Callable[[Settings], Recommender] = open_engine,
        starter: Start = start_process,
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
        theme: str = themes.DARK.name,
    ) -> None:
        # Without colours Textual must know from the start that nothing is to be turned into RGB.
        super().__init__(ansi_color=True if os.environ.get("NO_COLOR") else None)
        self.settings = settings
        self.profile = settings.profile
        """Whose marks count now; a person may change it."""
        self.clock = clock
        self.key_map = dict(preferences.keys)
        self.job: JobMoved | None = None
        self._stop_asked = float("-inf")
        self.failure = ""
        """What to tell, once the terminal is free again, where the app ended by an error of its own."""
        self._main = MainScreen()
        self._set_up: SetUpScreen | None = None
        self.marking = Marking(settings.files.marks, settings.profile, self._tell, self._failed)
        self.ranking = Ranking(settings, self._tell, self._failed, opener=opener, clock=clock)
        self.jobs = Jobs(settings, self._tell, self._failed, starter=starter, wall=wall)
        for known in themes.THEMES:
            self.register_theme(known)
        self.theme = theme

    def get_default_screen(self) -> Screen[None]:
        return self._main

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return themes.DARK.variables

    def on_mount(self) -> None:
        self.set_keymap(self.key_map)
        with suppress(NotImplementedError, RuntimeError, ValueError):
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, self.exit, 0)
        if not (self.settings.database_url or (self.settings.files.catalog).exists()):
            self.offer_set_up()  # an empty home: no need to ask the engine
        self.call_after_refresh(self._start)

    def _start(self) -> None:
        """Everything that may take time, once the first screen is painted."""
        if not gc.isenabled():  # see tui.start
            gc.freeze()
            gc.enable()
        self.marking.start()
        self.ranking.start()
        self.jobs.start()
        self.set_interval(2.0, self.marking.look)

    def _tell(self, message: Message) -> None:
        if self._running:
            self._main.post_message(message)

    def _failed(self, error: Exception) -> None:
        _log.error("a thread failed", exc_info=error)
        self._tell(Unexpected(f"something went wrong: {type(error).__name__}; see {self.settings.files.app_log}"))

    # Screens

    def offer_set_up(self, *, asked: bool = False) -> None:
        """Open the set-up screen, unless it is open; `asked`: a person wants it, so they may leave it again."""
        from tui.screens.set_up_screen import SetUpScreen

        if self._set_up is None:
            self._set_up = SetUpScreen(can_leave=asked)
            self.push_screen(self._set_up, self._set_up_left)

    def _set_up_left(self, _: None) -> None:
        self._set_up = None

    def close_set_up(self) -> None:
        """A version is there: to the films."""
        if self._set_up is not None and self._set_up.is_attached:
            self._set_up.dismiss()

    @property
    def has_titles(self) -> bool:
        """Whether films can be found and marked, though no version may stand yet."""
        return self._main.desk.titles is not None

    @property
    def films_in_words(self) -> str:
        """Which films those are."""
        dataset = self._main.dataset
        return dataset_words(dataset) if dataset is not None else ""

    def titles_opened(self) -> None:
        if self._set_up is not None and self._set_up.is_mounted:
            self._set_up.titles_opened()

    def show_job(self, message: JobMoved) -> None:
        self.job = message
        if self._set_up is not None and self._set_up.is_mounted:
            self._set_up.follow(message)

    @property
    def watching_job(self) -> bool:
        """Whether a person is looking at how a job gets on: what it publishes is then opened at once."""
        return self._set_up is not None and self._set_up.follows

    def open_link(self, link: str) -> None:
        open_in_browser(link)

    def show_help(self) -> None:
        from tui.screens.help_screen import HelpScreen

        self.push_screen(HelpScreen(self.key_map))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The palette acts on the films; elsewhere there is nothing for it to offer."""
        return action != "command_palette" or isinstance(self.screen, MainScreen)

    def stop_job(self) -> tuple[str, bool]:
        """Ask the job to stop, at the second call within a few seconds; what to say, and whether it is bad news."""
        job = self.job
        if job is None or not job.status.alive:
            return "no job is under way", False
        if self.clock() - self._stop_asked > STOP_WITHIN:
            self._stop_asked = self.clock()
            return "the same key again stops the job", False
        self._stop_asked = float("-inf")
        try:
            self.jobs.interrupt()
        except MovierecError as error:
            return f"{error.message}: {error.remedy}", True
        return "asked the job to stop", False

    def next_theme(self) -> None:
        names = [theme.name for theme in themes.THEMES]
        self.theme = names[(names.index(self.theme) + 1) % len(names)] if self.theme in names else names[0]

    # Ends

    def on_unmount(self) -> None:
        """Let the marks reach the disk and stop; a thread that hangs is left behind."""
        self.jobs.close()
        self.marking.close(QUIT_WITHIN)
        self.ranking.close(QUIT_WITHIN / 2)

    def _fatal_error(self) -> None:
        """An error of our own in a handler: one line for the person, the traceback for the log."""
        error = sys.exc_info()[1]
        _log.error("the app failed", exc_info=error)
        self.failure = f"movierec failed: {type(error).__name__}; the details are in {self.settings.files.app_log}"
        self._close_messages_no_wait()


def run_app(settings: Settings, preferences: Preferences = Preferences(), *, mouse: bool = True) -> int:
    """Run the app until it is left; the exit code. Raises UsageError where home cannot be used.

    Where a store hangs, or libraries would take their time to be torn down, the process ends here: quitting never
    waits for more than the marks.
    """
    settings.files.ensure()
    # Read when numpy is loaded; see tui.cli.session, which does so for the commands.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    theme = themes.fitting(os.environ)
    with runtime.guarded(settings.files.app_log):
        app = MovierecApp(settings, preferences, theme=theme.name)
        app.run(mouse=mouse)
    code = app.return_code or 0
    if app.failure:
        print(app.failure, file=sys.stderr)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
