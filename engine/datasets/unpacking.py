"""Files as people store them turned into plain UTF-8 with lines that end in a newline, while they are read.

The contents decide, not the name: gzip, bzip2, xz and a zip with one file are unpacked; UTF-16 (Excel's "Unicode
text") is recoded; the lone carriage returns of old Macs become newlines. What cannot be read is named for what it is.
"""

from __future__ import annotations

import bz2
import codecs
import gzip
import lzma
import zipfile
from typing import IO, cast

from engine.datasets.archive_safety import zip_members
from engine.errors import DataError

PACKED = (".gz", ".bz2", ".xz", ".zip", ".zst")
"""The endings of packed files, .zst included, which is refused by its contents."""

_ZIP = b"PK\x03\x04"
_UNREADABLE = (
    (b"\x28\xb5\x2f\xfd", "is compressed with zstd", "unpack it first, as in `zstd -d FILE`"),
    (b"7z\xbc\xaf\x27\x1c", "is a 7-Zip archive", "unpack it first"),
    (b"Rar!", "is a RAR archive", "unpack it first"),
    (b"PAR1", "is a Parquet file", "save it as CSV"),
    (b"SQLite format 3", "is an SQLite database", "save the tables as CSV"),
    (b"\xd0\xcf\x11\xe0", "is an Excel workbook", "save it as CSV (UTF-8)"),
    (b"%PDF", "is a PDF", "save the table as CSV"),
)
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16's, which it starts with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_TAR_MAGIC = slice(257, 262)


def unpacked(raw: IO[bytes], label: str) -> IO[bytes]:
    """The contents of `raw`, a seekable file: unpacked if it is packed, else `raw` itself.

    Raises DataError if it is a kind of file that movierec does not read, and the unpackers' own errors if damaged.
    """
    magic = raw.read(16)
    raw.seek(0)
    for start, what, remedy in _UNREADABLE:
        if magic.startswith(start):
            raise DataError(f"{label} {what}, which movierec does not read", remedy)
    if magic.startswith(b"\x1f\x8b"):
        return cast(IO[bytes], gzip.GzipFile(fileobj=raw))
    if magic.startswith(b"BZh") and magic[4:10] in (b"1AY&SY", b"\x17\x72\x45\x38\x50\x90"):
        return cast(IO[bytes], bz2.BZ2File(raw))
    if magic.startswith(b"\xfd7zXZ\0"):
        return cast(IO[bytes], lzma.LZMAFile(raw))
    return _only_member(raw, label) if magic.startswith(_ZIP) else raw


def _only_member(raw: IO[bytes], label: str) -> IO[bytes]:
    archive = zipfile.ZipFile(raw)
    members = zip_members(archive, label)
    names = [str(inside) for inside, _ in members]
    if "xl/workbook.xml" in names or "content.xml" in names:
        raise DataError(f"{label} is a spreadsheet, which movierec does not read", "save it as CSV (UTF-8)")
    if not members:
        raise DataError(f"{label} is an empty zip archive", "check that it is the right file")
    if len(members) > 1:
        shown = ", ".join(names[:4]) + (", ..." if len(names) > 4 else "")
        raise DataError(
            f"{label} is a zip of {len(members)} files ({shown}), not of one",
            "pass it with --source if it holds a whole data set; otherwise unpack it and pass the file",
        )
    return archive.open(members[0][1])


class TextStream:
    """Turns the bytes of one text, chunk by chunk, into UTF-8 (or whatever ASCII-like encoding it has) with newlines.

    The first chunk decides on the encoding and the line ends. A text that is not UTF-8 and has no byte order mark is
    left as it is: `decode` of engine.datasets.data_files reads it line by line.
    """

    def __init__(self, first: bytes, label: str) -> None:
        if first[_TAR_MAGIC] == b"ustar":
            raise DataError(f"{label} is a tar archive, not one file", "pass it with --source, or unpack it first")
        mark, encoding = next(((m, e) for m, e in _BYTE_ORDER_MARKS if first.startswith(m)), (b"", _guess(first)))
        self._mark = len(mark)
        self._decoder = None if encoding == "utf-8" else codecs.getincrementaldecoder(encoding)("replace")
        sample = self._recode(first[self._mark :])
        if self._decoder is not None:
            self._decoder.reset()
        # A carriage return at the very end may be half of a Windows line end.
        self._returns = b"\n" not in sample and b"\r" in sample[:-1]

    def feed(self, chunk: bytes) -> bytes:
        """The next chunk of text; the chunks must come in order, beginning with the one given first."""
        chunk, self._mark = chunk[self._mark :], 0
        text = self._recode(chunk)
        return text.replace(b"\r", b"\n") if self._returns else text

    def _recode(self, chunk: bytes) -> bytes:
        return chunk if self._decoder is None else self._decoder.decode(chunk).encode()


def _guess(first: bytes) -> str:
    """UTF-16 without a byte order mark: every other byte of its English letters and digits is zero."""
    low, high = first[0:200:2], first[1:200:2]
    if len(high) >= 4 and high.count(0) > 0.8 * len(high) and not low.count(0):
        return "utf-16-le"
    if len(high) >= 4 and low.count(0) > 0.8 * len(low) and not high.count(0):
        return "utf-16-be"
    return "utf-8"
