"""The values of single fields: whole numbers, decimals with a point or a comma, and points in time.

A ValueError says what is wrong with the field; a BadValue also how to mend it.
"""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime

from engine.movies import clean_text

MISSING = ("", "na", "n/a", "nan", "null", "none")
"""What an empty field may say, case aside."""

LARGEST = 2**63 - 1
_SHORT = 18
"""Digits of a number that cannot be larger than that."""
MAX_TIME = 2**53
# Seconds reach 100,000,000,000 in the year 5138; what is larger counts milliseconds, and then microseconds.
FIRST_MILLISECONDS = 1e11
FIRST_MICROSECONDS = 1e14
_WHOLE = re.compile(r"\+?\d+(?:\.0+)?|-0+(?:\.0+)?", re.ASCII)
# An ISO date, or a date and a time; without an offset it is in UTC.
TIME = (
    r"\d{4}-\d\d-\d\d(?:[ Tt](?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?"
    r"(?: ?(?:[Zz]|UTC|[+-](?:[01]\d|2[0-3])(?::?[0-5]\d)?))?)?"
)
_TIME = re.compile(TIME, re.ASCII)


class BadValue(ValueError):
    """A field that cannot be taken, with the way to mend the whole column."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.remedy = remedy


def whole_number(text: str, what: str) -> int:
    """Parse `text` as an integer from 0 to 2^63-1 ("7" or "7.0"). Raises ValueError, which names the field as
    `what`."""
    text = text.strip()
    if text.isdecimal() and text.isascii() and len(text) <= _SHORT:
        return int(text)
    if not _WHOLE.fullmatch(text):
        raise ValueError(f"{what} '{_short(text)}' is not a whole number")
    number = int(text.split(".")[0]) if len(text) < 100 else LARGEST + 1
    if number > LARGEST:
        raise ValueError(f"{what} {_short(text)} is larger than {LARGEST}")
    return number


def user_number(text: str) -> int:
    """Parse a user's id. Raises BadValue."""
    try:
        return whole_number(text, "user")
    except ValueError as cause:
        raise BadValue(str(cause), f"number the users: movierec takes whole numbers from 0 to {LARGEST}") from None


def decimal(text: str, what: str) -> float:
    """Parse a number with a decimal point or comma; NaN if it is missing. Raises ValueError."""
    text = text.strip()
    if text.lower() in MISSING:
        return math.nan
    try:
        if "_" in text:  # Python's own notation
            raise ValueError
        return float(text.replace(",", ".", 1) if "." not in text else text)
    except ValueError:
        raise ValueError(f"{what} '{_short(text)}' is not a number") from None


def seconds(text: str) -> float:
    """Parse a time in seconds, milliseconds or microseconds since 1970, or an ISO date or time; NaN if it is missing.

    A time of day without an offset counts as UTC; fractions are dropped. Raises ValueError.
    """
    text = text.strip()
    if _TIME.fullmatch(text):
        try:
            moment = datetime.fromisoformat(
                re.sub(r" ?(?:UTC|[Zz])\Z", "+00:00", text).replace(" +", "+").replace(" -", "-")
            )
            value = float(math.floor(moment.replace(tzinfo=moment.tzinfo or UTC).timestamp()))
        except (ValueError, OverflowError):
            raise ValueError(f"timestamp '{text}' is not a day and time that exist") from None
    else:
        try:
            value = in_seconds(decimal(text, "timestamp"))
        except ValueError:
            raise BadValue(
                f"timestamp '{_short(text)}' is not a number or a time like 2005-04-02 23:53:47",
                "write times so, or as seconds since 1970, or leave that column out",
            ) from None
    if not (math.isnan(value) or 0 <= value < MAX_TIME):
        raise ValueError(f"timestamp {_short(text)} is out of range")
    return value


def in_seconds(value: float) -> float:
    """A count of seconds, milliseconds or microseconds in seconds."""
    if not FIRST_MILLISECONDS <= value < MAX_TIME:
        return value
    return math.floor(value / (1000 if value < FIRST_MICROSECONDS else 1_000_000))


def _short(text: str) -> str:
    text = clean_text(text)
    return text if len(text) <= 40 else text[:40] + "…"
