"""Reading ratings in all MovieLens layouts, RecBole's, and plain CSV.

Built for 32 million rows: each block of lines is read at once. Only a small part of a block around something unexpected
is parsed line by line, to report the line and what is wrong with it.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from engine.datasets.data_files import DataFile, decode
from engine.datasets.rating_blocks import KINDS, LEAST, Ratings, read_block
from engine.datasets.rating_format import RatingFormat, sniff_ratings
from engine.datasets.rating_lines import OffScale, read_line
from engine.datasets.rating_scale import scale_remedy
from engine.datasets.skipped_rows import RowLog, SkippedRows
from engine.progress import Event, Progress

_PARTS = 16
"""How many parts are made of a block in which no letter tells the bad rows: of 8 MB 512 KB each, and then 32."""


def read_ratings(
    file: DataFile, known: npt.NDArray[np.int64], films: str, progress: Progress
) -> tuple[Ratings, SkippedRows]:
    """All ratings of films in `known` (sorted ids, from the file named `films`), in file order, and the skipped rows.

    Progress is reported in bytes of the file. Raises DataError.
    """
    form = sniff_ratings(file)
    reader = _Reader(form, known, films, RowLog(file))
    for block, line, position in file.blocks():
        above = max(form.header + 1 - line, 0)
        if above:
            block = block.split(b"\n", above)[-1] if above <= block.count(b"\n") else b""
        reader.read(block, line + above)
        progress(Event(stage="read", done=position, total=file.size, unit="bytes", message=file.name))
        if reader.log.hopeless:
            break
    return reader.close()


class _Reader:
    """Reads the blocks of one file, and remembers the ratings that were on no scale of stars."""

    def __init__(self, form: RatingFormat, known: npt.NDArray[np.int64], films: str, log: RowLog) -> None:
        self.log = log
        self._form = form
        self._known = pd.Index(known)  # its hash table is made once, not for each block as by np.isin
        self._films = films
        self._odd = re.compile(b"[^0-9.\\r\\n%b]" % re.escape(form.row.separator.encode()))
        self._taken = _Columns()
        self._off_scale: list[float] = []

    def read(self, block: bytes, line: int) -> None:
        """Take the good rows of a block whose first line has the number `line`."""
        part = read_block(block, self._form, self._known)
        if part is None and len(block) > LEAST and len(pieces := list(_parted(block, self._odd))) > 1:
            # One bad row must not leave all the rows of its block to the slow reader.
            for piece in pieces:
                self.read(piece, line)
                line += piece.count(b"\n")
            return
        part = self._read_lines(block, line) if part is None else part
        self._taken.add(part)
        self.log.good += len(part.user)

    def close(self) -> tuple[Ratings, SkippedRows]:
        """All rows taken, and the skipped ones. Raises DataError if there are none, or too many bad ones."""
        ratings = self._taken.whole()
        return ratings, self.log.close("ratings", remedy=self._remedy(ratings.rating))

    def _remedy(self, rating: npt.NDArray[np.float32]) -> str | None:
        """How to convert the ratings, if most of the bad rows seen have one that is off the scale."""
        if 2 * len(self._off_scale) <= self.log.bad:
            return None
        rated = rating[~np.isnan(rating)]
        good = [float(rated.min()), float(rated.max())] if len(rated) else []
        return scale_remedy(min(self._off_scale + good), max(self._off_scale + good))

    def _read_lines(self, block: bytes, line: int) -> Ratings:
        rows: list[tuple[int, int, float, float]] = []
        for number, raw in enumerate(block.removesuffix(b"\n").split(b"\n"), line):
            text = decode(raw).rstrip("\r")
            if not text.strip():
                continue
            try:
                row = read_line(text, self._form)
                if row[1] not in self._known:
                    raise ValueError(f"movie {row[1]} is not in {self._films}")
            except OffScale as reason:
                self._off_scale.append(reason.rating)
                self.log.skip(number, reason)
            except (ValueError, csv.Error) as reason:
                self.log.skip(number, reason)
            else:
                rows.append(row)
        columns = zip(*rows, strict=True) if rows else ((), (), (), ())
        return Ratings(*(np.array(column, kind) for column, kind in zip(columns, KINDS, strict=True)))


class _Columns:
    """The ratings of the blocks read so far, one behind the other in columns that grow."""

    def __init__(self) -> None:
        self._rows = 0
        self._columns: list[npt.NDArray[Any]] = [np.empty(0, kind) for kind in KINDS]

    def add(self, part: Ratings) -> None:
        rows = self._rows + len(part.user)
        if rows > len(self._columns[0]):
            self._resize(rows + rows // 4)
        for column, more in zip(self._columns, part, strict=True):
            column[self._rows : rows] = more
        self._rows = rows

    def whole(self) -> Ratings:
        self._resize(self._rows)
        return Ratings(*self._columns)

    def _resize(self, rows: int) -> None:
        for column in self._columns:
            column.resize(rows, refcheck=False)


def _parted(block: bytes, odd: re.Pattern[bytes]) -> Iterator[bytes]:
    """The lines of a block in pieces: each line with an `odd` letter alone and those between together, or some pieces
    of equal size if there is no such line or there are many."""
    ends, most = [0], 2 * len(block) // LEAST
    while len(ends) <= most and (found := odd.search(block, ends[-1])):
        ends.append(block.rfind(b"\n", 0, found.start()) + 1)
        ends.append(block.find(b"\n", found.start()) + 1 or len(block))
    if len(ends) == 1 or len(ends) > most:
        places = range(len(block) // _PARTS, len(block), len(block) // _PARTS)
        ends = [0, *(block.find(b"\n", place) + 1 or len(block) for place in places)]
    for start, end in pairwise([*ends, len(block)]):
        if start < end:
            yield block[start:end]
