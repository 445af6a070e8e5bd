"""Writing files and folders atomically: all or nothing, even if the process or the machine crashes.

Each is written under a temporary name next to its target, flushed to disk (fsync), and renamed. Leftovers of a killed
process are removed by the next write of the same file or folder once they are an hour old.
"""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_UNFINISHED = re.compile(r"\.(?P<name>.+)\.(?P<process>\d+)\.tmp\Z")
_ABANDONED_SECONDS = 3_600.0
"""With a home on a network file system, a process on another machine may still be writing what looks abandoned."""


def write_file(path: Path, data: bytes) -> None:
    """Write `data` to the file `path` (0600), replacing any old one. If this raises OSError, the old file stays."""
    with new_file(path) as unfinished, os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as stream:
        stream.write(data)


@contextmanager
def new_file(path: Path) -> Iterator[Path]:
    """Yield a temporary path to write to; it becomes the file `path` when the `with` ends without an error."""
    unfinished = _begun(path)
    try:
        yield unfinished
        _sync(unfinished)
        unfinished.replace(path)
        _sync_folder(path.parent)
    finally:
        with suppress(OSError):
            unfinished.unlink()


@contextmanager
def new_folder(folder: Path, *, keep_where: Callable[[], bool] = lambda: False) -> Iterator[Path]:
    """Yield a new folder (0700) to fill; it becomes `folder` when the `with` ends without an error.

    An existing `folder` is replaced, unless `keep_where` then returns True (because another process was faster).
    """
    unfinished = _begun(folder)
    try:
        unfinished.mkdir(parents=True, mode=0o700)
        yield unfinished
        for file in unfinished.iterdir():
            _sync(file)
        if not keep_where():
            shutil.rmtree(folder, ignore_errors=True)
            unfinished.rename(folder)
            _sync_folder(folder.parent)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def move_aside(folder: Path) -> Path | None:
    """Rename `folder` atomically, so that no process opens it while it is being deleted. Returns the new path, or None
    if another process was faster."""
    aside = _begun(folder)
    try:
        return folder.rename(aside)
    except OSError:
        return None


def unfinished_in(folder: Path) -> list[tuple[Path, str]]:
    """The unfinished files and folders in `folder` that no process of this machine is writing any more: each path,
    with the name it was to get."""
    found = []
    with suppress(OSError):
        for path in folder.iterdir():
            match = _UNFINISHED.match(path.name)
            if match and not _runs(int(match["process"])):
                found.append((path, match["name"]))
    return found


def _begun(path: Path) -> Path:
    """This process's temporary path for `path`, cleared; old leftovers of dead processes are removed too."""
    for left, name in unfinished_in(path.parent):
        if name == path.name and _age(left) > _ABANDONED_SECONDS:
            _remove(left)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    _remove(unfinished)
    return unfinished


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink()


def _age(path: Path) -> float:
    """Seconds since `path` was last modified; 0 if unknown."""
    try:
        return time.time() - path.stat().st_mtime
    except OSError:
        return 0.0


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sync_folder(folder: Path) -> None:
    """Flush a rename to disk, if the file system supports fsync on a folder."""
    with suppress(OSError):
        _sync(folder)


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
