"""Opens the set-up, follows the job that trains or fetches films, and stops it on request."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

from textual.app import App

from engine.errors import MovierecError
from tui import actions
from tui.screens.leaving import leave
from tui.screens.main_screen import MainScreen
from tui.state import texts
from tui.state.backend import Backend
from tui.state.job_progress import JobProgress
from tui.state.main_state import MainState
from tui.state.messages import FilmsOpened, JobUpdated, SourceChecked
from tui.state.requests import DataSetChosen

if TYPE_CHECKING:
    from textual.screen import Screen

    from engine.estimates.machine import Machine
    from tui.screens.set_up_screen import SetUpScreen

STOP_WITHIN = 5.0
"""Seconds within which the key that stops a job must be pressed twice."""


class Say(Protocol):
    """Shows a line on the screen in front that has one."""

    def __call__(self, text: str, style: str = "quiet", /) -> None: ...


class SettingUp:
    """A screen that was just pushed has no widgets yet: what concerns it is called in its own turn."""

    def __init__(
        self,
        app: App[Any],
        backend: Backend,
        state: MainState,
        main: MainScreen,
        say: Say,
        clock: Callable[[], float],
    ) -> None:
        self._app = app
        self._backend = backend
        self._state = state
        self._main = main
        self._say = say
        self._clock = clock
        self._screen: SetUpScreen | None = None
        self._finished = False
        """Whether the set-up that is open has finished, and its films can be ranked."""
        self._job: JobUpdated | None = None
        self._progress = JobProgress()
        self._machine: Machine | None = None
        self._started = False
        self._stop_requested_at = float("-inf")
        self._titles_requested_for = ("", "")
        """The job and its stage when the titles were last requested: they appear while the job is running."""

    def is_on(self, screen: Screen[Any]) -> bool:
        """Whether `screen` is the set-up."""
        return screen is self._screen

    def start(self) -> None:
        """Begin to measure, now that the first screen is painted."""
        self._started = True
        self._measure()

    def offer(self, *, can_leave: bool) -> None:
        """Open the set-up; where it is the only way to any film, it can't be left."""
        from tui.screens.set_up_screen import SetUpScreen

        if self._screen is None:
            self._screen = SetUpScreen(self._state, self._job, self._progress, self._machine, can_leave=can_leave)
            self._finished = False
            self._app.push_screen(self._screen, lambda _: self._left())
            self._measure()

    def close(self) -> None:
        """Leave a finished set-up for its films; if the help is in front, once that is closed."""
        if self._screen is not None and self._finished:
            leave(self._screen)

    def _left(self) -> None:
        self._screen = None

    def say(self, text: str) -> bool:
        """Show `text` if the set-up is open, perhaps under the help. Returns whether it is."""
        if self._screen is not None:
            self._screen.call_later(self._screen.say, text)
        return self._screen is not None

    # The machine and the data set

    def _measure(self) -> None:
        """Measure the machine once the set-up is open and the first screen is painted."""
        if self._screen is not None and self._machine is None and self._started:
            self._backend.measure_machine()

    def machine_measured(self, machine: Machine) -> None:
        """Use what was measured."""
        self._machine = machine
        if self._screen is not None:
            self._screen.call_later(self._screen.machine_measured, machine)

    def source_checked(self, message: SourceChecked) -> None:
        """Show what is in the folder or the file that the person named."""
        if self._screen is not None:
            self._screen.call_later(self._screen.source_checked, message)

    def choose(self, message: DataSetChosen) -> None:
        """Start to set up the chosen data set."""
        try:
            self._backend.set_up(message.arguments)
        except MovierecError as error:
            self._say(texts.with_remedy(error.message, error.remedy), "bad")
        else:
            if self._screen is not None:
                self._screen.call_later(self._screen.started, message.name)

    # The job

    def follow(self, message: JobUpdated) -> None:
        """Show what the job does, and open what it has finished."""
        status, engine = message.status, self._state.engine
        self._job = message
        self._progress.follow(message)
        self._main.show_job(status)
        if status.stage == "done" and status.version and status.version != engine.version:
            watched = self._screen is not None and self._screen.shows_job
            if engine.version and not watched:
                self._main.announce(status.version)
            else:
                self._backend.open_version()
        elif status.alive and not engine.ranks and (status.id, status.stage) != self._titles_requested_for:
            self._titles_requested_for = status.id, status.stage
            self._backend.open_titles()
        elif not status.alive and status.stage == "failed" and any(event.final for event in message.events):
            self._main.say(texts.with_remedy(status.message, status.remedy), "bad")
        if self._screen is not None:
            self._screen.call_later(self._screen.follow, message)

    def films_opened(self, message: FilmsOpened) -> None:
        """Close once the films can be ranked; until then their titles can be searched."""
        if self._screen is None:
            return
        if message.ranks:
            self._finished = True
            self.close()
        else:
            self._screen.call_later(self._screen.titles_opened)

    def stop_job(self) -> None:
        """Stop the job at the second request within STOP_WITHIN seconds."""
        if self._job is None or not self._job.status.alive:
            self._say("no job is running")
        elif self._clock() - self._stop_requested_at > STOP_WITHIN:
            self._stop_requested_at = self._clock()
            key = "stop_job" if self._screen is None else "setup_stop"
            self._say(f"press {actions.key_of(key, self._state.key_map)} again to stop the job")
        else:
            self._stop_requested_at = float("-inf")
            try:
                interrupted = self._backend.interrupt_job()
            except MovierecError as error:
                self._say(texts.with_remedy(error.message, error.remedy), "bad")
            else:
                self._say("asked the job to stop" if interrupted else "the job has already ended")
