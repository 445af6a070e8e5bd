"""Years and decades that stand alone in a search: "1979", "80s", "the 1980s", "the eighties". Pure text processing."""

from __future__ import annotations

import re

_YEAR = re.compile(r"\A\(?((?:18[7-9]|19\d|20\d)\d)\)?\Z")
_DECADE = re.compile(
    r"\A(?:the\s+)?(?:(?P<part>early|mid|late)[\s-]+)?['’‘]?(?P<century>18|19|20)?(?P<ten>\d)0\s*['’‘]?s\Z"
)
_SPAN = re.compile(r"\A((?:18[7-9]|19\d|20\d)\d)\s*(?:-|–|—|to)\s*((?:18[7-9]|19\d|20\d)\d)\Z")
_WORDS = re.compile(r"\A(?:the\s+)?(?P<word>twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties)\Z")
_TENS = ("twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties")
_PARTS = {"": (0, 9), "early": (0, 3), "mid": (4, 6), "late": (7, 9)}
_FILMS = re.compile(r"(?:\A(?:films?|movies?)\s+(?:of|from|in)\s+|\s+(?:films|movies)\Z)")


def parse_period(text: str) -> tuple[int, int] | None:
    """The first and the last year that `text` means; None if it is anything but a year, a decade or a span of years.

    Two digits mean the last century, but "00s" and "10s" this one.
    """
    text = _FILMS.sub("", " ".join(text.casefold().split()))
    if year := _YEAR.match(text):
        return int(year[1]), int(year[1])
    if span := _SPAN.match(text):
        first, last = sorted((int(span[1]), int(span[2])))
        return first, last
    if decade := _DECADE.match(text):
        ten = int(decade["ten"])
        first = int(decade["century"] or ("20" if ten < 2 else "19")) * 100 + 10 * ten
        early, late = _PARTS[decade["part"] or ""]
        return first + early, first + late
    if word := _WORDS.match(text):
        first = 1920 + 10 * _TENS.index(word["word"])
        return first, first + 9
    return None
