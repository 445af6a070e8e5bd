"""Dates as services write them, as ISO 8601: a day, or a UTC time where the hour is known.

A date that could be read in two ways ("10-09-20") is none: a row without a date is better than one with a wrong date.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

_ISO = re.compile(
    r"\A(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?\Z"
)
_FIRST_YEAR = 1900


def iso_date(text: str) -> str | None:
    """The day or time that `text` names with its year first ("2024-11-03", "2024-11-03T20:15:00.000Z",
    "2015/3/1 10:00"); None for anything else, and for days that do not exist.

    A time without a zone is taken for that day only.
    """
    found = _ISO.match(text.strip())
    if found is None:
        return None
    year, month, day, hour, minute, second, zone = found.groups()
    if hour is None or zone is None:
        return day_of(int(year), int(month), int(day))
    try:
        moment = datetime.fromisoformat(
            f"{int(year):04d}-{int(month):02d}-{int(day):02d}T{int(hour):02d}:{minute}:{second or '00'}"
            + ("+00:00" if zone == "Z" else zone)
        ).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment.year >= _FIRST_YEAR else None


def written_date(text: str, *patterns: str) -> str | None:
    """The day that `text` names in one of the `patterns` of strptime, in English; None if it fits none."""
    words = " ".join(text.split())
    for pattern in patterns:
        try:
            moment = datetime.strptime(words, pattern)
        except ValueError:
            continue
        return day_of(moment.year, moment.month, moment.day)
    return None


def day_of(year: int, month: int, day: int) -> str | None:
    """The day as ISO 8601; None if there is no such day, or none on which anybody marked a film."""
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found.isoformat() if found.year >= _FIRST_YEAR else None
