"""Jobs as the app knows them: it starts one as a process of its own and follows its log; it never does their work.

A job outlives the app: it runs in a session of its own, and whoever opens the app next finds it by its log.
"""

from __future__ import annotations

import calendar
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence

from textual.message import Message

from engine.errors import MovierecError
from engine.job_log import JobStatus, interrupt, job_path, list_jobs, new_job_id, read_job
from engine.settings import Settings
from tui.state.messages import JobMoved

Start = Callable[[Settings, str, Sequence[str]], None]


def start_process(settings: Settings, job: str, arguments: Sequence[str]) -> None:
    """Start `movierec setup` as `job`. What it prints goes to home/logs. Raises MovierecError where it cannot start."""
    settings.files.ensure()
    log = settings.files.job_output(job)
    command = [sys.executable, "-m", "tui.cli", "--home", str(settings.home), "setup", "--job", job, *arguments]
    try:
        with log.open("ab") as output:
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True
            )
    except OSError as cause:
        raise MovierecError(f"the set-up could not be started: {cause.strerror}", "run `movierec setup`") from cause
    # Reaped by a thread, so that no zombie stays while the app is open.
    threading.Thread(target=process.wait, name="reaper", daemon=True).start()


class Jobs:
    """Starts, stops and follows jobs; what happens is told through `tell`."""

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
        self._stop = threading.Event()
        self._following: str | None = None
        self._wall = wall
        self._begun = wall()
        self._offset = 0
        self._last: JobStatus | None = None
        self._thread = threading.Thread(target=self._run, name="jobs", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def set_up(self, arguments: Sequence[str]) -> None:
        """Start a set-up and follow it. Raises MovierecError where it cannot start."""
        job = new_job_id("setup")
        self._starter(self._settings, job, arguments)
        self._follow(job)

    def interrupt(self) -> bool:
        """Ask the job that is followed to stop cleanly. Raises MovierecError where it runs elsewhere."""
        return self._following is not None and interrupt(self._settings, self._following)

    def close(self) -> None:
        self._stop.set()

    def _follow(self, job: str) -> None:
        self._following, self._offset, self._last, self._begun = job, 0, None, _begun(job) or self._wall()

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self._look()
            except Exception as error:  # noqa: BLE001 - told and logged; looking again may succeed
                self._failed(error)
            self._stop.wait(self._every)

    def _look(self) -> None:
        statuses = {status.id: status for status in list_jobs(self._settings)}
        alive = [status for status in statuses.values() if status.alive and not status.final]
        if alive and (self._following is None or self._ended()):
            self._follow(alive[-1].id)
        job = self._following
        if job is None:
            return
        events, offset = read_job(job_path(self._settings, job), self._offset)
        status = statuses.get(job) or JobStatus(id=job, kind=job.partition("-")[0], stage="starting", alive=True)
        if events or status != self._last:
            self._offset, self._last = offset, status
            self._tell(JobMoved(status, events, self._wall() - self._begun))

    def _ended(self) -> bool:
        return self._last is not None and (self._last.final or not self._last.alive)


def _begun(job: str) -> float | None:
    """When the job began (seconds of the epoch), as its id tells."""
    try:
        return float(calendar.timegm(time.strptime("".join(job.split("-")[1:3]), "%Y%m%d%H%M%S")))
    except ValueError:
        return None
