"""The full-screen app: owns the backend, the themes and the screens, and passes on the messages of the threads.

Nothing heavy is imported here: the engine's recommender loads in the ranking thread after the first paint, the other
screens load when they are opened, and training runs in a separate process.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.command import Provider
from textual.driver import Driver
from textual.message import Message
from textual.screen import Screen

from engine.file_faults import find_file_fault
from engine.settings import Settings, login_name
from tui import actions, runtime
from tui.forgiving_stream import Forgiving
from tui.graphics.cell_size import cell_size
from tui.graphics.choosing import choose_graphics
from tui.input_order import OrderedInput
from tui.screens.command_palette import ActionCommands
from tui.screens.gathering import Gathering
from tui.screens.import_starting import Importing
from tui.screens.looking_back import LookingBack
from tui.screens.main_screen import MainScreen
from tui.screens.map_opening import MapOpening
from tui.screens.screen_opening import OpeningScreens
from tui.screens.setting_up import SettingUp
from tui.state import requests, texts
from tui.state.backend import Backend
from tui.state.import_messages import ImportNews
from tui.state.main_state import MainState
from tui.state.messages import (
    DiaryRead,
    FilmProposed,
    FilmsOpened,
    JobUpdated,
    MachineMeasured,
    MapRead,
    MarkRefused,
    MarkSaved,
    PortraitPainted,
    ProfilesRead,
    SourceChecked,
    Unexpected,
    VersionFailed,
)
from tui.state.preferences import Preferences
from tui.state.profile_names import ProfileNames
from tui.terminal_driver import TerminalDriver
from tui.theme import themes
from tui.widgets.drawn_pictures import DrawnPictures
from tui.widgets.poster import Poster
from tui.workers.browser import open_in_browser
from tui.workers.job_follower import Start, start_process
from tui.workers.last_marks import wait_for_marks
from tui.workers.local_backend import LocalBackend
from tui.workers.ranking_engine import RankingEngine
from tui.workers.ranking_worker import open_engine
from tui.workers.set_up_preparation import Measure, measure_here

MARKS_TIMEOUT = 0.2
"""Seconds for marks to reach the disk while the app is still on screen; `run_app` waits longer for them."""
STORES_TIMEOUT = 0.1
"""Seconds for the stores to close."""

_FOR_THE_APP = (
    JobUpdated,
    ProfilesRead,
    FilmProposed,
    MapRead,
    PortraitPainted,
    DiaryRead,
    MachineMeasured,
    SourceChecked,
    ImportNews,
)
"""The messages from the threads that are not for the main screen."""

_log = logging.getLogger("movierec.app")


class MovierecApp(runtime.PrivateTextual, OpeningScreens, OrderedInput):
    """The full-screen app. Tests can replace the engine, the job starter and the clocks."""

    TITLE = "movierec"
    CSS_PATH = "theme/app.tcss"
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {ActionCommands}
    BINDINGS = actions.bindings("everywhere", only=("quit_now", "suspend", "palette"))
    ENABLE_COMMAND_PALETTE = True
    NOTIFICATION_TIMEOUT = 4

    def __init__(
        self,
        settings: Settings,
        preferences: Preferences = Preferences(),
        *,
        opener: Callable[[Settings], RankingEngine] = open_engine,
        starter: Start = start_process,
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
        measure: Measure = measure_here,
        theme: str = themes.DARK.name,
    ) -> None:
        # Without colors, Textual must know from the start not to convert anything to RGB. It drops the colors of a
        # terminal where NO_COLOR is empty too, which asks for nothing (https://no-color.org).
        if not os.environ.get("NO_COLOR"):
            os.environ.pop("NO_COLOR", None)
        super().__init__(ansi_color=True if "NO_COLOR" in os.environ else None)
        self.state = MainState(profile=settings.profile, key_map=dict(preferences.keys))
        self._local = LocalBackend(
            settings,
            self._tell,
            self._failed,
            opener=opener,
            starter=starter,
            clock=clock,
            wall=wall,
            measure=measure,
        )
        """The backend's implementation, which the app starts and closes."""
        self.backend: Backend = self._local
        self.state.names = ProfileNames(self.backend.profile_names(), login_name())
        self.failure = ""
        """What to print once the terminal is restored, if a bug ended the app."""
        self._settings = settings
        self.state.posters.graphics = choose_graphics(settings.poster_graphics, os.environ, cell_size())
        self._main = MainScreen(self.backend, self.state, clock)
        self._pictures = DrawnPictures()
        self._setting_up = SettingUp(self, self.backend, self.state, self._main, self._say, clock)
        self._importing = Importing(self, self.backend, self.state, self._main, self._setting_up.close)
        self._gathering = Gathering(self, self.backend, self.state)
        self._looking_back = LookingBack(self, self.backend, self.state, wall)
        self._mapping = MapOpening(self, self.backend, self.state)
        for known in themes.THEMES:
            self.register_theme(known)
        self.theme = theme

    @property
    def is_ready(self) -> bool:
        """Who has no marks begins in the search, the others in the list."""
        return self.state.marked.read

    def get_default_screen(self) -> Screen[None]:
        return self._main

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return themes.DARK.variables

    def get_driver_class(self) -> type[Driver]:
        return TerminalDriver

    def action_suspend_process(self) -> None:
        """Stop, as a job of the shell, until the shell continues the app."""
        if isinstance(self.running_driver, TerminalDriver):
            self.running_driver.suspend(job=True)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The command palette acts on films; on other screens it has nothing to offer."""
        return action != "command_palette" or isinstance(self.screen, MainScreen)

    def completed(self, screen: Screen[object], update: object) -> object:
        """An update with the poster that the terminal draws itself, if it is such a one."""
        driver = self.running_driver
        if self.state.posters.graphics == "blocks" or not isinstance(driver, TerminalDriver):
            return update
        poster = next(iter(self._main.query(Poster)), None) if screen is self._main else None
        return self._pictures.completed(update, poster, driver)

    # Start and end

    def on_mount(self) -> None:
        self.set_keymap(dict(self.state.key_map))
        if not self.backend.is_set_up():
            self._offer_set_up(can_leave=False)  # an empty home: no need to ask the engine
        self.call_after_refresh(self._start)

    def _start(self) -> None:
        """Start everything that may take time, once the first screen is painted."""
        runtime.resume_collection()
        self._local.start()
        self._setting_up.start()
        self.set_interval(2.0, self.backend.look_for_marks)

    def on_unmount(self) -> None:
        self._local.close(MARKS_TIMEOUT, STORES_TIMEOUT)

    def save_last_marks(self, stream: Forgiving) -> bool:
        """Wait for the last marks once the app has closed, and print on `stream` what is lost. Returns whether nothing
        is."""
        return wait_for_marks(self._local.marks, stream)

    def on_crash(self, error: BaseException | None) -> None:
        """Keep one line for the person; the traceback goes to the log."""
        _log.error("the app failed", exc_info=error)
        fault = find_file_fault(error) if error is not None else None
        if fault is not None:
            self.failure = f"movierec ended: {texts.with_remedy(fault.message, fault.remedy)}"
        else:
            self.failure = f"movierec failed: {type(error).__name__}; the details are in {self._settings.files.app_log}"

    # Messages from the threads. A screen that was just pushed has no widgets yet: what concerns it is called later, in
    # the screen's own turn, which begins once it is mounted.

    def _tell(self, message: Message) -> None:
        """Pass on a message; called in the worker threads."""
        if self.takes_messages:
            concerns_the_app = isinstance(message, _FOR_THE_APP)
            (self if concerns_the_app else self._main).post_message(message)

    def _failed(self, error: Exception) -> None:
        _log.error("a thread failed", exc_info=error)
        from engine.stores.version_damage import find_damage

        fault = find_file_fault(error) or find_damage(self._settings)
        if fault is not None:
            self._tell(Unexpected(texts.with_remedy(fault.message, fault.remedy)))
        else:
            self._tell(Unexpected(f"something went wrong: {type(error).__name__}; see {self._settings.files.app_log}"))

    def on_job_updated(self, message: JobUpdated) -> None:
        self._setting_up.follow(message)

    def on_films_opened(self, message: FilmsOpened) -> None:
        self._importing.look_for_questions()
        self._setting_up.films_opened(message)
        self._looking_back.version_opened()
        self._mapping.films_opened()

    def on_profiles_read(self, message: ProfilesRead) -> None:
        from tui.screens.profile_screen import ProfileScreen

        if isinstance(self.screen, ProfileScreen):
            self.screen.call_later(self.screen.show, message.profiles)
        self._gathering.profiles_read(message.profiles)

    @on(ImportNews)
    def _take_import_news(self, message: ImportNews) -> None:
        self._importing.take(message)

    def on_film_proposed(self, message: FilmProposed) -> None:
        self._gathering.proposed(message)

    def on_version_failed(self, message: VersionFailed) -> None:
        self._looking_back.version_failed(message)
        self._mapping.marked()

    def on_portrait_painted(self, message: PortraitPainted) -> None:
        self._looking_back.painted(message)

    def on_diary_read(self, message: DiaryRead) -> None:
        self._looking_back.read(message)

    def on_mark_saved(self, message: MarkSaved) -> None:
        """The main screen has taken the mark by now."""
        self._gathering.marked()
        self._looking_back.marks_changed(message.words)
        self._mapping.marked()

    def on_marks_read(self) -> None:
        self._looking_back.marks_changed()
        self._mapping.marked()

    def on_mark_refused(self, message: MarkRefused) -> None:
        self._looking_back.refused(message)
        self._mapping.marked()

    def on_rank_ready(self) -> None:
        self._mapping.marked()

    def on_map_read(self, message: MapRead) -> None:
        self._mapping.read(message)

    # What the set-up finds out, and requests that reach beyond the screens

    def on_machine_measured(self, message: MachineMeasured) -> None:
        self._setting_up.machine_measured(message.machine)

    def on_source_given(self, message: requests.SourceGiven) -> None:
        self.backend.check_source(message.text)

    def on_source_checked(self, message: SourceChecked) -> None:
        self._setting_up.source_checked(message)

    def on_link_requested(self, message: requests.LinkRequested) -> None:
        open_in_browser(message.link)

    def _say(self, text: str, style: str = "quiet") -> None:
        """Show `text` on the import or the set-up screen if one is open (perhaps under the help), else on the main
        screen."""
        if not self._importing.say(text) and not self._setting_up.say(text):
            self._main.say(text, style, about="job")
