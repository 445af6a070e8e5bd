"""Reading ratings a block of lines at a time, through pandas' C reader: 32 million rows take less than a minute.

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
from engine.datasets.field_values import FIRST_MILLISECONDS, MAX_TIME, MISSING, TIME
from engine.datasets.rating_format import RatingFormat
from engine.datasets.rating_scale import HIGHEST, LOWEST

_TIMES = re.compile(rf"(?:{TIME}(?:\n|\Z))*", re.ASCII)
_MISSING = sorted({spelled for text in MISSING for spelled in (text, text.upper(), text.capitalize())} | {"NaN"})


class Ratings(NamedTuple):
    """Columns of equal length; a missing `rating` or `timestamp` is NaN."""

    user: npt.NDArray[np.int64]
    movie: npt.NDArray[np.int64]
    rating: npt.NDArray[np.float32]
    timestamp: npt.NDArray[np.float64]


def read_block(block: bytes, form: RatingFormat, known: npt.NDArray[np.int64]) -> Ratings | None:
    """The ratings of a block of lines, all of films in `known` (sorted ids), or None if it may hold a bad row."""
    plain = _plain(block, form)
    if plain is None:
        return None
    separator, width = "\t" if form.row.separator == "::" else form.row.separator, form.row.width
    rating, dates = _sample(plain, separator, form)
    kinds = {form.rating: "float32", form.timestamp: "str" if dates else "float64", form.user: "int64"}
    kinds[form.movie] = "int64"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", pd.errors.ParserWarning)
            frame = pd.read_csv(
                io.BytesIO(plain),
                sep=separator,
                header=None,
                names=list(range(width)),
                index_col=False,
                dtype={at: kinds.get(at, "str") for at in range(width)},
                decimal="," if "," in rating and separator != "," else ".",
                keep_default_na=False,
                na_values=_MISSING,
                quoting=csv.QUOTE_NONE,
                engine="c",
                encoding="latin-1",
            )
    except (ValueError, OverflowError, pd.errors.ParserWarning):
        return None
    length = len(frame)
    times: npt.NDArray[np.float64] | None = np.full(length, np.nan)
    if form.timestamp is not None:
        times = _seconds(frame[form.timestamp]) if dates else _whole_seconds(frame[form.timestamp].to_numpy())
    if times is None:
        return None
    part = Ratings(
        frame[form.user].to_numpy(),
        frame[form.movie].to_numpy(),
        frame[form.rating].to_numpy() if form.rating is not None else np.full(length, np.nan, np.float32),
        times,
    )
    return part if _valid(part, known) else None


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
    even = block.count(separator) == (form.row.width - 1) * (block.count(b"\n") + 1)
    return block if even else None


def _sample(block: bytes, separator: str, form: RatingFormat) -> tuple[str, bool]:
    """The rating of the first line, and whether its time is a date."""
    fields = decode(block[: max(block.find(b"\n"), 0) or len(block)]).split(separator)
    if len(fields) != form.row.width:
        return "", False
    rating = fields[form.rating] if form.rating is not None else ""
    return rating, form.timestamp is not None and "-" in fields[form.timestamp]


def _seconds(column: pd.Series) -> npt.NDArray[np.float64] | None:
    """Dates and times in seconds, NaN if missing; None if one is of another kind."""
    missing = column.isna().to_numpy()
    texts = column[~missing]
    if not _TIMES.fullmatch("\n".join(texts)):
        return None
    try:
        moments = pd.to_datetime(texts, format="ISO8601", utc=True)
    except ValueError:
        return None
    result = np.full(len(column), np.nan)
    result[~missing] = moments.dt.tz_localize(None).to_numpy("datetime64[us]").astype(np.int64) // 1_000_000
    return result


def _whole_seconds(times: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    with np.errstate(invalid="ignore"):
        milliseconds = (times >= FIRST_MILLISECONDS) & (times < MAX_TIME)
    return np.where(milliseconds, np.floor(times / 1000), times) if milliseconds.any() else times


def _valid(part: Ratings, known: npt.NDArray[np.int64]) -> bool:
    with np.errstate(invalid="ignore"):
        stars = np.isnan(part.rating) | ((part.rating >= LOWEST) & (part.rating <= HIGHEST))
        times = np.isnan(part.timestamp) | ((part.timestamp >= 0) & (part.timestamp < MAX_TIME))
    return bool(stars.all() and times.all() and (part.user >= 0).all() and np.isin(part.movie, known).all())
