"""The ranked list: the rows shown, a new order that is held back, and a film that a mark removed."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass

import msgspec

from engine.artifact import DatasetInfo
from engine.serving.explanations import Recommendation
from tui.state.active_filters import TightestFilter
from tui.state.film_rows import ORDERS, Order, Row, in_order, ranked

PAGE = 50
"""The films that are requested at a time."""
MOST = 300
"""The films of the longest list; it grows page by page."""
_NEAR = 15
"""So many films before its end, the list is asked to go on."""


class LastList(msgspec.Struct, frozen=True, kw_only=True):
    """A ranked list of an earlier session, best first, and the version that it came from."""

    version: str
    dataset: DatasetInfo
    rows: tuple[Recommendation, ...]


@dataclass
class RankedList:
    """`rows` are shown, in the order of the ranking; `held` is the ranking that will replace them."""

    rows: tuple[Row, ...] = ()
    held: tuple[Row, ...] | None = None
    kept: tuple[int, Row] | None = None
    """The place and row of a film that a mark removed from the list, while the cursor is on it."""
    order: Order = "match"
    ranked_once: bool = False
    from_last_time: bool = False
    """Whether `rows` come from an earlier session."""
    filters_changed: bool = False
    """Whether the filters changed since the last ranking; the next one is then another list, not a new order."""
    tightest: TightestFilter | None = None
    """The filter that is the main cause if the filters leave nothing."""
    place: int = 0
    """Where the cursor is, as far as it has moved."""
    asked: int = PAGE
    """How many films were requested last."""
    answered: int | None = None
    """The revision that `rows` or `held` are for; None before the first ranking."""

    @property
    def wanted(self) -> int:
        """How many films there should be, so that the cursor does not come to the end of the list."""
        return min(PAGE * ((self.place + _NEAR) // PAGE + 1), MOST)

    def goes_on(self) -> bool:
        """Whether more films should be requested, because the cursor is near the end of the list and it has more."""
        return self.answered is not None and self.wanted > self.asked and len(self.held or self.rows) >= self.asked

    def extend(self, found: Sequence[Recommendation]) -> None:
        """Append what a longer ranking of the same marks and filters has beyond the rows: those stay as they are."""
        if self.held is not None:
            self.held = _longer(self.held, found)
        else:
            self.rows = _longer(self.rows, found)

    def shown(self, marked: Container[int]) -> tuple[Row, ...]:
        """The rows, sorted, with the kept film as long as its id is among the `marked`."""
        rows = in_order(self.rows, self.order)
        if self.kept is None:
            return rows
        place, row = self.kept
        if row.movie.id not in marked or any(other.movie.id == row.movie.id for other in rows):
            return rows
        return (*rows[:place], row, *rows[place:])

    def show_last(self, found: Sequence[Recommendation]) -> None:
        """Show the list of an earlier session until the first ranking."""
        self.rows, self.from_last_time = ranked(found), True

    def take(self, found: Sequence[Recommendation], *, hold: bool, tightest: TightestFilter | None) -> bool:
        """Take a new ranking. Returns whether it is held back: `hold` is set and it would move the rows on screen."""
        hold = hold and not self.filters_changed
        rows = ranked(found, () if self.filters_changed else self.rows)
        self.filters_changed, self.tightest, self.ranked_once = False, tightest, True
        both = min(len(rows), len(self.rows)) or 1  # the one may only go on further than the other
        same = [row.movie.id for row in rows[:both]] == [row.movie.id for row in self.rows[:both]]
        self.held = rows if hold and not same else None
        if self.held is None:
            self._show(rows)
        return self.held is not None

    def apply_held(self) -> bool:
        """Show the held ranking. Returns whether there was one."""
        if self.held is None:
            return False
        self._show(self.held)
        return True

    def fade(self) -> bool:
        """Forget how the rows moved: whoever presses the next key has seen it. Returns whether any had moved."""
        moved = any(row.change for row in self.rows)
        if moved:
            self.rows = tuple(msgspec.structs.replace(row, change="") for row in self.rows)
        return moved

    def keep(self, row: Row, place: int) -> None:
        """Keep `row`, which a mark removed from the list, at `place`, so that a second key still acts on it."""
        self.kept = place, msgspec.structs.replace(row, kept=True, change="")

    def sort(self) -> None:
        """Switch to the next sort order."""
        self.kept = None
        self.order = ORDERS[(ORDERS.index(self.order) + 1) % len(ORDERS)]

    def forget(self, *, but_last: bool = False) -> None:
        """Forget the ranking, which is out of date; with `but_last`, a list from last time stays."""
        if not (but_last and self.from_last_time):
            self.rows, self.from_last_time = (), False
        self.held, self.kept, self.ranked_once = None, None, False
        self.answered, self.asked, self.place = None, PAGE, 0

    def start_over(self) -> None:
        """The next ranking is another list: it begins with its first page."""
        self.filters_changed, self.kept, self.place = True, None, 0

    def _show(self, rows: tuple[Row, ...]) -> None:
        self.rows, self.held, self.from_last_time = rows, None, False


def _longer(rows: tuple[Row, ...], found: Sequence[Recommendation]) -> tuple[Row, ...]:
    there = {row.movie.id for row in rows}
    more = [one for one in found if one.movie.id not in there]
    return (
        *rows,
        *(Row(movie=one.movie, rank=rank, recommendation=one) for rank, one in enumerate(more, len(rows) + 1)),
    )
