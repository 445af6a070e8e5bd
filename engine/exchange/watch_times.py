"""Times at which films were said to be watched, and were not: many at once, or midnight. Pure functions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

_BULK = 20
"""Films of one file that share a time were marked together. For one member they were 1,675 of 4,274."""
_MIDNIGHT = "T00:00:00Z"


def bulk_times(times: Iterable[str | None]) -> frozenset[str]:
    """The times (one for each film of a file) at which films were marked in bulk: seen, but not then."""
    counts = Counter(time for time in times if time is not None)
    return frozenset(time for time, films in counts.items() if films >= _BULK)


def is_midnight(time: str | None) -> bool:
    """Whether a UTC time is exactly midnight: it stands for a day, or for a day that is not known."""
    return time is not None and time.endswith(_MIDNIGHT)


def day_at_midnight(time: str | None) -> str | None:
    """`time`, or the day alone where the hour says nothing."""
    return time[: -len(_MIDNIGHT)] if time is not None and is_midnight(time) else time
