"""The files that a folder, a zip or a tar holds, by their paths inside it.

Archives are read in place and never extracted, so no member can be written outside a folder.
"""

from __future__ import annotations

import io
import lzma
import tarfile
import zipfile
import zlib
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import IO, cast

from engine.datasets.archive_safety import is_clutter, tar_members, zip_members
from engine.datasets.data_files import DataFile, damaged, single_file, unreadable
from engine.errors import DataError
from engine.movies import clean_text

_FOLDER_DEPTH = 6
# A whole home folder passed by mistake is not searched to its end.
_MOST_ENTRIES = 20_000


def list_files(path: Path) -> dict[PurePosixPath, DataFile]:
    """The files of a folder (six levels deep), a zip or a tar, packed or not, by their path inside it, without those
    that a file manager added. Raises DataError for anything else."""
    label = clean_text(str(path))
    try:
        path.stat()
        if path.is_dir():
            return dict(_folder(path))
        if zipfile.is_zipfile(path):
            return _zip(path, label)
        if path.is_file() and tarfile.is_tarfile(path):
            return _tar(path, label)
    except (FileNotFoundError, NotADirectoryError) as cause:
        raise DataError(f"{label} does not exist", "check the path") from cause
    except (zipfile.BadZipFile, tarfile.TarError, EOFError, zlib.error, lzma.LZMAError) as cause:
        raise damaged(label, cause) from cause
    except NotImplementedError as cause:  # a zip of several disks
        raise DataError(f"{label} cannot be unpacked: {cause}", "unpack it and pass the folder") from cause
    except OSError as cause:
        raise (damaged if cause.errno is None else unreadable)(label, cause) from cause
    raise DataError(
        f"{label} is neither a folder nor a complete zip archive or tar archive",
        "if it is a ratings file, pass it with --ratings, and the file of films with --movies",
    )


def _folder(top: Path) -> Iterator[tuple[PurePosixPath, DataFile]]:
    """The files under `top`, the nearest first."""
    waiting = deque([(top, PurePosixPath())])
    seen = 0
    while waiting and seen < _MOST_ENTRIES:
        folder, inside = waiting.popleft()
        try:
            entries = sorted(folder.iterdir())
        except OSError:
            if folder == top:
                raise
            continue  # an unreadable folder next to the data is not our concern
        for entry in entries:
            seen += 1
            here = inside / entry.name
            if is_clutter(here):
                continue
            try:
                if entry.is_file():
                    yield here, single_file(entry)
                elif len(here.parts) < _FOLDER_DEPTH and entry.is_dir():
                    waiting.append((entry, here))
            except (OSError, DataError):  # a name that cannot be looked at: a loop of links, a file just removed
                continue


def _zip(path: Path, label: str) -> dict[PurePosixPath, DataFile]:
    def opening(info: zipfile.ZipInfo) -> Callable[[], IO[bytes]]:
        def opened() -> IO[bytes]:
            with zipfile.ZipFile(path) as archive:  # the open member keeps the archive's file open
                return archive.open(info)

        return opened

    with zipfile.ZipFile(path) as archive:
        return {
            inside: _member(label, inside, info.file_size, opening(info))
            for inside, info in zip_members(archive, label)
        }


class _TarMember(io.BufferedReader):
    """A member of a tar that closes the archive with itself."""

    def __init__(self, archive: tarfile.TarFile, info: tarfile.TarInfo) -> None:
        super().__init__(cast(io.RawIOBase, archive.extractfile(info)))
        self._archive = archive

    def close(self) -> None:
        super().close()
        self._archive.close()


def _tar(path: Path, label: str) -> dict[PurePosixPath, DataFile]:
    def opening(info: tarfile.TarInfo) -> Callable[[], IO[bytes]]:
        return lambda: _TarMember(tarfile.open(path), info)

    with tarfile.open(path) as archive:
        return {
            inside: _member(label, inside, info.size, opening(info)) for inside, info in tar_members(archive, label)
        }


def _member(label: str, inside: PurePosixPath, size: int, opened: Callable[[], IO[bytes]]) -> DataFile:
    return DataFile(inside.name, clean_text(f"{label}: {inside}"), size, opened)
