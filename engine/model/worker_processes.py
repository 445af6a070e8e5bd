"""The other processes of a training on one machine: started, watched and ended by the first, which is the job itself.

They find each other in a file that nobody else can open, and what they exchange stays on the machine. If one of them
ends before its time, the others are killed; if the first one ends, in whatever way, the others notice it and end too.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import connection, parent_process
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import cast

import torch
from torch import multiprocessing
from torch.distributed import FileStore, Store  # type: ignore[attr-defined]

from engine.errors import MovierecError
from engine.model.process_group import PeerLost, ProcessGroup
from engine.model.training_worker import take_part

_POLL = 0.05
_BEGIN = "begin"
"""Set when the first process has prepared the training."""
_PATIENCE = 10.0
"""Seconds in which a process that is gone or was killed is known to have ended."""
_INTERFACE = "GLOO_SOCKET_IFNAME"


@contextmanager
def worker_processes(processes: int, device: str) -> Iterator[WorkerProcesses]:
    """The other `processes` - 1 processes of a training on `device` (cpu or cuda). None of them is left afterwards. A
    PeerLost from inside is raised with what is known of the process that was lost."""
    with tempfile.TemporaryDirectory(prefix="movierec-", ignore_cleanup_errors=True) as folder:
        workers = WorkerProcesses(Path(folder), processes, device)
        try:
            yield workers
        except PeerLost as error:
            raise workers.why_lost(error) from error
        finally:
            workers.close()


class WorkerProcesses:
    """See `worker_processes`."""

    def __init__(self, folder: Path, processes: int, device: str) -> None:
        self._folder, self._size, self._device = folder, processes, device
        self._group: ProcessGroup | None = None
        self._some_failed = threading.Event()
        spawning = multiprocessing.get_context("spawn")
        self._processes: dict[int, SpawnProcess] = {
            rank: spawning.Process(target=_work, args=(folder, rank, processes, device), daemon=True)
            for rank in range(1, processes)
        }
        self._killed: set[int] = set()
        with _on_this_machine(), _without_ctrl_c():
            for process in self._processes.values():
                process.start()
        self._watcher = threading.Thread(target=self._watch, name="worker processes", daemon=True)
        self._watcher.start()

    def join(self, ask: Callable[[], None]) -> ProcessGroup:
        """Wait until all processes have started, and return their group. `ask` is called meanwhile, and may raise to
        stop. Raises PeerLost if one of them ends instead."""
        store = _meeting(self._folder, self._size)
        arrivals = [_arrival(rank) for rank in self._processes]
        while not store.check(arrivals):
            ask()
            if self._some_failed.wait(_POLL):
                raise PeerLost
        store.set(_BEGIN, "")
        with _on_this_machine():
            self._group = ProcessGroup(store, 0, self._size, self._device, here=self._size)
        return self._group

    def close(self) -> None:
        """End the processes: none has anything left to do."""
        self._kill()
        self._watcher.join(_PATIENCE)
        if self._group is not None:
            self._group.leave()

    def why_lost(self, error: PeerLost) -> PeerLost:
        """Says which process was lost, and why; `error` if that is not known."""
        self._some_failed.wait(_PATIENCE)
        self._watcher.join(_PATIENCE)
        for rank, process in self._processes.items():
            which, code = f"the training's process {rank + 1} of {self._size}", process.exitcode
            words = _failure(self._folder, rank)
            if words.exists():
                return PeerLost(f"{which} failed: {words.read_text(encoding='utf-8')}")
            if code is not None and code < 0 and rank not in self._killed:
                return PeerLost(f"{which} was killed ({signal.Signals(-code).name})")
        return error

    def _kill(self) -> None:
        for rank, process in self._processes.items():
            if process.is_alive():
                self._killed.add(rank)
                process.kill()

    def _watch(self) -> None:
        """Wait until all processes have ended, and kill the others once one has that was not killed here."""
        waiting = {process.sentinel: rank for rank, process in self._processes.items()}
        while waiting:
            for sentinel in connection.wait(list(waiting)):
                rank = waiting.pop(cast(int, sentinel))
                self._processes[rank].join()
                if rank not in self._killed and not self._some_failed.is_set():
                    self._kill()
                    self._some_failed.set()
                    if self._group is not None:
                        self._group.abort()


def _work(folder: Path, rank: int, size: int, device: str) -> None:
    """The life of process `rank`."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        if device == "cuda":
            torch.cuda.set_device(rank)
        store = _meeting(folder, size)
        store.set(_arrival(rank), "")
        # The first process prepares the training meanwhile, which may take longer than a group's members wait.
        while not store.check([_BEGIN]):
            time.sleep(_POLL)
        take_part(ProcessGroup(store, rank, size, device, here=size))
    except PeerLost:
        sys.exit(1)  # the first process says why
    except Exception as error:
        # Whatever it is, the first process is the one to tell it.
        words = error.message if isinstance(error, MovierecError) else f"{type(error).__name__}: {error}"
        _failure(folder, rank).write_text(" ".join(words.split())[:300], encoding="utf-8")
        raise SystemExit(1) from error


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


def _meeting(folder: Path, size: int) -> Store:
    return FileStore(str(folder / "processes"), size)


def _arrival(rank: int) -> str:
    return f"process {rank}"


def _failure(folder: Path, rank: int) -> Path:
    """The file in which process `rank` says why it failed."""
    return folder / f"failure {rank}"


@contextmanager
def _without_ctrl_c() -> Iterator[None]:
    """Processes started inside never see Ctrl-C, which a terminal sends to all: the first one tells the others."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _on_this_machine() -> Iterator[None]:
    """Processes started inside, and a group made inside, talk through the loopback interface, unless the environment
    names another: by default gloo takes the one that the machine's name leads to, which may be open to the network."""
    name = next((name for _, name in socket.if_nameindex() if name in ("lo", "lo0")), None)
    if name is None or _INTERFACE in os.environ:
        yield
        return
    os.environ[_INTERFACE] = name
    try:
        yield
    finally:
        del os.environ[_INTERFACE]
