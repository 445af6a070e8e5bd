"""Starts jobs as separate processes and follows their logs; the app never does their work itself.

A job outlives the app: it runs in a session of its own, and the next run of the app finds it by its log.
"""

from __future__ import annotations

import calendar
import os
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from textual.message import Message

from engine.errors import MovierecError
from engine.job_log import JobStatus, interrupt, job_path, list_jobs, new_job_id, read_job
from engine.settings import Settings
from tui import child_processes
from tui.state.messages import JobUpdated

_TICK = 5.0
"""Seconds after which a job that has said nothing new is reported all the same: its time runs on."""

Start = Callable[[Settings, str, Sequence[str]], None]


def start_process(settings: Settings, job: str, arguments: Sequence[str]) -> None:
    """Start `movierec setup` as `job`, with its output in home/logs. Raises MovierecError if it cannot start."""
    settings.files.ensure()
    command = child_processes.command("tui.cli", "--home", str(settings.home), "setup", "--job", job, *arguments)
    try:
        with settings.files.job_output(job).open("ab") as output:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env=child_processes.environment(os.environ),
                start_new_session=True,
            )
    except OSError as cause:
        raise MovierecError(f"the set-up could not be started: {cause.strerror}", "run `movierec setup`") from cause
    # Reaped by a thread, so that no zombie stays while the app is open.
    threading.Thread(target=process.wait, name="reaper", daemon=True).start()


@dataclass(frozen=True)
class _Followed:
    """A job, and how far its log was read. Replaced as a whole, under the lock, since two threads change it."""

    job: str
    begun: float
    offset: int = 0
    last: JobStatus | None = None
    told: float = 0.0
    """When something was last reported."""

    @property
    def ended(self) -> bool:
        return self.last is not None and (self.last.final or not self.last.alive)


class JobFollower:
    """Starts, stops and follows jobs, and reports through `tell`."""

    def __init__(
        self,
        settings: Settings,
        tell: Callable[[Message], object],
        failed: Callable[[Exception], None],
        *,
        starter: Start = start_process,
        wall: Callable[[], float] = time.time,
        every: float = 0.25,
    ) -> None:
        self._settings = settings
        self._tell = tell
        self._failed = failed
        self._starter = starter
        self._every = every
        self._wall = wall
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._followed: _Followed | None = None
        self._looked = False
        self._thread = threading.Thread(target=self._run, name="jobs", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def set_up(self, arguments: Sequence[str]) -> None:
        """Start a set-up and follow it. Raises MovierecError if it cannot start."""
        job = new_job_id("setup")
        self._starter(self._settings, job, arguments)
        with self._lock:
            self._followed = self._fresh(job)

    def interrupt(self) -> bool:
        """Ask the followed job to stop cleanly. Returns whether it was running.

        Raises MovierecError if it runs on another machine.
        """
        with self._lock:
            followed = self._followed
        return followed is not None and interrupt(self._settings, followed.job)

    def close(self) -> None:
        self._stop.set()

    def look(self) -> None:
        """Report what is new in the followed job; if there is none, or it has ended, follow the newest running one."""
        statuses = list_jobs(self._settings)
        first, self._looked = not self._looked, True
        followed = self._choose(statuses)
        if followed is None:
            if first and statuses and statuses[0].kind == "setup" and statuses[0].stage != "done":
                # It failed or was killed while no app was open: whoever sets up again should know why.
                self._tell(JobUpdated(statuses[0], (), 0.0))
            return
        events, offset = read_job(job_path(self._settings, followed.job), followed.offset)
        starting = JobStatus(id=followed.job, kind=followed.job.partition("-")[0], stage="starting", alive=True)
        status = next((status for status in statuses if status.id == followed.job), starting)
        now = self._wall()
        quiet = not events and status == followed.last
        if quiet and (status.final or not status.alive or now - followed.told < _TICK):
            return
        with self._lock:
            if self._followed is not followed:
                return  # another job was started meanwhile; this offset belongs to the old log
            self._followed = replace(followed, offset=offset, last=status, told=now)
        self._tell(JobUpdated(status, events, now - followed.begun))

    def _choose(self, statuses: Sequence[JobStatus]) -> _Followed | None:
        newest = next((status for status in statuses if status.alive and not status.final), None)
        with self._lock:
            if newest is not None and (self._followed is None or self._followed.ended):
                self._followed = self._fresh(newest.id)
            return self._followed

    def _fresh(self, job: str) -> _Followed:
        return _Followed(job, _begun(job) or self._wall())

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self.look()
            except Exception as error:  # noqa: BLE001 - reported and logged; the next look may succeed
                self._failed(error)
            self._stop.wait(self._every)


def _begun(job: str) -> float | None:
    """When the job began, in seconds since the epoch, according to its id."""
    try:
        return float(calendar.timegm(time.strptime("".join(job.split("-")[1:3]), "%Y%m%d%H%M%S")))
    except ValueError:
        return None
