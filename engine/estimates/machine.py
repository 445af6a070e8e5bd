"""This machine, as far as it decides how long a set-up takes: cores, their speed, memory, disk, GPU.

Nothing here imports torch, and what cannot be found out is taken to be as on the reference machine.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import msgspec

REFERENCE_CORES = 2
_REFERENCE_SECONDS = 0.63e-3
"""Seconds of one `sample` on the reference machine, two cores of a shared x86-64 server; see docs/internals.md."""
_ROUNDS, _SAMPLES, _PAUSE = 8, 4, 0.02
"""Rounds of samples, and seconds between two rounds. A neighbor on the same physical core makes a sample take 1.7 times
as long, for tens of milliseconds at a time: samples in a row would all meet it, one alone would meet a cold cache."""
_SLOWEST, _FASTEST = 0.2, 5.0
_CGROUP_CPU = Path("/sys/fs/cgroup/cpu.max")
_CGROUP_MEMORY = Path("/sys/fs/cgroup")
_CGROUP_FILES = (
    ("memory.max", "memory.current", "memory.stat", ("inactive_file", "active_file")),
    (
        "memory/memory.limit_in_bytes",
        "memory/memory.usage_in_bytes",
        "memory/memory.stat",
        ("total_inactive_file", "total_active_file"),
    ),
)
"""A container's limit, what it uses, and which parts of that are the kernel's copies of files: version 2 and 1."""
_MEMORY = Path("/proc/meminfo")
_OWN_MEMORY = Path("/proc/self/statm")
_NVIDIA = (Path("/proc/driver/nvidia/version"), Path("/dev/nvidia0"))


class Machine(msgspec.Struct, frozen=True, kw_only=True):
    """`speed` is one core's, relative to the reference machine's; `memory` and `disk` are the bytes of them that this
    process may have, None if unknown; `gpu`: whether there is an NVIDIA card that the installed torch may use."""

    cores: int = REFERENCE_CORES
    speed: float = 1.0
    memory: int | None = None
    disk: int | None = None
    gpu: bool = False


def measure_machine(home: Path, clock: Callable[[], float] = time.thread_time) -> Machine:
    """This machine, with `home`'s disk. Takes some 200 ms, most of them asleep, and imports numpy.

    `clock` counts this thread's own seconds by default, so that a moment in which the machine is busy, as it is while
    the app opens, does not make it a slow machine.
    """
    return Machine(cores=_cores(), speed=_speed(clock), memory=_memory(), disk=_disk(home), gpu=has_gpu())


def has_gpu() -> bool:
    """Whether there is an NVIDIA card, and a torch that is not built for the CPU alone."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        for_cpu = version("torch").endswith("+cpu")
    except PackageNotFoundError:
        return False
    return not for_cpu and any(path.exists() for path in _NVIDIA)


def _speed(clock: Callable[[], float]) -> float:
    """The best of several samples: other processes can only make one slower."""
    import numpy as np

    random = np.random.default_rng(0)
    table = random.random((1 << 13, 32), dtype=np.float32)
    rows = random.integers(0, len(table), len(table))

    def sample() -> float:
        start = clock()
        # What training does most: rows gathered from all over memory, exponentials (softmax), sums of products.
        gathered = table[rows]
        np.exp(gathered, out=gathered)
        np.einsum("ij,ij->i", gathered, table)
        np.sort(gathered[:, 0])
        return clock() - start

    best = float("inf")
    for _ in range(_ROUNDS):
        best = min(best, *(sample() for _ in range(_SAMPLES)))
        time.sleep(_PAUSE)
    return min(max(_REFERENCE_SECONDS / max(best, 1e-6), _SLOWEST), _FASTEST)


def _cores() -> int:
    """The cores that this process may use: not those of other containers on the machine."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or REFERENCE_CORES
    try:
        quota, period = _CGROUP_CPU.read_text().split()
        cores = min(cores, round(int(quota) / int(period)))
    except (OSError, ValueError):  # no cgroup, or "max": no quota
        pass
    return max(cores, 1)


def _memory() -> int | None:
    """The bytes of memory that this process can have: what is free, and what it has already."""
    found = []
    with suppress(OSError, ValueError, IndexError):  # not Linux
        lines = _MEMORY.read_text().splitlines()
        found += [1024 * int(line.split()[1]) for line in lines if line.startswith("MemAvailable:")]
    for limit, used, statistics, of_files in _CGROUP_FILES:
        with suppress(OSError, ValueError):  # another version, or no limit
            free = int((_CGROUP_MEMORY / limit).read_text()) - int((_CGROUP_MEMORY / used).read_text())
            pairs = (line.split() for line in (_CGROUP_MEMORY / statistics).read_text().splitlines())
            # The kernel gives these up when a process asks for memory.
            found.append(free + sum(int(size) for name, size in pairs if name in of_files))
    return min(found) + _own_memory() if found else None


def _own_memory() -> int:
    try:
        return int(_OWN_MEMORY.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0


def _disk(home: Path) -> int | None:
    """The free bytes where `home` is or will be."""
    for folder in (home, *home.parents):
        try:
            return shutil.disk_usage(folder).free
        except OSError:
            continue
    return None
