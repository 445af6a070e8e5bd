"""Turning the pages of the main screen: similar films, wishes, famous ones, lists for several, views, profiles."""

from __future__ import annotations

from collections.abc import Sequence

from tui.state.film_rows import Row
from tui.state.main_controller import MainController
from tui.state.main_state import MainState
from tui.state.notices import Notice
from tui.widgets.main_view import MainView


class Paging:
    def __init__(self, view: MainView, controller: MainController, state: MainState) -> None:
        self._view = view
        self._controller = controller
        self._state = state

    def open_similar(self) -> None:
        """Go to the films like the one under the cursor, or to those wished for there; from a film that is near to the
        one whose details are shown, to that film among those like this one."""
        row, of = self._view.listing.row, self._state.detailed
        if row is None:
            self._controller.refuse_guess()
            self._view.show_lines()
        elif row.wished is not None:
            self._turn_if(self._controller.open_wish(row.wished, self._left_on))
        elif self._view.panel.near.has_focus and of is not None:
            self._turn_if(self._controller.open_similar(of, self._left_on, row.movie.id))
        else:
            self.open_like(row)

    def open_like(self, row: Row) -> None:
        """Go to the films like that of `row`, which need not be in the list."""
        self._turn_if(self._controller.open_similar(row, self._left_on))

    def open_famous(self) -> None:
        """Go to the famous films."""
        self._turn_if(self._controller.open_famous(self._left_on), new_list=True)

    def open_together(self, profiles: Sequence[str]) -> None:
        """Go to the films for several people."""
        self._turn_if(self._controller.open_together(profiles, self._left_on), new_list=True)

    def back(self) -> None:
        """Go back one page, if there is one; from the films near to one, to the list."""
        if self._view.panel.near.has_focus:
            self._view.films.focus()
            return
        self._turn_if(self._controller.back())

    def turn_view(self, by: int) -> None:
        """Go to the next view, or to the previous one."""
        self._state.turn_view(by)
        self._turn_if(True, new_list=True)

    def change_profile(self, profile: str) -> None:
        """Switch to another profile, and to its list."""
        self._state.touched = True
        self._controller.change_profile(profile)
        self._view.show_filters()
        self._turn_if(True)

    @property
    def _left_on(self) -> int | None:
        row = self._view.films.row
        return row.movie.id if row else None

    def _turn_if(self, turned: bool, *, new_list: bool = False) -> None:
        """Show the page that has become the current one, or what was said instead; a `new_list` begins without a
        message."""
        if not turned:
            self._view.show_lines()
            return
        if new_list:
            self._state.notice = Notice()
        self._state.apply_held()
        self._state.settle("page")
        self._view.show_searched(self._state.page.text)
        self._view.films.focus()
        self._view.show_page()
