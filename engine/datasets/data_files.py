"""One file of a data set, read the same way from a folder, an archive, or packed by itself: as lines of text."""

from __future__ import annotations

import gzip
import lzma
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, NamedTuple

from engine.datasets.archive_safety import check_size
from engine.datasets.unpacking import PACKED, TextStream, unpacked
from engine.errors import DataError
from engine.movies import clean_text

MAX_LINE = 1 << 20
_BLOCK = 8 << 20
# Excel's note to itself about the separator, above the header.
_SEPARATOR_NOTE = re.compile(r"sep=.\s*", re.IGNORECASE)


class Block(NamedTuple):
    """Some lines of a file, the number of the first, and how many bytes of the file as it is stored are read so far."""

    text: bytes
    line: int
    position: int


@dataclass(frozen=True)
class DataFile:
    """A readable file. `name` is its base name, `label` its name in messages, `size` its stored size in bytes."""

    name: str
    label: str
    size: int
    open: Callable[[], IO[bytes]]

    @property
    def stem(self) -> str:
        """The name without the ending of its packing, as .gz, and without the suffix before it."""
        path = Path(self.name)
        return (path.with_suffix("") if path.suffix.lower() in PACKED else path).stem

    def blocks(self, size: int = _BLOCK) -> Iterator[Block]:
        """Yield blocks of whole lines of about `size` bytes.

        Packed files are unpacked on the fly, UTF-16 comes as UTF-8, a byte order mark is dropped and every line ends
        with a newline. Raises DataError if the file cannot be read.
        """
        carry, line, done = b"", 1, 0
        text: TextStream | None = None
        with self._reading(), self.open() as raw, unpacked(raw, self.label) as stream:
            while chunk := stream.read(size):
                done += len(chunk)
                if stream is not raw:
                    check_size(done, self.label)
                if text is None:
                    text = TextStream(chunk, self.label)
                chunk = carry + text.feed(chunk)
                cut = chunk.rfind(b"\n") + 1
                block, carry = chunk[:cut], chunk[cut:]
                after = line + block.count(b"\n")
                if len(carry) > MAX_LINE:
                    raise DataError(
                        f"{self.label}, line {after}: the line is too long", "check that it is the right file"
                    )
                if block:
                    yield Block(block, line, min(raw.tell(), self.size))
                line = after
            if carry:
                yield Block(carry, line, self.size)

    def header(self) -> tuple[int, str]:
        """The number and the text of the first line that is not blank.

        Raises DataError if there is none, or if the file is not text.
        """
        for block in self.blocks(64 << 10):
            for number, raw in enumerate(block.text.removesuffix(b"\n").split(b"\n"), block.line):
                text = decode(raw).strip("\r")
                if "\0" in text:
                    raise DataError(
                        f"{self.label}, line {number}: not text that movierec can read", "save it as CSV in UTF-8"
                    )
                if text.strip() and not _SEPARATOR_NOTE.fullmatch(text):
                    return number, text
        raise DataError(f"{self.label} is empty", "check that it is the right file")

    def lines(self) -> Iterator[tuple[int, str]]:
        """The non-blank lines with their numbers, from 1. Each is decoded as UTF-8, else as Windows-1252.

        Decoded line by line, because some lists of films have been assembled from files in both encodings.
        """
        for block in self.blocks():
            for number, raw in enumerate(block.text.removesuffix(b"\n").split(b"\n"), block.line):
                text = decode(raw).rstrip("\r")
                if text.strip():
                    yield number, text

    @contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            yield
        except (EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, gzip.BadGzipFile) as cause:
            raise damaged(self.label, cause) from cause
        except NotImplementedError as cause:  # an unusual compression; a RuntimeError too
            raise DataError(f"{self.label} cannot be unpacked: {cause}", "unpack it and pass the folder") from cause
        except RuntimeError as cause:
            raise DataError(f"{self.label} is locked with a password", "unpack it and pass the folder") from cause
        except OSError as cause:
            if cause.errno is None:  # bzip2's and tar's way to say so
                raise damaged(self.label, cause) from cause
            raise unreadable(self.label, cause) from cause


def damaged(label: str, cause: Exception) -> DataError:
    return DataError(f"{label} is truncated or damaged ({cause})", "download it again")


def unreadable(label: str, cause: OSError) -> DataError:
    remedy = "make it readable for you" if isinstance(cause, PermissionError) else "check the path"
    return DataError(f"{clean_text(label)} cannot be read: {cause.strerror or cause}", remedy)


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
    label = clean_text(str(path))
    try:
        status = path.stat()
    except (FileNotFoundError, NotADirectoryError) as cause:
        raise DataError(f"{label} does not exist", "check the path") from cause
    except OSError as cause:
        raise unreadable(label, cause) from cause
    if not path.is_file():
        raise DataError(f"{label} is {'a folder, ' if path.is_dir() else ''}not a file", "check the path")
    return DataFile(path.name, label, status.st_size, lambda: path.open("rb"))
