"""The logs through which other processes follow a job (`home/jobs/<id>.jsonl`, one JSON line per event), and job locks.

Light on purpose (standard library and msgspec): the app reads the logs before its first paint and never loads what
the jobs load. A job is alive while it holds the lock next to its log. The kernel releases that lock however the
process ends, so a reused process id is never mistaken for a running job. Nothing here starts a job.
"""

from __future__ import annotations

import fcntl
import os
import re
import secrets
import signal
import socket
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

import msgspec

from engine.errors import BusyError, UsageError
from engine.locks import is_held
from engine.settings import Settings

Kind = Literal["setup", "train", "evaluate", "add", "remove"]
KEPT = 20
"""The number of logs of finished jobs to keep."""

_ID = re.compile(r"(setup|train|evaluate|add|remove)-[A-Za-z0-9_-]{1,48}\Z")
_TAIL = 65_536


class JobEvent(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a job's log.

    The stage of the last event is `done`, with the `version` that is now current, or `failed` (also for an
    interrupted job), with a `remedy`. A `plan` (in a note) gives the seconds that each stage of the job is expected to
    take, in order; a later one replaces it. In JSON, `version`, `remedy` and `plan` are omitted if None.
    """

    job: str
    stage: str
    done: int = 0
    total: int = 0
    unit: str = ""
    message: str = ""
    version: str | None = None
    remedy: str | None = None
    plan: dict[str, float] | None = None

    @property
    def final(self) -> bool:
        return self.stage in ("done", "failed")

    @property
    def note(self) -> bool:
        return self.unit == "note"

    def line(self) -> bytes:
        """The event as one JSON line, newline included."""
        fields: dict[str, Any] = msgspec.structs.asdict(self)
        for name in ("version", "remedy", "plan"):
            if fields[name] is None:
                del fields[name]
        try:
            return msgspec.json.encode(fields) + b"\n"
        except UnicodeEncodeError:  # a path that is not UTF-8
            whole = {
                name: v.encode(errors="replace").decode() if isinstance(v, str) else v for name, v in fields.items()
            }
            return msgspec.json.encode(whole) + b"\n"


class JobStatus(msgspec.Struct, frozen=True, kw_only=True):
    """A job's status, from its last event that is not a note. A job neither `alive` nor `final` was killed."""

    id: str
    kind: str
    stage: str
    done: int = 0
    total: int = 0
    unit: str = ""
    message: str = ""
    version: str | None = None
    remedy: str | None = None
    alive: bool
    pid: int | None = None

    @property
    def final(self) -> bool:
        return self.stage in ("done", "failed")


class Holder(msgspec.Struct, frozen=True, kw_only=True):
    """The holder of a lock, as written into the lock file."""

    job: str
    pid: int
    host: str


class HeldLock:
    """An exclusive file lock that records its holder in the file; freed by `release` or when the process ends."""

    def __init__(self, path: Path, job: str) -> None:
        """Take the lock. Raises BusyError, naming the holder, if another process (or another HeldLock) has it."""
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _take(self._descriptor, path)
            holder = Holder(job=job, pid=os.getpid(), host=socket.gethostname())
            os.ftruncate(self._descriptor, 0)
            os.pwrite(self._descriptor, msgspec.json.encode(holder), 0)
        except BaseException:
            os.close(self._descriptor)
            raise

    def release(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


class JobLog:
    """A job's log, opened for writing by the job itself, with the lock that shows that the job is alive."""

    def __init__(self, path: Path) -> None:
        """Open the log and take its lock. Raises BusyError if a job with that id is running."""
        self.path = path
        self._lock = HeldLock(_lock_path(path), path.stem)
        try:
            self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        except BaseException:
            self._lock.release()
            raise

    def write(self, event: JobEvent) -> None:
        """Append the event in one write, so that a reader never sees a partial line."""
        os.write(self._file, event.line())

    def close(self) -> None:
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
        self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def new_job_id(kind: Kind) -> str:
    """A unique job id, valid as a file name; ids of one kind sort by time."""
    return f"{kind}-{time.strftime('%Y%m%d-%H%M%S', time.gmtime())}-{secrets.token_hex(3)}"


def job_path(settings: Settings, job: str) -> Path:
    """The path of the job's log. Raises UsageError if `job` is not a job id."""
    if not _ID.match(job):
        raise UsageError(f"'{job}' is not a job id", "leave out --job, or see `movierec status`")
    return settings.files.job_log(job)


def read_job(path: Path, offset: int = 0) -> tuple[list[JobEvent], int]:
    """The events from byte `offset` on, and the offset for the next call; no events if there is no log
    yet, or it cannot be read.

    A line still being written is left for the next call; a line that is not an event (from a full disk) is skipped.
    """
    try:
        with path.open("rb") as stream:
            stream.seek(offset)
            data = stream.read()
    except OSError:
        return [], offset
    whole = data[: data.rfind(b"\n") + 1]
    return _events(whole), offset + len(whole)


def list_jobs(settings: Settings) -> list[JobStatus]:
    """The jobs that have a log under home, newest first; none if the logs cannot be listed."""
    dated: list[tuple[int, str, Path]] = []
    try:
        logs = list(settings.files.jobs.glob("*.jsonl"))
    except OSError:
        return []
    for path in logs:
        try:
            dated.append((path.stat().st_mtime_ns, path.stem, path))
        except OSError:
            continue
    return [_status(path) for _, _, path in sorted(dated, reverse=True) if _ID.match(path.stem)]


def interrupt(settings: Settings, job: str) -> bool:
    """Ask the job to stop cleanly, as Ctrl-C does. Returns False if it is no longer running.

    Raises BusyError if it runs on another machine (with a home on a network file system).
    """
    path = _lock_path(job_path(settings, job))
    if not is_held(path):
        return False
    holder = lock_holder(path)
    if holder is None:
        return False
    if holder.host != socket.gethostname():
        raise BusyError(f"{job} is running on {holder.host}", f"stop it there: kill -INT {holder.pid}")
    try:
        os.kill(holder.pid, signal.SIGINT)
    except ProcessLookupError:
        return False
    return True


def lock_holder(path: Path) -> Holder | None:
    """The last process to take the lock `path`; meaningful only while the lock is held."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Holder)
    except (OSError, msgspec.MsgspecError):
        return None


def forget_old_jobs(settings: Settings, kept: int = KEPT) -> None:
    """Remove the logs of finished jobs, except the newest `kept`."""
    for status in [job for job in list_jobs(settings) if not job.alive][kept:]:
        path = job_path(settings, status.id)
        path.unlink(missing_ok=True)
        _lock_path(path).unlink(missing_ok=True)


def _take(descriptor: int, path: Path) -> None:
    # A process that only checks the lock holds it, shared, for a moment: a few attempts get past that.
    for attempt in range(5):
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if attempt < 4:
                time.sleep(0.02)
        else:
            return
    holder = lock_holder(path)
    who = f"{holder.job} (process {holder.pid} on {holder.host})" if holder else "another movierec"
    far = _how_far(path.parent / f"{holder.job}.jsonl") if holder else ""
    raise BusyError(
        f"{who} is already running here{far}",
        "`movierec` opens the app, which shows its progress; press S there to stop it",
    )


def _how_far(log: Path) -> str:
    """ ", at train 41 of 80"."""
    status = _status(log)
    amount = f" {status.done:,} of {status.total:,}" if status.total else ""
    return f", at {status.stage}{amount}" if status.alive else ""


def _lock_path(log: Path) -> Path:
    return log.with_suffix(".lock")


def _events(data: bytes) -> list[JobEvent]:
    events: list[JobEvent] = []
    for line in data.splitlines():
        try:
            events.append(_decoder.decode(line))
        except msgspec.MsgspecError:
            continue
    return events


def _status(path: Path) -> JobStatus:
    try:
        with path.open("rb") as stream:
            stream.seek(max(path.stat().st_size - _TAIL, 0))
            events = _events(stream.read())
    except OSError:
        events = []
    steps = [event for event in events if not event.note]
    last = steps[-1] if steps else JobEvent(job=path.stem, stage="starting")
    alive = bool(is_held(_lock_path(path)))
    holder = lock_holder(_lock_path(path)) if alive else None
    fields: dict[str, Any] = {
        name: getattr(last, name) for name in JobEvent.__struct_fields__ if name not in ("job", "plan")
    }
    return JobStatus(
        id=path.stem, kind=path.stem.partition("-")[0], alive=alive, pid=holder.pid if holder else None, **fields
    )


_decoder = msgspec.json.Decoder(JobEvent)
