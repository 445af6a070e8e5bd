"""Years as they are typed into the filters: 1980, 1980-1999, 1980- or -1999. Pure functions."""

from __future__ import annotations

import re

_BEGUN = re.compile(r"\d{0,4}|\d{4}-\d{0,4}|-\d{0,4}")
_WHOLE = re.compile(r"(?P<one>\d{4})|(?P<first>\d{4})?-(?P<last>\d{4})?")


def extended(typed: str, character: str) -> str | None:
    """`typed` with one more character; begun anew with it if it does not fit; None if no years begin with it."""
    for text in (typed + character, character):
        if _BEGUN.fullmatch(text):
            return text
    return None


def years(typed: str) -> tuple[int | None, int | None] | None:
    """The first and the last year, None for no limit; nothing at all while a year is still being typed."""
    found = _WHOLE.fullmatch(typed)
    if found is None or typed == "-":
        return None
    first, last = (int(found[name]) if found[name] else None for name in ("first", "last"))
    if found["one"]:
        return int(found["one"]), int(found["one"])
    return (last, first) if first is not None and last is not None and first > last else (first, last)
