"""Files and folders that are there whole or not at all, however the process or the machine ends.

Each is written beside its place, brought to disk (fsync), and renamed into it. What a killed process left beside it is
removed an hour later by the next one that writes there.
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
"""A process of another machine (a home on a network file system) may still be writing what looks abandoned here."""


def write_file(path: Path, data: bytes) -> None:
    """Make `data` the file `path` (0600), replacing one that was there. Where it raises OSError, the old one stays."""
    with new_file(path) as unfinished, os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as stream:
        stream.write(data)


@contextmanager
def new_file(path: Path) -> Iterator[Path]:
    """Where to write what is to be the file `path`; put in its place when the `with` ends without an error."""
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
    """A new folder (0700) to fill, which is `folder` when the `with` ends without an error.

    One that was there is replaced, unless `keep_where` says by then that it is to stay (another process was quicker).
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
    """Take `folder` out of the way in one step, so that nobody opens half of it while it is deleted; where it is now,
    None where another process was quicker."""
    aside = _begun(folder)
    try:
        return folder.rename(aside)
    except OSError:
        return None


def unfinished_in(folder: Path) -> list[tuple[Path, str]]:
    """What is unfinished in `folder` and no process of this machine writes any more: each path, and the name that it
    was to have."""
    found = []
    with suppress(OSError):
        for path in folder.iterdir():
            match = _UNFINISHED.match(path.name)
            if match and not _runs(int(match["process"])):
                found.append((path, match["name"]))
    return found


def _begun(path: Path) -> Path:
    """The place beside `path` for this process, empty; what dead processes left there is removed."""
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
    """Seconds since it was last written to."""
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
    """Bring the renaming to disk, where the file system can do that for a folder."""
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
