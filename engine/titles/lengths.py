"""Running times in words: "short", "under 90 min", "2-3 hours", "< 2h". Pure text processing.

Without a unit a number is no length here: it may be a year, or a title.
"""

from __future__ import annotations

import re
from typing import TypeAlias

SHORT, LONG = 90, 150
"""Minutes that a short film has at most, and a long one at least."""
_ABOUT = 10
"""Minutes more or less than those of a length that is named alone."""
_LONGEST = 600
"""Minutes; "24 hours" is no length of a film, but may be a title."""

Minutes: TypeAlias = tuple[int | None, int | None]
"""The least and the most minutes; None for no limit."""

_ANY: Minutes = (None, None)
_NUMBER = r"(?:\d{1,3}(?:[.,]\d)?|an|one|two|three|four)"
_HOURS, _MINUTES = r"h|hrs?|hours?", r"m|min|mins|minutes?"
_TIME = rf"{_NUMBER}[\s-]?(?:{_HOURS})(?:\s?(?:and\s+)?\d{{1,2}}(?:\s?(?:{_MINUTES}))?)?|{_NUMBER}[\s-]?(?:{_MINUTES})"
_HOW = (
    r"under|below|less\s+than|shorter\s+than|<=?|≤|up\s+to|at\s+most|max|maximum|"
    r"over|above|more\s+than|longer\s+than|>=?|≥|at\s+least|about|around|~"
)
_ENDS = r"(?=[\s,]|\Z)"
_SPAN = re.compile(
    rf"(?:\A|(?<=[\s,]))(?:(?P<between>between\s+)|from\s+)?(?P<first>{_NUMBER})\s*(?P<own>{_HOURS}|{_MINUTES})?\s*"
    rf"(?(between)and|(?:-|–|to))\s*"
    rf"(?P<last>{_NUMBER})[\s-]?(?P<unit>{_HOURS}|{_MINUTES}){_ENDS}",
    re.IGNORECASE,
)
_BOUND = re.compile(rf"(?:\A|(?<=[\s,]))(?:(?P<how>{_HOW})\s*)?(?P<time>{_TIME}){_ENDS}", re.IGNORECASE)
_PARTS = re.compile(
    rf"(?P<number>{_NUMBER})[\s-]?(?:(?P<hours>{_HOURS})(?:\s?(?:and\s+)?(?P<more>\d{{1,2}}).*)?|{_MINUTES})\Z",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"(?P<first>\d{1,3})?\s*-\s*(?P<last>\d{1,3})?")
_WORDS = {"an": 1.0, "one": 1.0, "two": 2.0, "three": 3.0, "four": 4.0}
_NAMED: dict[str, Minutes] = {"short": (None, SHORT), "long": (LONG, None)}


def named_length(word: str) -> Minutes | None:
    """The minutes that "short" and "long" mean; None of another word."""
    return _NAMED.get(word.lower())


def without_length(text: str) -> tuple[str, Minutes]:
    """`text` without the first length in it that has a unit, and the minutes that it means."""
    for pattern, read in ((_SPAN, _span), (_BOUND, _bound)):
        found = pattern.search(text)
        minutes = read(found) if found is not None else _ANY
        if found is not None and minutes != _ANY:
            return f"{text[: found.start()]} {text[found.end() :]}", minutes
    return text, _ANY


def parse_length(text: str) -> Minutes | None:
    """The minutes that a whole text means, which may also be plain minutes: "short", "90-120", "-90", "under 2 hours".
    None if it is no length."""
    text = text.strip()
    if named := named_length(text):
        return named
    if (plain := _PLAIN.fullmatch(text)) and text != "-":
        first, last = (int(part) if part else None for part in (plain["first"], plain["last"]))
        return (last, first) if first is not None and last is not None and first > last else (first, last)
    rest, minutes = without_length(text)
    return None if rest.strip() or minutes == _ANY else minutes


def minutes_in_words(minutes: Minutes) -> str:
    """ "at most 90 min", "at least 150 min", "120–180 min"; empty without a limit."""
    first, last = minutes
    if first is None:
        return "" if last is None else f"at most {last} min"
    if last is None:
        return f"at least {first} min"
    return f"{first} min" if first == last else f"{first}–{last} min"


def length_in_words(minutes: Minutes) -> str:
    """The same, where "short" and "long" are named: "short (at most 90 min)"."""
    said = minutes_in_words(minutes)
    return next((f"{name} ({said})" for name, meant in _NAMED.items() if meant == minutes), said)


def _span(found: re.Match[str]) -> Minutes:
    """ "2-3 hours"; each number may have a unit of its own."""
    unit = found["unit"]
    first, last = (
        _minutes(f"{number} {own or unit}") for number, own in ((found["first"], found["own"]), (found["last"], unit))
    )
    if first is None or last is None:
        return _ANY
    return min(first, last), max(first, last)


def _bound(found: re.Match[str]) -> Minutes:
    minutes = _minutes(found["time"])
    if minutes is None:
        return _ANY
    match " ".join((found["how"] or "about").lower().split()):
        case "under" | "below" | "less than" | "shorter than" | "<":
            return None, minutes - 1
        case "<=" | "≤" | "up to" | "at most" | "max" | "maximum":
            return None, minutes
        case "over" | "above" | "more than" | "longer than" | ">":
            return minutes + 1, None
        case ">=" | "≥" | "at least":
            return minutes, None
        case _:
            return max(minutes - _ABOUT, 1), minutes + _ABOUT


def _minutes(time: str) -> int | None:
    """The minutes of "1h30", "two hours" or "90 min"; None if no film is that long."""
    found = _PARTS.match(time)
    if found is None:
        return None
    number = found["number"].lower()
    value = _WORDS.get(number) or float(number.replace(",", "."))
    minutes = round(value * 60) + int(found["more"] or 0) if found["hours"] else round(value)
    return minutes if 0 < minutes <= _LONGEST else None
