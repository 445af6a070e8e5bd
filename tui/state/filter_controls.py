"""The filters as lines of a panel: which lines there are, what each shows, and how a key changes it.

Pure functions over `ListFilters`; the panel only paints their results.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from msgspec.structs import replace

from engine.popularity_dial import BALANCED, CHARTS, GEMS, KNOWN, LESSER
from engine.profiles.list_filters import ListFilters
from engine.titles.lengths import LONG, SHORT, Minutes, minutes_in_words
from tui.state.typed_minutes import minutes
from tui.state.typed_years import years

POPULAR = (
    (GEMS, "hidden gems"),
    (LESSER, "lesser known"),
    (BALANCED, "my taste"),
    (KNOWN, "well known"),
    (CHARTS, "the charts"),
)
VARIED = ((0.0, "safe"), (0.65, "mixed"), (0.78, "varied"), (0.88, "wild"))
"""Of the 20 best films, 31%, 56% and 82% are others than at "safe" (13 people on ml-100k and on ml-latest-small alike);
at 0.5 it is 18%, for some people a single film."""
SEEN = ((False, "shown"), (True, "hidden"))
NAMED = ("decade", "from", "to", "popularity", "variety", "seen")
"""The lines that are always there; then come a length and a person, where they are known, "genres" if several are
wanted, and the genres of the data set."""
LENGTH = "length"
LENGTHS: tuple[Minutes, ...] = ((None, None), (None, SHORT), (None, 120), (LONG, None))
PERSON = "person"
TOGETHER = ((False, "any of them"), (True, "all of them"))
OLDEST = 1880

Step = TypeVar("Step", float, bool)


@dataclass(frozen=True)
class FilterControl:
    """One line of the filter panel: one of NAMED, LENGTH, PERSON with the names to choose from, "genres", a genre."""

    name: str
    genre: bool = False
    names: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        return "years" if self.name == "decade" and not self.genre else self.name

    @property
    def takes_years(self) -> bool:
        return self.name in ("decade", "from", "to") and not self.genre

    @property
    def takes_minutes(self) -> bool:
        return self.name == LENGTH and not self.genre


Span: TypeAlias = tuple[int, int]
"""The first and last year of the films in a data set."""


def controls(
    genres: Sequence[str], filters: ListFilters, people: Sequence[str] = (), *, lengths: bool = False
) -> tuple[FilterControl, ...]:
    """The lines of the panel; `people` are those to choose from, `lengths` says whether any are known. What the filters
    name is included even if the data set lacks it."""
    named = dict.fromkeys([*genres, *filters.genres, *filters.without_genres])
    names = tuple(dict.fromkeys([*filters.people, *people]))
    return (
        *(FilterControl(name) for name in NAMED),
        *([FilterControl(LENGTH)] if lengths or _minutes(filters) != LENGTHS[0] else []),
        *([FilterControl(PERSON, names=names)] if names else []),
        *([FilterControl("genres")] if len(filters.genres) > 1 else []),
        *(FilterControl(genre, genre=True) for genre in named),
    )


def value(filters: ListFilters, control: FilterControl) -> str:
    """The value that the line shows."""
    first, last = filters.year_from, filters.year_to
    if control.genre:
        return {1: "only", -1: "never"}.get(_sign(filters, control.name), "")
    match control.name:
        case "decade":
            return "any" if first is None and last is None else years_in_words(filters)
        case "from":
            return "any" if first is None else str(first)
        case "to":
            return "any" if last is None else str(last)
        case "popularity":
            return word(POPULAR, filters.popularity)
        case "variety":
            return word(VARIED, filters.diversity)
        case "length":
            return minutes_in_words(_minutes(filters)) or "any"
        case "person":
            return " or ".join(filters.people) or "any"
        case "genres":
            return TOGETHER[filters.every_genre][1]
        case _:
            return SEEN[filters.hide_seen][1]


def ends(filters: ListFilters, control: FilterControl, span: Span) -> tuple[bool, bool]:
    """Whether the line can be stepped further down, and further up."""
    return stepped(filters, control, -1, span) != filters, stepped(filters, control, 1, span) != filters


def stepped(filters: ListFilters, control: FilterControl, by: int, span: Span) -> ListFilters:
    """The filters after stepping the line up (`by` 1) or down (-1)."""
    if control.genre:
        return _with_sign(filters, control.name, max(min(_sign(filters, control.name) + by, 1), -1))
    match control.name:
        case "decade":
            start = _next_decade(filters, by, span)
            return replace(filters, year_from=start, year_to=None if start is None else start + 9)
        case "from":
            return with_year(filters, "from", _next_year(filters.year_from, by, [None, *_decades(span)]))
        case "to":
            return with_year(filters, "to", _next_year(filters.year_to, by, [*(d + 9 for d in _decades(span)), None]))
        case "popularity":
            return replace(filters, popularity=_step(POPULAR, filters.popularity, by))
        case "variety":
            return replace(filters, diversity=_step(VARIED, filters.diversity, by))
        case "length":
            return _with_minutes(filters, _next_length(_minutes(filters), by))
        case "person":
            return replace(filters, people=_next_people(filters.people, by, control.names))
        case "genres":
            return replace(filters, every_genre=_step(TOGETHER, filters.every_genre, by))
        case _:
            return replace(filters, hide_seen=_step(SEEN, filters.hide_seen, by))


def cycled(filters: ListFilters, control: FilterControl, span: Span) -> ListFilters:
    """The filters after stepping the line up, from the last value back to the first."""
    after = stepped(filters, control, 1, span)
    if after != filters:
        return after
    while (before := stepped(after, control, -1, span)) != after:
        after = before
    return after


def with_year(filters: ListFilters, name: str, year: int | None) -> ListFilters:
    """The filters with a new first (`from`) or last (`to`) year; the other year is moved if it conflicts."""
    if name == "from":
        last = None if filters.year_to is None else filters.year_to if year is None else max(filters.year_to, year)
        return replace(filters, year_from=year, year_to=last)
    first = None if filters.year_from is None else filters.year_from if year is None else min(filters.year_from, year)
    return replace(filters, year_from=first, year_to=year)


def typed_into(filters: ListFilters, control: FilterControl, typed: str) -> ListFilters:
    """The filters once `typed` is on that line for years or minutes; the same ones while it is none yet."""
    if control.takes_minutes:
        length = minutes(typed)
        return filters if length is None else _with_minutes(filters, length)
    found = years(typed)
    if found is None:
        return filters
    if control.name == "decade":
        return replace(filters, year_from=found[0], year_to=found[1])
    return with_year(filters, control.name, found[0]) if found[0] == found[1] else filters


def how_to_type(control: FilterControl) -> str:
    """What can be typed on that line."""
    if control.takes_years:
        return "type 1980-1999, 1980- or -1999" if control.name == "decade" else "type a year, such as 1980"
    if control.takes_minutes:
        return "type minutes: 90, 90-120 or 150-"
    if control.name == PERSON and not control.genre:
        return "who made the film under the cursor"
    return "type a letter to go to a genre" if control.genre else ""


def reset(filters: ListFilters, control: FilterControl) -> ListFilters:
    """The filters with that line reset to its default."""
    fresh = ListFilters()
    if control.genre:
        return _with_sign(filters, control.name, 0)
    fields = {
        "decade": ("year_from", "year_to"),
        "from": ("year_from",),
        "to": ("year_to",),
        "popularity": ("popularity",),
        "variety": ("diversity",),
        "genres": ("every_genre",),
        "seen": ("hide_seen",),
        "length": ("minutes_from", "minutes_to"),
        "person": ("people",),
    }[control.name]
    return replace(filters, **{field: getattr(fresh, field) for field in fields})


def _sign(filters: ListFilters, genre: str) -> int:
    return 1 if genre in filters.genres else -1 if genre in filters.without_genres else 0


def _with_sign(filters: ListFilters, genre: str, sign: int) -> ListFilters:
    only = tuple(g for g in filters.genres if g != genre)
    never = tuple(g for g in filters.without_genres if g != genre)
    wanted = (*only, genre) if sign > 0 else only
    return replace(
        filters,
        genres=wanted,
        every_genre=filters.every_genre and len(wanted) > 1,
        without_genres=(*never, genre) if sign < 0 else never,
    )


def is_decade(filters: ListFilters) -> bool:
    """Whether the years are exactly one decade."""
    first = filters.year_from
    return first is not None and first % 10 == 0 and filters.year_to == first + 9


def years_in_words(filters: ListFilters) -> str:
    """The years of filters that limit them: "1980s", "1980–1999", "from 1980", "to 1999", "1980"."""
    first, last = filters.year_from, filters.year_to
    if is_decade(filters):
        return f"{first}s"
    if first is None or last is None:
        return f"from {first}" if last is None else f"to {last}"
    return str(first) if first == last else f"{first}–{last}"


def _decades(span: Span) -> list[int]:
    return list(range(max(span[0], OLDEST) // 10 * 10, span[1] + 1, 10))


def _next_decade(filters: ListFilters, by: int, span: Span) -> int | None:
    """The first year of the next decade, or None for "any".

    From "any", down leads to the newest decade and up to the oldest; past either end comes "any" again.
    """
    decades = _decades(span)
    if filters.year_from is None and filters.year_to is None:
        return (decades[0] if by > 0 else decades[-1]) if decades else None
    known = filters.year_from if filters.year_from is not None else filters.year_to
    start = (known or 0) // 10 * 10 + (10 * by if is_decade(filters) else 0)
    return start if decades and decades[0] <= start <= decades[-1] else None


def _next_year(year: int | None, by: int, steps: Sequence[int | None]) -> int | None:
    """The next of `steps`; the None at one end of them means no limit."""
    if year is None:
        at = steps.index(None) + by
        return steps[at] if 0 <= at < len(steps) else None
    beyond = [s for s in steps if s is not None and (s > year if by > 0 else s < year)]
    if beyond:
        return min(beyond) if by > 0 else max(beyond)
    open_end = steps[-1] is None if by > 0 else steps[0] is None
    return None if open_end else year


def _minutes(filters: ListFilters) -> Minutes:
    return filters.minutes_from, filters.minutes_to


def _with_minutes(filters: ListFilters, length: Minutes) -> ListFilters:
    return replace(filters, minutes_from=length[0], minutes_to=length[1])


def _next_length(length: Minutes, by: int) -> Minutes:
    """The next of LENGTHS; of one that is none of them, the first or the last."""
    if length not in LENGTHS:
        return LENGTHS[0 if by < 0 else -1]
    return LENGTHS[max(min(LENGTHS.index(length) + by, len(LENGTHS) - 1), 0)]


def _next_people(people: tuple[str, ...], by: int, names: Sequence[str]) -> tuple[str, ...]:
    """The next one of `names`; nobody comes before the first."""
    steps = [(), *((name,) for name in names)]
    at = steps.index(people) if people in steps else 0
    return steps[max(min(at + by, len(steps) - 1), 0)]


def _step(steps: Sequence[tuple[Step, str]], at: Step, by: int) -> Step:
    values = [v for v, _ in steps]
    nearest = min(range(len(values)), key=lambda i: abs(values[i] - at))
    return values[max(min(nearest + by, len(values) - 1), 0)]


def word(steps: Sequence[tuple[float, str]], at: float) -> str:
    """The name of the step nearest to `at`."""
    return min(steps, key=lambda step: abs(step[0] - at))[1]
