"""The files of a data set, read the same way out of a folder, a zip or a gzip.

Archives are read in place: nothing of them is ever written anywhere, so nothing can land outside a folder. One
whose members point outside it, are links, or unpack to more than `MAX_UNPACKED` is refused before it is read.
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
    """A file to be read. `name` is its base name, `label` what messages call it, `size` its bytes as stored."""

    name: str
    label: str
    size: int
    open: Callable[[], IO[bytes]]

    @property
    def stem(self) -> str:
        """The name without .gz and without its last suffix."""
        return Path(self.name.removesuffix(".gz")).stem

    def blocks(self, size: int = _BLOCK) -> Iterator[tuple[bytes, int]]:
        """Whole lines, about `size` bytes at a time, with how many of `self.size` bytes were read for them.

        Gzip is unpacked on the way, a byte order mark dropped. Raises DataError where the file cannot be read.
        """
        carry, lines, unpacked, first = b"", 0, 0, True
        with self._reading(), self.open() as raw:
            packed = self._peek(raw) == _GZIP_MAGIC
            stream = cast(IO[bytes], gzip.GzipFile(fileobj=raw)) if packed else raw
            while chunk := stream.read(size):
                unpacked += len(chunk)
                if packed and unpacked > MAX_UNPACKED:
                    raise DataError(
                        f"{self.label} unpacks to more than {MAX_UNPACKED >> 30} GB", "is it the right file?"
                    )
                if first:
                    chunk, first = chunk.removeprefix(b"\xef\xbb\xbf"), False
                chunk = carry + chunk
                cut = chunk.rfind(b"\n") + 1
                block, carry = chunk[:cut], chunk[cut:]
                lines += block.count(b"\n")
                if len(carry) > MAX_LINE:
                    raise DataError(
                        f"{self.label}, line {lines + 1}: longer than a line of a table can be", "is it the right file?"
                    )
                if block:
                    yield block, min(raw.tell(), self.size)
            if carry:
                yield carry, self.size

    def first_line(self) -> bytes:
        """The first line without its end; empty where the file is empty."""
        for block, _ in self.blocks(64 << 10):
            return block.split(b"\n", 1)[0].rstrip(b"\r")
        return b""

    def lines(self) -> Iterator[tuple[int, str]]:
        """The lines that hold something, numbered from 1. Each is UTF-8 or, where it is not that, Windows-1252.

        Line by line, because sets of films have been put together from files of both kinds.
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
            raise DataError(f"{self.label} is cut off or damaged ({cause})", "fetch it again") from cause
        except (RuntimeError, NotImplementedError) as cause:  # a password, an unusual compression
            raise DataError(f"{self.label} cannot be unpacked: {cause}", "unpack it and give the folder") from cause
        except OSError as cause:
            raise DataError(f"{self.label} cannot be read: {cause.strerror or cause}", "check the path") from cause


def decode(raw: bytes) -> str:
    """UTF-8, else Windows-1252 (latin-1 with quotes and dashes), else latin-1, which takes everything."""
    for encoding in ("utf-8", "cp1252"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")


def single_file(path: Path) -> DataFile:
    """One file on its own. Raises DataError where there is none."""
    if not path.is_file():
        what = "is a folder, not a file" if path.is_dir() else "does not exist"
        raise DataError(f"{path} {what}", "check the path")
    return DataFile(path.name, clean_text(str(path)), path.stat().st_size, lambda: path.open("rb"))


def list_files(path: Path) -> dict[PurePosixPath, DataFile]:
    """The files of a folder (two levels of it) or a zip, by their path inside it. Else raises DataError."""
    if path.is_dir():
        return dict(_folder(path, PurePosixPath(), _FOLDER_DEPTH))
    if not path.exists():
        raise DataError(f"{path} does not exist", "check the path")
    if not zipfile.is_zipfile(path):
        raise DataError(
            f"{path} is neither a folder nor a whole zip archive",
            "if it is a file of ratings, give it with --ratings, and the films with --movies",
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
            except DataError:  # a folder beside the data that is none of ours
                continue


def _archive(path: Path) -> dict[PurePosixPath, DataFile]:
    try:
        with zipfile.ZipFile(path) as archive:
            members = [info for info in archive.infolist() if not info.is_dir()]
    except (OSError, zipfile.BadZipFile, NotImplementedError) as cause:
        raise DataError(f"{path} is cut off or damaged ({cause})", "fetch it again") from cause
    unpacked = 0
    for info in members:
        unpacked += info.file_size
        inside = PurePosixPath(info.filename.replace("\\", "/"))
        if inside.is_absolute() or ".." in inside.parts or ":" in "".join(inside.parts[:1]):
            raise DataError(
                f"{path} holds a file that points outside it: {info.filename!r}", "do not trust this archive"
            )
        kind = stat.S_IFMT(info.external_attr >> 16)
        if kind not in (0, stat.S_IFREG):
            raise DataError(f"{path} holds a link or a device: {info.filename!r}", "do not trust this archive")
    if unpacked > MAX_UNPACKED:
        raise DataError(f"{path} unpacks to more than {MAX_UNPACKED >> 30} GB", "is it the right file?")
    return {PurePosixPath(info.filename): _member(path, info) for info in members}


def _member(path: Path, info: zipfile.ZipInfo) -> DataFile:
    def opened() -> IO[bytes]:
        with zipfile.ZipFile(path) as archive:  # the member keeps the file open on its own
            return archive.open(info)

    label = clean_text(f"{path}: {info.filename}")
    return DataFile(PurePosixPath(info.filename).name, label, info.file_size, opened)
