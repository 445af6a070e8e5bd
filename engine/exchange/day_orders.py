"""Days written in numbers, "3/2/24": whether the month or the day comes first is found from all dates of a file.

Where no date of the file tells, or two contradict each other, its dates are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal

from engine.exchange.row_dates import day_of, iso_date

_NUMBERS = re.compile(r"\A(\d{1,2})([/.-]) ?(\d{1,2})\2 ?(\d{4}|\d{2})\.?(?:[ ,T].*)?\Z", re.ASCII | re.DOTALL)
_YEAR_FIRST = re.compile(r"\A(\d{4})([/.-]) ?(\d{1,2})\2 ?(\d{1,2})\.?\Z", re.ASCII)
_MONTHS = 12


def days_of(texts: Sequence[str]) -> list[str | None]:
    """The day of each text, or its UTC time where it is an ISO time with a zone; None where it is not known.

    A day comes first if the first number of any date is over 12, and a month if the second of any is; dates with
    slashes, points and dashes are told apart. A year of two digits is one of this century.
    """
    found = [_NUMBERS.match(text.strip()) for text in texts]
    orders = {sign: _order(one for one in found if one and one[2] == sign) for sign in "/.-"}
    return [
        _year_first(text) if one is None else _day(one, orders[one[2]]) for text, one in zip(texts, found, strict=True)
    ]


def _order(dates: Iterable[re.Match[str]]) -> Literal["day", "month"] | None:
    """What comes first in these dates."""
    day = month = False
    for date in dates:
        day = day or int(date[1]) > _MONTHS
        month = month or int(date[3]) > _MONTHS
    if day == month:
        return None
    return "day" if day else "month"


def _day(date: re.Match[str], order: Literal["day", "month"] | None) -> str | None:
    if order is None:
        return None
    year = int(date[4]) + (2000 if len(date[4]) == len("24") else 0)
    first, second = int(date[1]), int(date[3])
    return day_of(year, second, first) if order == "day" else day_of(year, first, second)


def _year_first(text: str) -> str | None:
    found = _YEAR_FIRST.match(text.strip())
    return day_of(int(found[1]), int(found[3]), int(found[4])) if found else iso_date(text)
