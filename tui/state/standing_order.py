"""The order of a view of marks while it is open: marks change signs in place, and no film moves or leaves.

Whoever rates down a list would otherwise rate the same film twice, since each mark is the newest and would go to the
top.
"""

from __future__ import annotations

from dataclasses import dataclass

from msgspec.structs import replace

from tui.state.film_rows import Row


@dataclass
class StandingOrder:
    _rows: tuple[Row, ...] = ()

    def renew(self) -> None:
        """Take the order of the next rows as it comes: the view is entered anew."""
        self._rows = ()

    def rows(self, fresh: tuple[Row, ...]) -> tuple[Row, ...]:
        """`fresh`, the view's films now, in the order that stands. What joined since the view was entered comes first;
        what left stays in its place, as `kept`. Films that the catalogue lacks come last, as in `fresh`."""
        here = {row.movie.id: row for row in fresh if row.active}
        before = {row.movie.id for row in self._rows}
        joined = tuple(row for movie, row in here.items() if movie not in before)
        stood = tuple(here.get(row.movie.id) or replace(row, kept=True) for row in self._rows)
        self._rows = (*joined, *stood)
        return (*self._rows, *(row for row in fresh if not row.active))
