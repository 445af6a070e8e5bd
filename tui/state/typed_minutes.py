"""Lengths as they are typed into the filters, in minutes: 90, 90-120, -90 or 150-. Pure functions."""

from __future__ import annotations

import re

from engine.titles.lengths import Minutes

_BEGUN = re.compile(r"\d{0,3}|\d{1,3}-\d{0,3}|-\d{0,3}")
_LEAST = 30
"""The fewest minutes that are no longer the beginning of a larger number."""


def extended(typed: str, character: str) -> str | None:
    """`typed` with one more character; begun anew with it if it does not fit; None if no length begins with it."""
    return next((text for text in (typed + character, character) if _BEGUN.fullmatch(text)), None)


def minutes(typed: str) -> Minutes | None:
    """The least and the most minutes, None for no limit; nothing at all while a number is still being typed. A single
    number is the most."""
    first, dash, last = typed.partition("-")
    ends = [int(end) if end else None for end in ((first, last) if dash else ("", first))]
    given = [end for end in ends if end is not None]
    if not given or min(given) < _LEAST or given != sorted(given):
        return None
    return ends[0], ends[1]
