"""The full-screen app: owns the backend, the themes and the screens, and handles the screens' requests.

Nothing heavy is imported here: the engine's recommender loads in the ranking thread after the first paint, the other
screens load when they are opened, and training runs in a separate process.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.command import Provider
from textual.driver import Driver
from textual.message import Message
from textual.screen import Screen

from engine.errors import MovierecError
from engine.file_faults import find_file_fault
from engine.settings import Settings, login_name
from tui import actions, runtime
from tui.forgiving_stream import Forgiving
from tui.input_order import OrderedInput
from tui.screens.command_palette import ActionCommands
from tui.screens.gathering import Gathering
from tui.screens.import_starting import Importing
from tui.screens.leaving import leave
from tui.screens.main_screen import MainScreen
from tui.state import requests, texts
from tui.state.backend import Backend
from tui.state.job_progress import JobProgress
from tui.state.main_state import MainState
from tui.state.messages import (
    FilmProposed,
    FilmsOpened,
    ImportNews,
    JobUpdated,
    MachineMeasured,
    ProfilesRead,
    SourceChecked,
    Unexpected,
)
from tui.state.preferences import Preferences
from tui.state.profile_names import ProfileNames
from tui.terminal_driver import TerminalDriver
from tui.theme import themes
from tui.workers.browser import open_in_browser
from tui.workers.job_follower import Start, start_process
from tui.workers.last_marks import wait_for_marks
from tui.workers.local_backend import LocalBackend
from tui.workers.ranking_engine import RankingEngine
from tui.workers.ranking_worker import open_engine
from tui.workers.set_up_preparation import Measure, measure_here

if TYPE_CHECKING:
    from engine.estimates.machine import Machine
    from tui.screens.set_up_screen import SetUpScreen

MARKS_TIMEOUT = 0.2
"""Seconds for marks to reach the disk while the app is still on screen; `run_app` waits longer for them."""
STORES_TIMEOUT = 0.1
"""Seconds for the stores to close."""
STOP_WITHIN = 5.0
"""Seconds within which the key that stops a job must be pressed twice."""

_FOR_THE_APP = JobUpdated, ProfilesRead, FilmProposed, MachineMeasured, SourceChecked, ImportNews
"""The messages from the threads that are not for the main screen."""

_log = logging.getLogger("movierec.app")


class MovierecApp(runtime.PrivateTextual, OrderedInput):
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
        # Without colors, Textual must know from the start not to convert anything to RGB.
        super().__init__(ansi_color=True if os.environ.get("NO_COLOR") else None)
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
        self._clock = clock
        self._main = MainScreen(self.backend, self.state, clock)
        self._importing = Importing(self, self.backend, self.state, self._main, self._close_set_up)
        self._gathering = Gathering(self, self.backend, self.state)
        self._set_up: SetUpScreen | None = None
        self._set_up_finished = False
        """Whether the set-up that is open has finished, and its films can be ranked."""
        self._job: JobUpdated | None = None
        self._progress = JobProgress()
        self._machine: Machine | None = None
        self._started = False
        self._stop_requested_at = float("-inf")
        self._titles_requested_for = ("", "")
        """The job and its stage when the titles were last requested: they appear while the job is running."""
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
        self._started = True
        self._measure_for_set_up()
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
        status, engine = message.status, self.state.engine
        self._job = message
        self._progress.follow(message)
        self._main.show_job(status)
        if status.stage == "done" and status.version and status.version != engine.version:
            watched = self._set_up is not None and self._set_up.shows_job
            if engine.version and not watched:
                self._main.announce(status.version)
            else:
                self.backend.open_version()
        elif status.alive and not engine.ranks and (status.id, status.stage) != self._titles_requested_for:
            self._titles_requested_for = status.id, status.stage
            self.backend.open_titles()
        elif not status.alive and status.stage == "failed" and any(event.final for event in message.events):
            self._main.say(texts.with_remedy(status.message, status.remedy), "bad")
        if self._set_up is not None:
            self._set_up.call_later(self._set_up.follow, message)

    def on_films_opened(self, message: FilmsOpened) -> None:
        self._importing.look_for_questions()
        if self._set_up is None:
            return
        if message.ranks:
            self._set_up_finished = True
            self._close_set_up()
        else:
            self._set_up.call_later(self._set_up.titles_opened)

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

    def on_mark_saved(self) -> None:
        """The main screen has taken the mark by now."""
        self._gathering.marked()

    # Requests from the screens

    def on_machine_measured(self, message: MachineMeasured) -> None:
        self._machine = message.machine
        if self._set_up is not None:
            self._set_up.call_later(self._set_up.machine_measured, message.machine)

    def on_source_given(self, message: requests.SourceGiven) -> None:
        self.backend.check_source(message.text)

    def on_source_checked(self, message: SourceChecked) -> None:
        if self._set_up is not None:
            self._set_up.call_later(self._set_up.source_checked, message)

    def on_set_up_requested(self) -> None:
        self._offer_set_up(can_leave=False)

    def action_show_set_up(self) -> None:
        self._offer_set_up(can_leave=True)

    def _offer_set_up(self, *, can_leave: bool) -> None:
        from tui.screens.set_up_screen import SetUpScreen

        if self._set_up is None:
            self._set_up = SetUpScreen(self.state, self._job, self._progress, self._machine, can_leave=can_leave)
            self._set_up_finished = False
            self.push_screen(self._set_up, self._set_up_left)
            self._measure_for_set_up()

    def _measure_for_set_up(self) -> None:
        """Measure the machine once the set-up is open and the first screen is painted."""
        if self._set_up is not None and self._machine is None and self._started:
            self.backend.measure_machine()

    def _close_set_up(self) -> None:
        """Leave a finished set-up for its films; if the help is in front, once that is closed."""
        if self._set_up is not None and self._set_up_finished:
            leave(self._set_up)

    def _set_up_left(self, _: None) -> None:
        self._set_up = None

    def on_data_set_chosen(self, message: requests.DataSetChosen) -> None:
        try:
            self.backend.set_up(message.arguments)
        except MovierecError as error:
            self._say(texts.with_remedy(error.message, error.remedy), "bad")
        else:
            if self._set_up is not None:
                self._set_up.call_later(self._set_up.started, message.name)

    def on_stop_job_requested(self) -> None:
        """Stop the job at the second request within STOP_WITHIN seconds."""
        if self._job is None or not self._job.status.alive:
            self._say("no job is running")
        elif self._clock() - self._stop_requested_at > STOP_WITHIN:
            self._stop_requested_at = self._clock()
            key = "stop_job" if self._set_up is None else "setup_stop"
            self._say(f"press {actions.key_of(key, self.state.key_map)} again to stop the job")
        else:
            self._stop_requested_at = float("-inf")
            try:
                interrupted = self.backend.interrupt_job()
            except MovierecError as error:
                self._say(texts.with_remedy(error.message, error.remedy), "bad")
            else:
                self._say("asked the job to stop" if interrupted else "the job has already ended")

    def _say(self, text: str, style: str = "quiet") -> None:
        """Show `text` on the import or the set-up screen if one is open (perhaps under the help), else on the main
        screen."""
        if self._importing.say(text):
            return
        if self._set_up is not None:
            self._set_up.call_later(self._set_up.say, text)
        else:
            self._main.say(text, style, about="job")

    def action_show_profiles(self) -> None:
        from tui.screens.profile_screen import ProfileScreen

        self.push_screen(ProfileScreen(self.state.profile, self.state.key_map, self.state.names))
        self.backend.list_profiles()

    def action_show_presets(self) -> None:
        from tui.screens.preset_screen import PresetScreen

        presets, own = self.backend.presets(self.state.profile)
        self.push_screen(PresetScreen(presets, own, self.state.filters, self.state.key_map))

    def on_preset_chosen(self, message: requests.PresetChosen) -> None:
        self._main.use_preset(message.name, message.filters)

    def on_preset_kept(self, message: requests.PresetKept) -> None:
        self.backend.save_preset(message.name, message.filters)
        self._main.say(f"{'saved as' if message.filters is not None else 'deleted:'} {message.name}", "good")

    def on_profile_chosen(self, message: requests.ProfileChosen) -> None:
        if message.profile != self.state.profile:
            self._main.change_profile(message.profile)
            self._importing.look_for_questions()

    def on_profile_named(self, message: requests.ProfileNamed) -> None:
        self._main.name_profile(message.profile, message.name)

    def action_show_together(self) -> None:
        self._gathering.choose_people()

    def on_together_chosen(self, message: requests.TogetherChosen) -> None:
        self._main.open_together(message.profiles)

    def action_show_proposal(self) -> None:
        self._gathering.propose()

    def on_proposal_requested(self) -> None:
        self._main.request_proposal()

    def on_proposal_marked(self, message: requests.ProposalMarked) -> None:
        self._main.mark_film(message.verb, message.row)

    def on_proposal_opened(self, message: requests.ProposalOpened) -> None:
        self._main.open_like(message.row)

    def on_link_requested(self, message: requests.LinkRequested) -> None:
        open_in_browser(message.link)

    def on_theme_requested(self) -> None:
        names = [theme.name for theme in themes.THEMES]
        self.theme = names[(names.index(self.theme) + 1) % len(names)] if self.theme in names else names[0]

    def action_show_import(self) -> None:
        self._importing.open()

    def action_show_review(self) -> None:
        self._importing.review()

    def on_files_dropped(self, message: requests.FilesDropped) -> None:
        self._importing.open(message.text)

    def action_show_help(self) -> None:
        from tui.screens.help_screen import HelpScreen, Keys

        of: Keys = "films" if self.screen is self._main else "set-up" if self.screen is self._set_up else "import"
        self.push_screen(HelpScreen(self.state.key_map, of=of, off=self.state.off), lambda _: self._close_set_up())
