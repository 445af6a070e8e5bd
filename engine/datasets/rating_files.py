"""Reading ratings in all MovieLens layouts, RecBole's, and plain CSV; the layout is sniffed from the first line.

Built for 32 million rows: each block goes through pandas' C reader. Only a block with something unexpected is parsed
line by line, to report the line and what is wrong with it.
"""

from __future__ import annotations

import csv
import io
import re
import warnings
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from engine.datasets.data_files import DataFile, decode
from engine.datasets.movie_files import split_csv, whole_number
from engine.datasets.skipped_rows import RowLog, SkippedRows
from engine.errors import DataError
from engine.movies import clean_text
from engine.progress import Event, Progress

_USER = ("user", "userid", "user_id", "uid")
_MOVIE = ("movie", "movieid", "movie_id", "item", "itemid", "item_id")
_RATING = ("rating", "stars")
_TIMESTAMP = ("timestamp", "time")
_MISSING = {"", "na", "n/a", "nan", "null", "none"}
_MAX_TIME = 2**53


class Ratings(NamedTuple):
    """Columns of equal length; a missing `rating` or `timestamp` is NaN."""

    user: npt.NDArray[np.int64]
    movie: npt.NDArray[np.int64]
    rating: npt.NDArray[np.float32]
    timestamp: npt.NDArray[np.float64]


@dataclass(frozen=True)
class _Format:
    separator: str
    width: int
    user: int
    movie: int
    rating: int | None
    timestamp: int | None
    header: bool


def read_ratings(
    file: DataFile, known: npt.NDArray[np.int64], films: str, progress: Progress
) -> tuple[Ratings, SkippedRows]:
    """All ratings of films in `known` (sorted ids, from the file named `films`), in file order, and the skipped rows.

    Progress is reported in bytes of the file. Raises DataError.
    """
    form = _sniff(file)
    log = RowLog(file)
    parts: list[Ratings] = []
    line = 1
    for block, position in file.blocks():
        count = block.count(b"\n") + (not block.endswith(b"\n"))
        if line == 1 and form.header:
            block = block.partition(b"\n")[2]
            part = _read_block(block, form, known, films, log, 2)
        else:
            part = _read_block(block, form, known, films, log, line)
        parts.append(part)
        log.good += len(part.user)
        line += count
        progress(Event(stage="read", done=position, total=file.size, unit="bytes", message=file.name))
        if log.hopeless:
            break
    skipped = log.close("ratings")
    return _joined(parts), skipped


def is_ratings(file: DataFile) -> bool:
    """Whether the first line looks like that of a ratings file."""
    try:
        _sniff(file)
    except DataError:
        return False
    return True


def _sniff(file: DataFile) -> _Format:
    first = decode(file.first_line())
    if not first.strip():
        raise DataError(f"{file.label} is empty", "check that it is the right file")
    if "\0" in first:
        raise DataError(f"{file.label}, line 1: not text that movierec can read", "save it as UTF-8")
    separator = next((mark for mark in ("::", "\t", ",", ";") if mark in first), ",")
    try:
        fields = first.split(separator) if separator in ("::", "\t") else split_csv(first, separator)
    except csv.Error:
        fields = []
    if all(re.fullmatch(r"[\d.]+", field.strip()) for field in fields) and len(fields) in (3, 4):
        if separator in ("::", "\t"):
            return _Format(separator, len(fields), 0, 1, 2, 3 if len(fields) == 4 else None, header=False)
        raise DataError(
            f"{file.label}, line 1: the header is missing", "start the file with user,movie[,rating][,timestamp]"
        )
    columns = [field.partition(":")[0].strip().lower() for field in fields]
    user, movie, rating, timestamp = (
        next((columns.index(name) for name in names if name in columns), None)
        for names in (_USER, _MOVIE, _RATING, _TIMESTAMP)
    )
    if separator == "::" or user is None or movie is None:
        raise DataError(
            f"{file.label}, line 1: not a ratings file (ratings.csv, ratings.dat, u.data or a RecBole .inter file)",
            "a CSV must start with a header like user,movie[,rating][,timestamp]",
        )
    return _Format(separator, len(fields), user, movie, rating, timestamp, header=True)


