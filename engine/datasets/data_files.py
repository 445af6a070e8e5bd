"""The files of a data set, read the same way from a folder, a zip or a gzip.

Archives are read in place and never extracted, so no member can be written outside a folder. An archive whose members
have paths outside it, are links, or unpack to more than `MAX_UNPACKED` is rejected before it is read.
"""

from __future__ import annotations

import gzip
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, cast

from engine.errors import DataError
from engine.movies import clean_text

# MovieLens 32M, the largest set, unpacks to 1.1 GB.
MAX_UNPACKED = 8 << 30
MAX_LINE = 1 << 20
_BLOCK = 8 << 20
_FOLDER_DEPTH = 2
_GZIP_MAGIC = b"\x1f\x8b"


@dataclass(frozen=True)
class DataFile:
    """A readable file. `name` is its base name, `label` its name in messages, `size` its stored size in bytes."""

    name: str
    label: str
    size: int
    open: Callable[[], IO[bytes]]

    @property
    def stem(self) -> str:
        """The name without `.gz` and without the suffix before it."""
        return Path(self.name.removesuffix(".gz")).stem

    def blocks(self, size: int = _BLOCK) -> Iterator[tuple[bytes, int]]:
        """Yield blocks of whole lines of about `size` bytes, each with the number of bytes of `self.size` read so far.

        Gzip is decompressed on the fly and a byte order mark dropped. Raises DataError if the file cannot be read.
        """
        carry, lines, unpacked, first = b"", 0, 0, True
        with self._reading(), self.open() as raw:
            packed = self._peek(raw) == _GZIP_MAGIC
            stream = cast(IO[bytes], gzip.GzipFile(fileobj=raw)) if packed else raw
            while chunk := stream.read(size):
                unpacked += len(chunk)
                if packed and unpacked > MAX_UNPACKED:
                    raise DataError(
                        f"{self.label} unpacks to more than {MAX_UNPACKED >> 30} GB", "check that it is the right file"
                    )
                if first:
                    chunk, first = chunk.removeprefix(b"\xef\xbb\xbf"), False
                chunk = carry + chunk
                cut = chunk.rfind(b"\n") + 1
                block, carry = chunk[:cut], chunk[cut:]
                lines += block.count(b"\n")
                if len(carry) > MAX_LINE:
                    raise DataError(
                        f"{self.label}, line {lines + 1}: the line is too long", "check that it is the right file"
                    )
                if block:
                    yield block, min(raw.tell(), self.size)
            if carry:
                yield carry, self.size

    def first_line(self) -> bytes:
        """The first line without its line ending; empty if the file is empty."""
        for block, _ in self.blocks(64 << 10):
            return block.split(b"\n", 1)[0].rstrip(b"\r")
        return b""

    def lines(self) -> Iterator[tuple[int, str]]:
        """The non-blank lines with their numbers, from 1. Each is decoded as UTF-8, else as Windows-1252.

        Decoded line by line, because some lists of films have been assembled from files in both encodings.
        """
        number = 0
        for block, _ in self.blocks():
            for raw in block.removesuffix(b"\n").split(b"\n"):
                number += 1
                text = decode(raw).rstrip("\r")
                if text.strip():
                    yield number, text

    @staticmethod
    def _peek(raw: IO[bytes]) -> bytes:
        magic = raw.read(2)
        raw.seek(0)
        return magic

    @contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            yield
        except (EOFError, zlib.error, zipfile.BadZipFile, gzip.BadGzipFile) as cause:
            raise DataError(f"{self.label} is truncated or damaged ({cause})", "download it again") from cause
        except (RuntimeError, NotImplementedError) as cause:  # a password, an unusual compression
            raise DataError(f"{self.label} cannot be unpacked: {cause}", "unpack it and pass the folder") from cause
        except OSError as cause:
            raise DataError(f"{self.label} cannot be read: {cause.strerror or cause}", "check the path") from cause


def decode(raw: bytes) -> str:
    """Decode as UTF-8, else Windows-1252 (latin-1 with quotes and dashes), else latin-1, which accepts any bytes."""
    for encoding in ("utf-8", "cp1252"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")


def single_file(path: Path) -> DataFile:
    """The DataFile at `path`. Raises DataError if there is no such file."""
    if not path.is_file():
        what = "is a folder, not a file" if path.is_dir() else "does not exist"
        raise DataError(f"{path} {what}", "check the path")
    return DataFile(path.name, clean_text(str(path)), path.stat().st_size, lambda: path.open("rb"))


def list_files(path: Path) -> dict[PurePosixPath, DataFile]:
    """The files of a folder (two levels deep) or a zip, by their path inside it. Raises DataError for anything else."""
    if path.is_dir():
        return dict(_folder(path, PurePosixPath(), _FOLDER_DEPTH))
    if not path.exists():
        raise DataError(f"{path} does not exist", "check the path")
    if not zipfile.is_zipfile(path):
        raise DataError(
            f"{path} is neither a folder nor a complete zip archive",
            "if it is a ratings file, pass it with --ratings, and the file of films with --movies",
        )
    return _archive(path)


def _folder(folder: Path, inside: PurePosixPath, depth: int) -> Iterator[tuple[PurePosixPath, DataFile]]:
    try:
        entries = sorted(folder.iterdir())
    except OSError as cause:
        raise DataError(f"{folder} cannot be read: {cause.strerror}", "check the path") from cause
    for entry in entries:
        if entry.is_file():
            yield inside / entry.name, single_file(entry)
        elif depth > 1 and entry.is_dir() and not entry.name.startswith("."):
            try:
                yield from _folder(entry, inside / entry.name, depth - 1)
            except DataError:  # an unreadable folder next to the data is not our concern
                continue


def _archive(path: Path) -> dict[PurePosixPath, DataFile]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = [info for info in archive.infolist() if not info.is_dir()]
    except (OSError, zipfile.BadZipFile, NotImplementedError) as cause:
        raise DataError(f"{path} is truncated or damaged ({cause})", "download it again") from cause
    unpacked = 0
    for info in members:
        unpacked += info.file_size
        inside = PurePosixPath(info.filename.replace("\\", "/"))
        if inside.is_absolute() or ".." in inside.parts or ":" in "".join(inside.parts[:1]):
            raise DataError(
                f"{path} contains a path that leads outside it: {info.filename!r}", "do not trust this archive"
            )
        kind = stat.S_IFMT(info.external_attr >> 16)
        if kind not in (0, stat.S_IFREG):
            raise DataError(f"{path} contains a link or a device: {info.filename!r}", "do not trust this archive")
    if unpacked > MAX_UNPACKED:
        raise DataError(f"{path} unpacks to more than {MAX_UNPACKED >> 30} GB", "check that it is the right file")
    return {PurePosixPath(info.filename): _member(path, info) for info in members}


def _member(path: Path, info: zipfile.ZipInfo) -> DataFile:
    def opened() -> IO[bytes]:
        with zipfile.ZipFile(path) as archive:  # the open member keeps the archive's file open
            return archive.open(info)

    label = clean_text(f"{path}: {info.filename}")
    return DataFile(PurePosixPath(info.filename).name, label, info.file_size, opened)
