"""Running a job: its log, its listener, and how it is stopped.

Ctrl-C and SIGTERM ask a training to stop at its next step, and interrupt any other work at once (which leaves nothing
half done); a second signal interrupts a training at once too. A dropped terminal (SIGHUP) does not stop a job. This
module knows nothing about the work itself.
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import TypeAlias, TypeVar

from engine.errors import MovierecError
from engine.file_faults import find_file_fault, why_unwritable
from engine.job_log import HeldLock, JobEvent, JobLog, Kind, forget_old_jobs, job_path, new_job_id
from engine.progress import Event
from engine.secret import hide
from engine.settings import Settings
from engine.stores.version_damage import find_damage

Listener: TypeAlias = Callable[[JobEvent], None]
Answer = TypeVar("Answer")

_EVERY = 0.2
"""Minimum seconds between two log lines of one stage."""


class JobInterrupted(MovierecError):
    """The job was stopped by a signal."""

    exit_code = 130


class Job:
    """The handle that the work gets: its id, ways to report, and whether it should stop."""

    def __init__(self, job: str, log: JobLog, listener: Listener, clock: Callable[[], float] = time.monotonic) -> None:
        self.id = job
        self.resume_command = ""
        """The command that resumes the job after an interruption; empty if it is the same command."""
        self._log = log
        self._listener = listener
        self._clock = clock
        self._last = Event(stage="")
        self._said: set[str] = set()
        self._last_at = 0.0
        self._asked = threading.Event()
        self._stops_itself = False

    def progress(self, event: Event) -> None:
        """Log the event and pass it to the listener; within a stage, all but the first and the last are throttled.

        A note is told once, however often it comes: what was done instead of what was asked is said at once, and again
        with the data set.
        """
        if event.unit == "note":
            if event.message not in self._said:
                self._said.add(event.message)
                self.tell(JobEvent(job=self.id, stage=event.stage, unit="note", message=event.message))
            return
        if self._is_worth_telling(event):
            self._last, self._last_at = event, self._clock()
            self.tell(
                JobEvent(
                    job=self.id,
                    stage=event.stage,
                    done=event.done,
                    total=event.total,
                    unit=event.unit,
                    message=event.message,
                )
            )

    def say(self, message: str) -> None:
        """Log a note under the current stage, unless it was logged before."""
        self.progress(Event(stage=self._last.stage or "start", unit="note", message=message))

    def expect(self, plan: dict[str, float]) -> None:
        """Log the seconds that each stage is expected to take."""
        rounded = {stage: round(seconds, 1) for stage, seconds in plan.items()}
        self.tell(JobEvent(job=self.id, stage=self._last.stage or "start", unit="note", plan=rounded))

    def tell(self, event: JobEvent) -> None:
        self._log.write(event)
        self._listener(event)

    @property
    def stage(self) -> str:
        """The current stage, empty before the first."""
        return self._last.stage

    def should_stop(self) -> bool:
        """Whether the work should stop; polled inside `stopping_itself` by work that can stop cleanly."""
        return self._asked.is_set()

    @contextmanager
    def stopping_itself(self) -> Iterator[None]:
        """Context for work that polls `should_stop`: the first signal then only makes it return True."""
        self._stops_itself = True
        try:
            yield
        finally:
            self._stops_itself = False

    def ask_to_stop(self) -> None:
        """Handle a signal. Raises KeyboardInterrupt unless the work is going to stop by itself."""
        if self._stops_itself and not self._asked.is_set():
            self._asked.set()
            return
        raise KeyboardInterrupt

    def _is_worth_telling(self, event: Event) -> bool:
        last = self._last
        return (
            event.stage != last.stage
            or event.total != last.total
            or (event.done == last.done and event.message != last.message)
            or (event.done != last.done and event.done == event.total)
            or self._clock() - self._last_at >= _EVERY
        )


def run_job(
    settings: Settings,
    kind: Kind,
    work: Callable[[Job], tuple[Answer, str | None]],
    *,
    job_id: str | None = None,
    listener: Listener = lambda event: None,
    trains: bool = True,
) -> Answer:
    """Run `work` and return its result; `work` returns the result and the version that is current afterwards.

    The last line of the log says how the job ended. Raises what the work raises, JobInterrupted if a signal ended it,
    and BusyError if `trains` is set and another job is training in this home. Call it from the main thread only.
    """
    _require_writable(settings)
    forget_old_jobs(settings)
    if trains and job_id is None:  # nobody waits for this job's log: refuse without leaving one
        HeldLock(settings.files.train_lock, new_job_id(kind)).release()
    name = job_id or new_job_id(kind)
    with JobLog(job_path(settings, name)) as log:
        job = Job(name, log, listener)
        try:
            with _signals(job):
                if trains:
                    with HeldLock(settings.files.train_lock, name):
                        answer, version = work(job)
                else:
                    answer, version = work(job)
        except KeyboardInterrupt:
            again = f"continue with `{job.resume_command}`" if job.resume_command else "run the command again"
            stopped = JobInterrupted("interrupted", again)
            job.tell(_failed(name, stopped))
            raise stopped from None
        except MovierecError as error:
            with suppress(OSError):
                job.tell(_failed(name, error))
            raise
        except Exception as error:
            fault = find_file_fault(error) or find_damage(settings)
            words = hide(f"{type(error).__name__}: {error}")
            remedy = "run the command again with --debug, and report what it prints"
            with suppress(OSError):  # the disk of the log may be the one that is full
                job.tell(_failed(name, fault or MovierecError(words, remedy)))
            if fault is not None:
                raise fault from error
            raise
        job.tell(JobEvent(job=name, stage="done", version=version))
        return answer


def _require_writable(settings: Settings) -> None:
    """Raise FileFault, before any work is done, if its result could not be written."""
    settings.files.ensure()
    catalog = settings.files.catalog
    fault = why_unwritable(catalog) if not settings.database_url and catalog.exists() else None
    if fault is not None:
        raise fault


def log_failure(settings: Settings, job_id: str, error: MovierecError) -> None:
    """Log that a job failed before it began, for the process that started it and is waiting for its log."""
    settings.files.ensure()
    path = job_path(settings, job_id)
    if not path.exists():
        with JobLog(path) as log:
            log.write(_failed(job_id, error))


def _failed(job: str, error: MovierecError) -> JobEvent:
    return JobEvent(job=job, stage="failed", message=error.message, remedy=error.remedy)


@contextmanager
def _signals(job: Job) -> Iterator[None]:
    def on_signal(number: int, frame: FrameType | None) -> None:
        job.ask_to_stop()

    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    signal.signal(signal.SIGINT, on_signal)
    signal.signal(signal.SIGTERM, on_signal)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
