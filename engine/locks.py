"""Checking whether a file lock is held, without keeping it. Whoever takes a lock keeps the file open; the kernel
releases the lock when the file is closed or the process ends."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path


def is_held(path: Path) -> bool | None:
    """Whether some process holds the exclusive lock `path`; None if there is no such file. Two simultaneous checks
    never mistake each other for a holder."""
    try:
        descriptor = os.open(path, os.O_RDWR)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(descriptor)
    return False
