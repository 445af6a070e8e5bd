"""The list for the person at hand: what is shown, the new order that is held back, the film that a mark took out."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass

import msgspec

from engine.artifact import DatasetInfo
from engine.serving.explanations import Recommendation
from tui.state.active_filters import TightestFilter
from tui.state.film_rows import ORDERS, Order, Row, in_order, ranked


class LastList(msgspec.Struct, frozen=True, kw_only=True):
    """A ranked list of an earlier session, best first, and the version that answered it."""

    version: str
    dataset: DatasetInfo
    rows: tuple[Recommendation, ...]


@dataclass
class RankedList:
    """`rows` are what is shown, in the order of the ranking, and `held` the ranking that is to take their place."""

    rows: tuple[Row, ...] = ()
    held: tuple[Row, ...] | None = None
    kept: tuple[int, Row] | None = None
    """A film that left the list by a mark while the cursor is on it, and its place."""
    order: Order = "match"
    ranked_once: bool = False
    from_last_time: bool = False
    """Whether `rows` is what an earlier session saw."""
    filters_changed: bool = False
    """Whether the filters changed since the list was ranked: what comes then is another list, not a new order."""
    tightest: TightestFilter | None = None
    """What is to blame where the filters leave nothing."""

    def shown(self, marked: Container[int]) -> tuple[Row, ...]:
        """The rows as they are sorted, with the film that is kept while its id is among the `marked`."""
        rows = in_order(self.rows, self.order)
        if self.kept is None:
            return rows
        place, row = self.kept
        if row.movie.id not in marked or any(other.movie.id == row.movie.id for other in rows):
            return rows
        return (*rows[:place], row, *rows[place:])

    def show_last(self, found: Sequence[Recommendation]) -> None:
        """Show what an earlier session saw, until the list is ranked."""
        self.rows, self.from_last_time = ranked(found), True

    def take(self, found: Sequence[Recommendation], *, hold: bool, tightest: TightestFilter | None) -> bool:
        """A new ranking; whether it is held back, because `hold` was asked and it would move what is shown."""
        hold = hold and not self.filters_changed
        rows = ranked(found, () if self.filters_changed else self.rows)
        self.filters_changed, self.tightest, self.ranked_once = False, tightest, True
        same = [row.movie.id for row in rows] == [row.movie.id for row in self.rows]
        self.held = rows if hold and not same else None
        if self.held is None:
            self._show(rows)
        return self.held is not None

    def apply_held(self) -> bool:
        """Let the held ranking be seen; whether there was one."""
        if self.held is None:
            return False
        self._show(self.held)
        return True

    def keep(self, row: Row, place: int) -> None:
        """A mark takes `row` out of the list: it stays at `place`, so that a second key finds it."""
        self.kept = place, msgspec.structs.replace(row, kept=True, change="")

    def sort(self) -> None:
        """The next order."""
        self.kept = None
        self.order = ORDERS[(ORDERS.index(self.order) + 1) % len(ORDERS)]

    def forget(self, *, but_last: bool = False) -> None:
        """What was ranked is not true any more; with `but_last` a list from last time stays."""
        if not (but_last and self.from_last_time):
            self.rows, self.from_last_time = (), False
        self.held, self.kept, self.ranked_once = None, None, False

    def _show(self, rows: tuple[Row, ...]) -> None:
        self.rows, self.held, self.from_last_time = rows, None, False
