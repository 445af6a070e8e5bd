"""A job at work: its log, its listeners, and how it is stopped.

Ctrl-C and SIGTERM ask a training to stop at its next step, and end everything else where it is (nothing a job
does is left half done by that); a second one ends a training at once. A dropped terminal (SIGHUP) does not stop
a job. What the work itself is, this module does not know.
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TypeAlias, TypeVar

from engine.errors import MovierecError
from engine.job_log import HeldLock, JobEvent, JobLog, Kind, forget_old_jobs, job_path, new_job_id
from engine.progress import Event
from engine.settings import Settings

Listener: TypeAlias = Callable[[JobEvent], None]
Answer = TypeVar("Answer")

_EVERY = 0.2
"""Seconds between two lines of one stage."""


class JobInterrupted(MovierecError):
    """Somebody stopped the job."""

    exit_code = 130


class Job:
    """What the work is given: its id, the callback that reports, and whether it should stop."""

    def __init__(self, job: str, log: JobLog, listener: Listener, clock: Callable[[], float] = time.monotonic) -> None:
        self.id = job
        self.resume_command = ""
        """The command with which an interrupted job can be taken up again; empty: the same one."""
        self._log = log
        self._listener = listener
        self._clock = clock
        self._last = Event(stage="")
        self._last_at = 0.0
        self._asked = threading.Event()
        self._stops_itself = False

    def progress(self, event: Event) -> None:
        """Log the event and hand it on; of many steps of one stage only some, never its first or last."""
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
        """Log a note, within the stage at hand."""
        self.tell(JobEvent(job=self.id, stage=self._last.stage or "start", unit="note", message=message))

    def tell(self, event: JobEvent) -> None:
        self._log.write(event)
        self._listener(event)

    @property
    def stage(self) -> str:
        """The stage reached, empty before the first."""
        return self._last.stage

    def stop(self) -> bool:
        """Whether the work should stop; asked by what can stop cleanly, inside `stopping_itself`."""
        return self._asked.is_set()

    @contextmanager
    def stopping_itself(self) -> Iterator[None]:
        """Around work that asks `stop`: the first signal then does nothing but make it true."""
        self._stops_itself = True
        try:
            yield
        finally:
            self._stops_itself = False

    def ask_to_stop(self) -> None:
        """Called for a signal. Raises KeyboardInterrupt unless the work will stop by itself."""
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
    """Do `work`, which returns its answer and the version that is current afterwards.

    Every way to end is the last line of the log. Raises what the work raises, JobInterrupted where a signal ended
    it, and BusyError where `trains` and another job trains under this home. Call it from the main thread only.
    """
    settings.files.ensure()
    forget_old_jobs(settings)
    if trains and job_id is None:  # nobody waits for the log of one that is refused
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
            again = f"continue with `{job.resume_command}`" if job.resume_command else "run it again"
            stopped = JobInterrupted("interrupted", again)
            job.tell(_failed(name, stopped))
            raise stopped from None
        except MovierecError as error:
            job.tell(_failed(name, error))
            raise
        except Exception as error:
            words = f"{type(error).__name__}: {error}"
            job.tell(_failed(name, MovierecError(words, "run it again with --debug, and report what it shows")))
            raise
        job.tell(JobEvent(job=name, stage="done", version=version))
        return answer


def log_failure(settings: Settings, job_id: str, error: MovierecError) -> None:
    """Write down that a job failed before it began, for whoever started it and waits for its log."""
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
