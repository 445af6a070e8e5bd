"""Reading one of IMDb's data sets (https://developer.imdb.com/non-commercial-datasets/) line by line.

Tab-separated, with a header, `\\N` for none, no quoting: a `"` is a character like others. The files have up to 100
million lines, of which a catalogue concerns few, so a line is looked at closely only if its key is wanted. Memory stays
that of a block, whatever the size of the file.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import IO

from engine.errors import DataError
from engine.file_faults import file_fault
from engine.movies import clean_text
from engine.progress import Portion, untold

_BLOCK = 1 << 20
_LONGEST_LINE = 16 << 20
_GZIP = b"\x1f\x8b"
_NONE = "\\N"
_REMEDY = "get the file again from https://datasets.imdbws.com/"


def is_gzip(path: Path) -> bool:
    """Whether the file begins as gzip does."""
    with path.open("rb") as stream:
        return stream.read(2) == _GZIP


class ImdbTable:
    """One file, gzip or unpacked, of which `columns` are read, the first of them the key. `told` hears how much of it
    was read."""

    def __init__(self, path: Path, columns: Sequence[str], told: Portion = untold) -> None:
        self._path = path
        self._columns = columns
        self._told = told
        self.skipped = 0
        """Wanted lines that could not be read."""

    def rows(self, wanted: Collection[bytes], *, tested: str = "") -> Iterator[list[str | None]]:
        """The values of the columns in each line whose key is one of `wanted`, or the value of the column `tested`,
        which has to be one of the first two of the file.

        Raises DataError if this is not IMDb's file, if it is damaged or cut off.
        """
        if not wanted:
            return
        try:
            yield from self._rows(wanted, tested or self._columns[0])
        except EOFError as cause:
            raise DataError(f"{self._path.name} is cut off", _REMEDY) from cause
        except (gzip.BadGzipFile, zlib.error) as cause:
            raise DataError(f"{self._path.name} is damaged", _REMEDY) from cause
        except OSError as cause:
            fault = file_fault(cause, self._path, "cannot read")
            raise DataError(fault.message, fault.remedy) from cause

    def _rows(self, wanted: Collection[bytes], tested: str) -> Iterator[list[str | None]]:
        size = max(self._path.stat().st_size, 1)
        with self._path.open("rb") as file:
            packed = file.read(2) == _GZIP
            file.seek(0)
            stream = gzip.GzipFile(fileobj=file) if packed else file
            header = stream.readline(_LONGEST_LINE)
            names = header.decode(errors="replace").removeprefix("\ufeff").rstrip("\r\n").split("\t")
            places = [self._place(names, column) for column in self._columns]
            at = self._place(names, tested)
            if at > 1:
                raise DataError(f"{self._path.name} has its columns in another order than IMDb's", _REMEDY)
            second = at == 1
            for lines in _blocks(stream, self._path.name):
                self._told(min(file.tell() / size, 1.0))
                for line in lines:
                    rest = line.partition(b"\t")
                    key = rest[2].partition(b"\t")[0] if second else rest[0]
                    if key in wanted:
                        row = _values(line, len(names), places)
                        if row is None:
                            self.skipped += 1
                        else:
                            yield row

    def _place(self, names: Sequence[str], column: str) -> int:
        if column not in names:
            raise DataError(f"{self._path.name} is not IMDb's file of that name: it has no column {column}", _REMEDY)
        return names.index(column)


def _blocks(stream: IO[bytes] | gzip.GzipFile, name: str) -> Iterator[list[bytes]]:
    """The lines of the rest of the file, a block of them at a time."""
    rest = b""
    while block := stream.read(_BLOCK):
        lines = (rest + block).split(b"\n")
        rest = lines.pop()
        if len(rest) > _LONGEST_LINE:
            raise DataError(f"{name} is not IMDb's file of that name: its lines have no end", _REMEDY)
        yield lines
    if rest:
        yield [rest]


def _values(line: bytes, width: int, places: Sequence[int]) -> list[str | None] | None:
    """The values at `places`, without control characters; None if the line has not as many fields as the header."""
    fields = line.rstrip(b"\r").split(b"\t")
    if len(fields) != width:
        return None
    texts = (clean_text(fields[place].decode(errors="replace")) for place in places)
    return [None if text in (_NONE, "") else text for text in texts]
