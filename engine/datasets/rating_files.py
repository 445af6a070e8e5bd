"""Reading ratings in all MovieLens layouts, RecBole's, and plain CSV.

Built for 32 million rows: each block of lines is read at once. Only a block with something unexpected is parsed line by
line, to report the line and what is wrong with it.
"""

from __future__ import annotations

import csv

import numpy as np
import numpy.typing as npt

from engine.datasets.data_files import DataFile, decode
from engine.datasets.rating_blocks import Ratings, read_block
from engine.datasets.rating_format import RatingFormat, sniff_ratings
from engine.datasets.rating_lines import OffScale, read_line
from engine.datasets.rating_scale import scale_remedy
from engine.datasets.skipped_rows import RowLog, SkippedRows
from engine.progress import Event, Progress


def read_ratings(
    file: DataFile, known: npt.NDArray[np.int64], films: str, progress: Progress
) -> tuple[Ratings, SkippedRows]:
    """All ratings of films in `known` (sorted ids, from the file named `films`), in file order, and the skipped rows.

    Progress is reported in bytes of the file. Raises DataError.
    """
    form = sniff_ratings(file)
    reader = _Reader(form, known, films, RowLog(file))
    parts: list[Ratings] = []
    line = 1
    for block, position in file.blocks():
        count = block.count(b"\n") + (not block.endswith(b"\n"))
        above = max(form.header + 1 - line, 0)
        if above:
            block = block.split(b"\n", above)[-1] if above <= block.count(b"\n") else b""
        parts.append(reader.read(block, line + above))
        line += count
        progress(Event(stage="read", done=position, total=file.size, unit="bytes", message=file.name))
        if reader.log.hopeless:
            break
    skipped = reader.log.close("ratings", remedy=reader.remedy(parts))
    return _joined(parts), skipped


class _Reader:
    """Reads the blocks of one file, and remembers the ratings that were on no scale of stars."""

    def __init__(self, form: RatingFormat, known: npt.NDArray[np.int64], films: str, log: RowLog) -> None:
        self.log = log
        self._form = form
        self._known = known
        self._films = films
        self._off_scale: list[float] = []

    def read(self, block: bytes, line: int) -> Ratings:
        """The good rows of a block whose first line has the number `line`."""
        part = read_block(block, self._form, self._known)
        part = self._read_lines(block, line) if part is None else part
        self.log.good += len(part.user)
        return part

    def remedy(self, parts: list[Ratings]) -> str | None:
        """How to convert the ratings, if most of the bad rows seen have one that is off the scale."""
        if 2 * len(self._off_scale) <= self.log.bad:
            return None
        rated = [part.rating[~np.isnan(part.rating)] for part in parts]
        good = [float(end) for stars in rated if len(stars) for end in (stars.min(), stars.max())]
        return scale_remedy(min(self._off_scale + good), max(self._off_scale + good))

    def _read_lines(self, block: bytes, line: int) -> Ratings:
        rows: list[tuple[int, int, float, float]] = []
        ids = set(self._known.tolist())
        for number, raw in enumerate(block.removesuffix(b"\n").split(b"\n"), line):
            text = decode(raw).rstrip("\r")
            if not text.strip():
                continue
            try:
                row = read_line(text, self._form)
                if row[1] not in ids:
                    raise ValueError(f"movie {row[1]} is not in {self._films}")
            except OffScale as reason:
                self._off_scale.append(reason.rating)
                self.log.skip(number, reason)
            except (ValueError, csv.Error) as reason:
                self.log.skip(number, reason)
            else:
                rows.append(row)
        users, movies, stars, times = zip(*rows, strict=True) if rows else ((), (), (), ())
        return Ratings(
            np.array(users, np.int64),
            np.array(movies, np.int64),
            np.array(stars, np.float32),
            np.array(times, np.float64),
        )


def _joined(parts: list[Ratings]) -> Ratings:
    """Concatenate all blocks, one column at a time to limit peak memory. Empties `parts`."""
    users, movies = [part.user for part in parts], [part.movie for part in parts]
    stars, times = [part.rating for part in parts], [part.timestamp for part in parts]
    parts.clear()
    user = np.concatenate(users)
    users.clear()
    movie = np.concatenate(movies)
    movies.clear()
    rating = np.concatenate(stars)
    stars.clear()
    return Ratings(user, movie, rating, np.concatenate(times))