def _read_block(
    block: bytes, form: _Format, known: npt.NDArray[np.int64], films: str, log: RowLog, line: int
) -> Ratings:
    fast = _read_at_once(block, form)
    if fast is not None and _valid(fast, known):
        return fast
    users: list[int] = []
    movies: list[int] = []
    stars: list[float] = []
    times: list[float] = []
    ids = set(known.tolist())
    for number, raw in enumerate(block.removesuffix(b"\n").split(b"\n"), line):
        text = decode(raw).rstrip("\r")
        if not text.strip():
            continue
        try:
            user, movie, rating, timestamp = _read_line(text, form)
            if movie not in ids:
                raise ValueError(f"movie {movie} is not in {films}")
        except (ValueError, csv.Error) as reason:
            log.skip(number, str(reason))
            continue
        users.append(user)
        movies.append(movie)
        stars.append(rating)
        times.append(timestamp)
    return Ratings(
        np.array(users, np.int64), np.array(movies, np.int64), np.array(stars, np.float32), np.array(times, np.float64)
    )


def _read_at_once(block: bytes, form: _Format) -> Ratings | None:
    """The block parsed by pandas' C reader, or None if that might hide something unexpected."""
    block = block.rstrip(b"\r\n")
    if not block or b"\0" in block:
        return None
    separator = form.separator.encode()
    if b'"' not in block and block.count(separator) != (form.width - 1) * (block.count(b"\n") + 1):
        return None
    if form.separator == "::":
        if b"\t" in block:
            return None
        block = block.replace(b"::", b"\t")
    kinds = {form.rating: "float32", form.timestamp: "float64", form.user: "int64", form.movie: "int64"}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", pd.errors.ParserWarning)
            frame = pd.read_csv(
                io.BytesIO(block),
                sep="\t" if form.separator == "::" else form.separator,
                header=None,
                names=list(range(form.width)),
                index_col=False,
                dtype={at: kinds.get(at, "str") for at in range(form.width)},
                engine="c",
                encoding="latin-1",
            )
    except (ValueError, OverflowError, pd.errors.ParserWarning):
        return None
    length = len(frame)
    return Ratings(
        frame[form.user].to_numpy(),
        frame[form.movie].to_numpy(),
        frame[form.rating].to_numpy() if form.rating is not None else np.full(length, np.nan, np.float32),
        frame[form.timestamp].to_numpy() if form.timestamp is not None else np.full(length, np.nan),
    )


def _valid(part: Ratings, known: npt.NDArray[np.int64]) -> bool:
    with np.errstate(invalid="ignore"):
        stars = np.isnan(part.rating) | ((part.rating >= 0.5) & (part.rating <= 5))
        times = np.isnan(part.timestamp) | ((part.timestamp >= 0) & (part.timestamp < _MAX_TIME))
    return bool(stars.all() and times.all() and (part.user >= 0).all() and np.isin(part.movie, known).all())


def _read_line(text: str, form: _Format) -> tuple[int, int, float, float]:
    quoted = form.separator in (",", ";")
    fields = split_csv(text, form.separator) if quoted else text.split(form.separator)
    if len(fields) != form.width:
        raise ValueError(f"expected {form.width} fields, found {len(fields)}")
    rating = _number(fields[form.rating], "rating") if form.rating is not None else float("nan")
    if not (np.isnan(rating) or 0.5 <= rating <= 5):
        raise ValueError(f"rating {rating:g} is not between 0.5 and 5")
    timestamp = _number(fields[form.timestamp], "timestamp") if form.timestamp is not None else float("nan")
    if not (np.isnan(timestamp) or 0 <= timestamp < _MAX_TIME):
        raise ValueError(f"timestamp {timestamp:g} is out of range")
    return whole_number(fields[form.user], "user"), whole_number(fields[form.movie], "movie"), rating, timestamp


def _number(text: str, what: str) -> float:
    if text.strip().lower() in _MISSING:
        return float("nan")
    try:
        return float(text)
    except ValueError:
        raise ValueError(f"{what} '{clean_text(text)[:40]}' is not a number") from None


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
