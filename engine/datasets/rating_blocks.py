"""Reading ratings a block of lines at a time, through pandas' C reader: 32 million rows take some 15 seconds.

A block with anything that might hide a bad row is left to `rating_lines`, which gives the same values for good rows.
"""

from __future__ import annotations

import csv
import io
import re
import warnings
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from engine.datasets.data_files import decode
from engine.datasets.field_values import FIRST_MICROSECONDS, FIRST_MILLISECONDS, MAX_TIME, MISSING, TIME
from engine.datasets.rating_format import RatingFormat
from engine.datasets.rating_scale import HIGHEST, LOWEST

_TIMES = re.compile(rf"(?:{TIME}(?:\n|\Z))*", re.ASCII)
_DIGITS = re.compile(r"[\d\n]+", re.ASCII)
_TRUTH = re.compile(rb"true|false", re.IGNORECASE)
_MISSING = sorted({spelled for text in MISSING for spelled in (text, text.upper(), text.capitalize())} | {"NaN"})


LEAST = 40 << 10
"""Bytes of a block that is not worth parting to find a bad row."""


class Ratings(NamedTuple):
    """Columns of equal length; a missing `rating` or `timestamp` is NaN."""

    user: npt.NDArray[np.int64]
    movie: npt.NDArray[np.int64]
    rating: npt.NDArray[np.float32]
    timestamp: npt.NDArray[np.float64]


KINDS = (np.int64, np.int64, np.float32, np.float64)
"""The types of the columns of `Ratings`."""


def read_block(block: bytes, form: RatingFormat, known: pd.Index) -> Ratings | None:
    """The ratings of a block of lines, all of films in `known` (ids), or None if it may hold a bad row.

    A block of more than `LEAST` bytes should be parted then: its parts are mostly good.
    """
    plain = _plain(block, form)
    if plain is None:
        return None
    rating, dates = _sample(plain, form)
    comma = "," in rating and form.row.separator != ","
    # pandas takes 1e3 for a whole number, rounds the large ones beside a 7.0, and takes True for 1.
    strict = comma or b"e" in plain or b"E" in plain
    # That takes ten times as long, and most letters are of one bad row: its neighbors are read without it.
    if strict and not comma and len(plain) > LEAST:
        return None
    if strict and _TRUTH.search(plain):
        return None
    part = _parsed(plain, form, comma=comma, dates=dates, strict=strict)
    if part is not None and not strict and part.user.max() >= 2**53:
        part = _parsed(plain, form, comma=comma, dates=dates, strict=True)
    return part if part is not None and _valid(part, known) else None


def _parsed(plain: bytes, form: RatingFormat, *, comma: bool, dates: bool, strict: bool) -> Ratings | None:
    """The columns of a block; None if a field is not what it should be. `comma` is for decimal commas, `dates` for ISO
    times, `strict` for ids that must be written in digits alone."""
    ids = "str" if strict else "int64"
    kinds = {form.rating: "float32", form.timestamp: "str" if dates else "float64", form.user: ids, form.movie: ids}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", pd.errors.ParserWarning)
            warnings.simplefilter("error", RuntimeWarning)
            frame = pd.read_csv(
                io.BytesIO(plain),
                sep=_letter(form),
                header=None,
                names=list(range(form.row.width)),
                index_col=False,
                dtype={at: kinds.get(at, "str") for at in range(form.row.width)},
                decimal="," if comma else ".",
                keep_default_na=False,
                na_values=_MISSING,
                quoting=csv.QUOTE_NONE,
                engine="c",
                encoding="latin-1",
            )
            # pandas fills up short rows, and long ones may make up for them in the count of separators.
            if plain.count(_letter(form).encode()) != (form.row.width - 1) * len(frame):
                return None
            if frame[form.row.width - 1].isna().any() and not _even(plain, form):
                return None
            user, movie = (_whole(frame[at]) if strict else frame[at].to_numpy() for at in (form.user, form.movie))
            empty = np.full(len(frame), np.nan)
            rating = frame[form.rating].to_numpy() if form.rating is not None else empty.astype(np.float32)
            if form.timestamp is None:
                return Ratings(user, movie, rating, empty)
            column = frame[form.timestamp]
            return Ratings(user, movie, rating, _seconds(column) if dates else _whole_seconds(column.to_numpy()))
    except (ValueError, OverflowError, pd.errors.ParserWarning, RuntimeWarning):
        return None


