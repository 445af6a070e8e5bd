"""Searching on the main screen: typing and pasting titles, going to the hits, liking one from the box.

It knows the view, the state and the controller; which key or event leads here is up to the screen.
"""

from __future__ import annotations

from collections.abc import Callable

from tui.state.main_controller import MainController
from tui.state.main_state import MainState
from tui.widgets.main_view import MainView


class Searching:
    """`mark` applies a marking verb to the film under the cursor, `open_row` shows what is behind the row there, and
    `list_genres` requests the genres, which wishes name."""

    def __init__(
        self,
        view: MainView,
        controller: MainController,
        state: MainState,
        mark: Callable[[str], None],
        open_row: Callable[[], None],
        list_genres: Callable[[], None],
    ) -> None:
        self._view = view
        self._controller = controller
        self._state = state
        self._mark = mark
        self._open_row = open_row
        self._list_genres = list_genres

    def begin(self) -> None:
        """Go to the search box."""
        self._state.touched = True
        self._view.search_box.focus()

    def search(self, text: str) -> None:
        """Show the hits for the text that was typed."""
        state, films = self._state, self._view.films
        state.touched = True
        state.settle("search")
        if state.page.kind != "hits":
            state.navigation.leave(films.chosen.movie.id if films.chosen else None)
        if state.engine.ranks and not state.genres:
            self._list_genres()
        state.search(text)
        self._view.show_page()

    def genres_known(self) -> None:
        """What is typed may be a wish."""
        if self._state.page.kind == "hits" and self._state.focus == "search":
            self._state.search(self._state.page.text)
            self._view.show_page()

    def go_to_hits(self) -> None:
        """Go to the list, of hits to the one below the first."""
        self._state.touched = True
        self._view.films.focus()
        if self._state.page.kind == "hits":
            self._view.films.action_cursor(1)

    def like_hit(self) -> None:
        """Like the hit under the cursor and stay in the box, or show what was wished for; with nothing typed, go to the
        list."""
        state, row = self._state, self._view.films.row
        if state.page.kind != "hits":
            self._view.films.focus()
            return
        if state.page.waiting:
            self._controller.like_early()
            self._view.show_lines()
        elif row is not None and row.wished is not None:
            self._open_row()
            return
        elif row is None:
            self._controller.refuse_guess()
            self._view.show_lines()
            return
        else:
            self._mark("liked")
        if state.pasted:
            self.go_on()
        else:
            self._view.search_box.action_select_all()

    def paste(self, text: str) -> None:
        """Search for a title pasted into a list, as if it had been pasted into the box."""
        self.begin()
        self._view.search_box.action_select_all()
        self._view.search_box.paste(text)

    def queue(self, titles: tuple[str, ...]) -> None:
        """Keep the other titles that were pasted with the one in the box."""
        self._state.pasted = titles
        hint = ": {search_like} likes the hit and goes on, {search_next} goes on without"
        self._controller.say(f"{len(titles) + 1:,} titles pasted", hint=hint, about="page")
        self._view.show_lines()

    def go_on(self) -> None:
        """Search for the next of the titles that were pasted together."""
        if self._state.pasted:
            title, *others = self._state.pasted
            self._state.pasted = tuple(others)
            self._view.search_box.search_for(title)

    def leave(self) -> None:
        """Empty the box and go back to the list."""
        self._state.touched = True
        self._state.pasted = ()
        self._state.settle("page")
        if self._view.search_box.value:
            self._view.search_box.value = ""
        self._view.films.focus()
