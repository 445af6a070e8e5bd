"""The files that a person names for an import, opened safely: a file, a folder, a zip, as parts with their bytes.

Nothing is unpacked to disk. What is too large to be anybody's marks, encrypted or damaged is refused by name before it
is decoded.
"""

from __future__ import annotations

import io
import lzma
import os
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from engine.datasets.archive_safety import is_clutter, zip_members
from engine.errors import DataError
from engine.file_faults import file_fault
from engine.movies import clean_text

MOST_BYTES = 128 << 20
"""The most that a file, or all of an archive or a folder, may have; a member's ratings of a lifetime take some MB."""
_MOST_FILES = 20_000
"""The most files of a folder or an archive: Kodi writes one for each film."""
_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_ENDINGS = frozenset((".csv", ".tsv", ".txt", ".json", ".xml", ".nfo", ".html", ".htm", ".xls"))
"""The files that are read in a folder or an archive."""
_ROOMS = frozenset(("likes", "lists", "deleted", "orphaned"))
"""Folders of a Letterboxd export: they tell what the files in them are."""
_ENCRYPTED = 0x1
_DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(EOFError, NotImplementedError, RuntimeError, OSError, ValueError),
)


@dataclass(frozen=True)
class Part:
    """One file: its path inside what was named (a wrapping folder left out), its name for people, and its bytes."""

    path: PurePosixPath
    label: str
    data: bytes


def open_parts(path: Path) -> list[Part]:
    """The files at `path`: that file, the members of that zip, or the files of that folder, sorted by path.

    Raises DataError if there is nothing to read, or if it is not safe to, and FileFault if it cannot be opened.
    """
    label = clean_text(str(path))
    try:
        if path.is_dir():
            return _of_folder(path, label)
        if not path.exists():
            raise DataError(f"{label} does not exist", "check the path")
        if not path.is_file():
            raise DataError(f"{label} is not a file", "give a file, a folder or a zip")
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as cause:
        raise file_fault(cause, cause.filename or path) from cause
    except ValueError as cause:  # a NUL in the path
        raise DataError(f"{label} is not a path", "check the path") from cause
    room = path.absolute().parent.name
    inside = PurePosixPath(room, path.name) if room in _ROOMS else PurePosixPath(path.name)
    return parts_of(data, label, inside)


def parts_of(data: bytes, label: str, path: PurePosixPath) -> list[Part]:
    """The parts of a file with these bytes: itself, or the members of a zip."""
    if len(data) > MOST_BYTES:
        raise _too_large(label)
    if data.startswith((_ZIP, _EMPTY_ZIP)):
        return _of_zip(data, label)
    if not data.strip():
        raise DataError(f"{label} is empty", "export it again")
    return [Part(path, label, data)]


def _of_folder(folder: Path, label: str) -> list[Part]:
    found: list[tuple[PurePosixPath, Path]] = []
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in names:
            file = Path(place, name)
            inside = PurePosixPath(file.relative_to(folder).as_posix())
            if is_wanted(inside) and file.is_file():
                found.append((inside, file))
                if len(found) > _MOST_FILES:
                    raise DataError(f"{label} has more than {_MOST_FILES:,} files", "name the folder of the export")
    total, parts = 0, []
    for inside, file in sorted(found):
        with file.open("rb") as opened:
            data = opened.read(MOST_BYTES + 1 - total)
        total += len(data)
        if total > MOST_BYTES:
            raise _too_large(label)
        parts.append(Part(inside, f"{label.rstrip('/')}/{clean_text(str(inside))}", data))
    return _some(_unwrapped(parts), label)


def _of_zip(data: bytes, label: str) -> list[Part]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [(path, info) for path, info in zip_members(archive, label) if is_wanted(path)]
            if len(members) > _MOST_FILES or sum(info.file_size for _, info in members) > MOST_BYTES:
                raise _too_large(label)
            parts = list(_read(archive, members, label))
    except _DAMAGE as cause:
        raise DataError(f"{label} is a damaged zip", "download it again") from cause
    return _some(_unwrapped(parts), label)


def _read(archive: zipfile.ZipFile, members: list[tuple[PurePosixPath, zipfile.ZipInfo]], label: str) -> Iterator[Part]:
    left = MOST_BYTES
    for path, info in sorted(members, key=lambda member: member[0]):
        if info.flag_bits & _ENCRYPTED:
            raise DataError(f"{label} is protected with a password", "unpack it first, and give the folder")
        with archive.open(info) as member:
            data = member.read(left + 1)  # the sizes that a zip states may be wrong
        left -= len(data)
        if left < 0:
            raise _too_large(label)
        yield Part(path, f"{label}/{clean_text(str(path))}", data)


def is_wanted(path: PurePosixPath) -> bool:
    """Whether a file of a folder or an archive can hold marks, by its name."""
    return path.suffix.lower() in _ENDINGS and not is_clutter(path)


def _unwrapped(parts: list[Part]) -> list[Part]:
    """The parts without the one folder that all of them are in, if it is a mere wrapper."""
    tops = {part.path.parts[0] for part in parts if len(part.path.parts) > 1}
    if len(tops) == 1 and not any(len(part.path.parts) == 1 for part in parts) and not tops & _ROOMS:
        return [Part(PurePosixPath(*part.path.parts[1:]), part.label, part.data) for part in parts]
    return parts


def _some(parts: list[Part], label: str) -> list[Part]:
    if not parts:
        raise DataError(f"{label} has no files that movierec reads", "give the export of a film service")
    return parts


def _too_large(label: str) -> DataError:
    return DataError(
        f"{label} is too large for one person's marks ({MOST_BYTES >> 20} MB at most)", "give the exported file alone"
    )
