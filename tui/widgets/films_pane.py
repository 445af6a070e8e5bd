"""The two lists of the main screen, each with its heading: the current page, and my films."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Container

from tui.state import texts
from tui.state.key_hints import hint
from tui.state.main_state import MainState
from tui.state.standing_order import StandingOrder
from tui.widgets.film_list import FilmList
from tui.widgets.lines import Line

_NARROW = 76


class FilmsPane(Container):
    """The current page: its heading, the active filters, its films."""

    def compose(self) -> ComposeResult:
        yield Line(id="heading", keep_right=True)
        yield Line(id="active-filters", keep_right=True)
        yield FilmList(id="films")

    def show(self, state: MainState, *, on: int | None = None) -> None:
        """Show the current page; the cursor goes to film `on`, or else stays on its film."""
        films = self.query_one("#films", FilmList)
        films.show_marks(state.marked.by_movie)
        films.show(state.rows(), on=on, empty=texts.empty(state), guesses=state.page.miss)
        self.show_lines(state)

    def show_lines(self, state: MainState) -> None:
        """Show the heading and the active filters."""
        self.query_one("#heading", Line).write(*texts.heading(state, narrow=self.screen.size.width < _NARROW))
        filters = texts.filters_in_force(state)
        self.set_class(bool(filters), "-filtered")
        self.query_one("#active-filters", Line).write(filters, texts.clearing_filters(state))


class MyFilmsPane(Container):
    """The films that the person has an opinion on, beside the list; visible, and painted, only in a wide terminal."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._shown: tuple[int, bool] | None = None
        self._order = StandingOrder()

    def compose(self) -> ComposeResult:
        yield Line(id="mine-heading")
        films = FilmList(id="my-films")
        films.point(False)
        yield films

    def show(self, state: MainState) -> None:
        """Show the films, newest first; while they have the focus, their order stands."""
        films = self.query_one("#my-films", FilmList)
        shown = (state.marked.changes, films.has_focus)
        if self._shown == shown or not self.screen.has_class("-huge"):
            return
        self._shown = shown
        if not films.has_focus:
            self._order.renew()
        mine = self._order.rows(state.view_rows("films"))
        films.show_marks(state.marked.by_movie)
        films.show(mine, empty=("Films you like appear here", hint(state, "{like} likes a film")))
        number = f"   {sum(not row.kept for row in mine)}" if mine else ""
        self.query_one("#mine-heading", Line).write([("MY FILMS", "strong"), (number, "quiet")])
