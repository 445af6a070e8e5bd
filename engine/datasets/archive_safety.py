"""What an archive may contain: names that stay inside it, plain files, and no more than `MAX_UNPACKED` bytes.

Nothing is ever extracted; these checks are for whoever unpacks the same archive next, and against bombs.
"""

from __future__ import annotations

import stat
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath

from engine.errors import DataError
from engine.movies import clean_text

# MovieLens 32M, the largest set, unpacks to 1.1 GB.
MAX_UNPACKED = 8 << 30


def zip_members(archive: zipfile.ZipFile, label: str) -> list[tuple[PurePosixPath, zipfile.ZipInfo]]:
    """The files of a zip with their paths, without those that a file manager added. Raises DataError if one is unsafe.

    Windows writes some zips with backslashes between folders; here they are slashes.
    """
    members: dict[PurePosixPath, zipfile.ZipInfo] = {}
    unpacked = 0
    for info in archive.infolist():
        name = info.filename.replace("\\", "/")
        inside = _inside(name, label)
        if stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR):
            raise _unsafe(label, "a link or a device", name)
        unpacked += info.file_size
        if name.endswith("/") or is_clutter(inside):
            continue
        if inside in members:
            raise DataError(
                f"{label} contains two files called {clean_text(str(inside))}", "unpack it and pass the folder"
            )
        members[inside] = info
    check_size(unpacked, label)
    return list(members.items())


def tar_members(archive: tarfile.TarFile, label: str) -> Iterator[tuple[PurePosixPath, tarfile.TarInfo]]:
    """The same for a tar. Of two files with one name the later one counts, as for every reader of tars."""
    unpacked = 0
    for info in archive:
        inside = _inside(info.name, label)
        if not (info.isfile() or info.isdir()):
            raise _unsafe(label, "a link or a device", info.name)
        unpacked += info.size
        check_size(unpacked, label)
        if info.isfile() and not is_clutter(inside):
            yield inside, info


def is_clutter(inside: PurePosixPath) -> bool:
    """Whether a file manager put it there: hidden files, and macOS's `__MACOSX` and `._` copies."""
    return any(part.startswith(".") or part == "__MACOSX" for part in inside.parts)


def _inside(name: str, label: str) -> PurePosixPath:
    inside = PurePosixPath(name)
    if inside.is_absolute() or ".." in inside.parts or ":" in "".join(inside.parts[:1]):
        raise _unsafe(label, "a path that leads outside it", name)
    return inside


def _unsafe(label: str, what: str, name: str) -> DataError:
    return DataError(f"{label} contains {what}: {name!r}", "do not trust this archive")


def check_size(unpacked: int, label: str) -> None:
    """Raise DataError if `unpacked`, a number of bytes, is more than any data set has."""
    if unpacked > MAX_UNPACKED:
        raise DataError(f"{label} unpacks to more than {MAX_UNPACKED >> 30} GB", "check that it is the right file")
