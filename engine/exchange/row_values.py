"""The values of a row that several services share: stars, years, ids. Pure functions on a cell's text.

What is not a value of that kind is None: one broken cell does not make its row unreadable.
"""

from __future__ import annotations

import math
import re

from engine.profiles.opinions import Opinion

_YEAR = re.compile(r"(?<!\d)(?:18|19|20)\d\d(?!\d)")
_IMDB = re.compile(r"\A(?:tt)?(\d{1,12})\Z")
_NUMBER = re.compile(r"\A\d{1,12}\Z")


def stars_of(text: str | float | None, *, best: float) -> Opinion | None:
    """The stars for a rating on a scale from 0 to `best`, to the nearest half star; None if it is no rating.

    0 is no rating, and neither is what lies outside the scale.
    """
    try:
        value = float(str(text).strip().replace(",", ".")) if text is not None else 0.0
    except ValueError:
        return None
    if not math.isfinite(value) or not 0 < value <= best:
        return None
    halves = max(1, math.floor(value / best * 10 + 0.5))
    return f"{halves / 2:g}"


def year_of(text: str | int | None) -> int | None:
    """The year in "2005", "2013-2023" (the first one) or "1999-03-31"; None in "????" or nothing."""
    found = _YEAR.search(str(text)) if text is not None else None
    return int(found[0]) if found else None


def imdb_of(text: str | int | None) -> int | None:
    """The number in an IMDb id, with or without its tt; None if it is none."""
    found = _IMDB.match(str(text).strip().lower()) if text is not None else None
    return int(found[1]) or None if found else None


def number_in(text: str | int | None) -> int | None:
    """A positive number, such as TMDB's; None if it is none."""
    words = str(text).strip() if text is not None and not isinstance(text, bool) else ""
    return int(words) or None if _NUMBER.match(words) else None