def _letter(form: RatingFormat) -> str:
    return "\t" if form.row.separator == "::" else form.row.separator


def _whole(column: pd.Series) -> npt.NDArray[np.int64]:
    """Whole numbers written in digits. Raises ValueError or OverflowError for others."""
    if column.isna().any() or not _DIGITS.fullmatch("\n".join(column)):
        raise ValueError("not in digits")
    return np.array([int(text) for text in column], np.int64)


def _plain(block: bytes, form: RatingFormat) -> bytes | None:
    """The block with one-letter separators, without quotes and carriage returns; None if the fields may change so."""
    if b"\r" in block:
        block = block.replace(b"\r\n", b"\n")
    block = block.rstrip(b"\n")
    if not block or b"\0" in block or b"\r" in block:
        return None
    separator = form.row.separator.encode()
    if separator == b"::":
        if b"\t" in block:
            return None
        block, separator = block.replace(b"::", b"\t"), b"\t"
    if b'"' in block:
        # A whole field in quotes, with nothing in it that they protect.
        mark = re.escape(separator)
        block = re.sub(rb'(?<![^%b\n])"([^"%b\n]*)"(?![^%b\n])' % (mark, mark, mark), rb"\1", block)
        if b'"' in block:
            return None
    return block


def _even(block: bytes, form: RatingFormat) -> bool:
    """Whether every line has as many separators as it should."""
    letters = np.frombuffer(block + b"\n", np.uint8)
    ends = np.flatnonzero(letters == ord("\n"))
    before = np.searchsorted(np.flatnonzero(letters == ord(_letter(form))), ends)
    return bool((before == (form.row.width - 1) * np.arange(1, len(ends) + 1)).all())


def _sample(block: bytes, form: RatingFormat) -> tuple[str, bool]:
    """The rating of the first line, and whether its time is a date."""
    fields = decode(block[: max(block.find(b"\n"), 0) or len(block)]).split(_letter(form))
    if len(fields) != form.row.width:
        return "", False
    rating = fields[form.rating] if form.rating is not None else ""
    return rating, form.timestamp is not None and "-" in fields[form.timestamp]


def _seconds(column: pd.Series) -> npt.NDArray[np.float64]:
    """Dates and times in seconds, NaN if missing. Raises ValueError if one is of another kind."""
    missing = column.isna().to_numpy()
    texts = column[~missing]
    if not _TIMES.fullmatch("\n".join(texts)):
        raise ValueError("not dates")
    moments = pd.to_datetime(texts, format="ISO8601", utc=True)
    result = np.full(len(column), np.nan)
    result[~missing] = moments.dt.tz_localize(None).to_numpy("datetime64[us]").astype(np.int64) // 1_000_000
    return result


def _whole_seconds(times: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    with np.errstate(invalid="ignore"):
        smaller = (times >= FIRST_MILLISECONDS) & (times < MAX_TIME)
        parts = np.where(times < FIRST_MICROSECONDS, 1000.0, 1_000_000.0)
    return np.where(smaller, np.floor(times / parts), times) if smaller.any() else times


def _valid(part: Ratings, known: pd.Index) -> bool:
    with np.errstate(invalid="ignore"):
        stars = np.isnan(part.rating) | ((part.rating >= LOWEST) & (part.rating <= HIGHEST))
        times = np.isnan(part.timestamp) | ((part.timestamp >= 0) & (part.timestamp < MAX_TIME))
    if not (stars.all() and times.all() and (part.user >= 0).all()):
        return False
    return bool((known.get_indexer(pd.Index(part.movie)) >= 0).all())
