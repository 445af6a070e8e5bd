"""Asking who holds a file lock, without taking it. Those who take one keep it open themselves; the kernel frees it."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path


def is_held(path: Path, *, also_shared: bool = False) -> bool | None:
    """Whether some process holds the lock `path`; None where there is no such file.

    Holders of shared locks count with `also_shared`. Without it, two that ask at the same time never mistake each
    other for a holder.
    """
    try:
        descriptor = os.open(path, os.O_RDWR)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_EX if also_shared else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(descriptor)
    return False
