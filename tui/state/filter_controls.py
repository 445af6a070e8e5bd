"""Turning dials: which lines the filters have, what each shows, and what a key makes of it.

Pure functions over `ListFilters`; the panel only paints what they say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from msgspec.structs import replace

from engine.profiles.list_filters import ListFilters

POPULAR = ((0.0, "hidden gems"), (0.5, "lesser known"), (1.0, "balanced"), (2.0, "well known"), (4.0, "popular"))
VARIED = ((0.0, "safe"), (0.5, "mixed"), (0.7, "varied"), (0.85, "wild"))
SEEN = ((False, "shown"), (True, "hidden"))
NAMED = ("decade", "from", "to", "popularity", "variety", "seen")
"""The lines that are there whatever the films are; the others are genres."""
OLDEST = 1880

Step = TypeVar("Step", float, bool)


@dataclass(frozen=True)
class Setting:
    """One line of the filters: a dial by its name, or a genre."""

    name: str
    genre: bool = False


Span: TypeAlias = tuple[int, int]
"""The first and the last year that a data set has films of."""


def settings(genres: Sequence[str], dials: ListFilters) -> tuple[Setting, ...]:
    """The lines. Genres that the dials name stay there where the data set lacks them."""
    named = dict.fromkeys([*genres, *dials.genres, *dials.without_genres])
    return (*(Setting(name) for name in NAMED), *(Setting(genre, genre=True) for genre in named))


def value(dials: ListFilters, setting: Setting) -> str:
    """What the line shows."""
    first, last = dials.year_from, dials.year_to
    if setting.genre:
        return {1: "only", -1: "never"}.get(_sign(dials, setting.name), "")
    match setting.name:
        case "decade":
            return "any" if first is None and last is None else f"{first}s" if is_decade(dials) else "as below"
        case "from":
            return "any" if first is None else str(first)
        case "to":
            return "any" if last is None else str(last)
        case "popularity":
            return word(POPULAR, dials.popularity)
        case "variety":
            return word(VARIED, dials.diversity)
        case _:
            return SEEN[dials.hide_seen][1]


def ends(dials: ListFilters, setting: Setting, span: Span) -> tuple[bool, bool]:
    """Whether the line can be turned down and up any further."""
    return turned(dials, setting, -1, span) != dials, turned(dials, setting, 1, span) != dials


def turned(dials: ListFilters, setting: Setting, by: int, span: Span) -> ListFilters:
    """The dials after the line was turned one step up (`by` 1) or down (-1)."""
    if setting.genre:
        return _with_sign(dials, setting.name, max(min(_sign(dials, setting.name) + by, 1), -1))
    match setting.name:
        case "decade":
            start = _turned_decade(dials, by, span)
            return replace(dials, year_from=start, year_to=None if start is None else start + 9)
        case "from":
            return with_year(dials, "from", _turned_year(dials.year_from, by, [None, *_decades(span)]))
        case "to":
            return with_year(dials, "to", _turned_year(dials.year_to, by, [*(d + 9 for d in _decades(span)), None]))
        case "popularity":
            return replace(dials, popularity=_step(POPULAR, dials.popularity, by))
        case "variety":
            return replace(dials, diversity=_step(VARIED, dials.diversity, by))
        case _:
            return replace(dials, hide_seen=_step(SEEN, dials.hide_seen, by))


def cycled(dials: ListFilters, setting: Setting, span: Span) -> ListFilters:
    """One step up, and from the last one back to the first."""
    after = turned(dials, setting, 1, span)
    if after != dials:
        return after
    while (before := turned(after, setting, -1, span)) != after:
        after = before
    return after


def with_year(dials: ListFilters, name: str, year: int | None) -> ListFilters:
    """The dials with another first (`from`) or last (`to`) year; the other one gives way to it."""
    if name == "from":
        last = None if dials.year_to is None else dials.year_to if year is None else max(dials.year_to, year)
        return replace(dials, year_from=year, year_to=last)
    first = None if dials.year_from is None else dials.year_from if year is None else min(dials.year_from, year)
    return replace(dials, year_from=first, year_to=year)


def reset(dials: ListFilters, setting: Setting) -> ListFilters:
    """The dials with that line as it was at first."""
    fresh = ListFilters()
    if setting.genre:
        return _with_sign(dials, setting.name, 0)
    fields = {
        "decade": ("year_from", "year_to"),
        "from": ("year_from",),
        "to": ("year_to",),
        "popularity": ("popularity",),
        "variety": ("diversity",),
        "seen": ("hide_seen",),
    }[setting.name]
    return replace(dials, **{field: getattr(fresh, field) for field in fields})


def _sign(dials: ListFilters, genre: str) -> int:
    return 1 if genre in dials.genres else -1 if genre in dials.without_genres else 0


def _with_sign(dials: ListFilters, genre: str, sign: int) -> ListFilters:
    only = tuple(g for g in dials.genres if g != genre)
    never = tuple(g for g in dials.without_genres if g != genre)
    return replace(
        dials,
        genres=(*only, genre) if sign > 0 else only,
        without_genres=(*never, genre) if sign < 0 else never,
    )


def is_decade(dials: ListFilters) -> bool:
    """Whether its years are one decade."""
    first = dials.year_from
    return first is not None and first % 10 == 0 and dials.year_to == first + 9


def _decades(span: Span) -> list[int]:
    return list(range(max(span[0], OLDEST) // 10 * 10, span[1] + 1, 10))


def _turned_decade(dials: ListFilters, by: int, span: Span) -> int | None:
    """From "any", down is the newest decade and up the oldest; beyond both ends is "any" again."""
    decades = _decades(span)
    if dials.year_from is None and dials.year_to is None:
        return (decades[0] if by > 0 else decades[-1]) if decades else None
    known = dials.year_from if dials.year_from is not None else dials.year_to
    start = (known or 0) // 10 * 10 + (10 * by if is_decade(dials) else 0)
    return start if decades and decades[0] <= start <= decades[-1] else None


def _turned_year(year: int | None, by: int, steps: Sequence[int | None]) -> int | None:
    """The next of `steps`, of which the one that is None stands for no limit, at its end."""
    if year is None:
        at = steps.index(None) + by
        return steps[at] if 0 <= at < len(steps) else None
    beyond = [s for s in steps if s is not None and (s > year if by > 0 else s < year)]
    if beyond:
        return min(beyond) if by > 0 else max(beyond)
    open_end = steps[-1] is None if by > 0 else steps[0] is None
    return None if open_end else year


def _step(steps: Sequence[tuple[Step, str]], at: Step, by: int) -> Step:
    values = [v for v, _ in steps]
    nearest = min(range(len(values)), key=lambda i: abs(values[i] - at))
    return values[max(min(nearest + by, len(values) - 1), 0)]


def word(steps: Sequence[tuple[float, str]], at: float) -> str:
    """The name of the step nearest to `at`."""
    return min(steps, key=lambda step: abs(step[0] - at))[1]
