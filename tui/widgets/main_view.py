"""All of the main screen except its keys: the widgets, and what each of them shows of the state."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Container
from textual.events import DescendantBlur, DescendantFocus
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static

from tui import actions
from tui.state.main_state import MainState
from tui.state.near_films import NearFilms
from tui.state.paged_state import Focus
from tui.widgets.film_list import FilmList
from tui.widgets.film_panel import FilmPanel
from tui.widgets.films_pane import FilmsPane, MyFilmsPane
from tui.widgets.filter_panel import FilterPanel
from tui.widgets.search_box import SearchBox
from tui.widgets.state_lines import HeaderLine, MainKeyBar, StatusLine


class MainView(Container):
    """Header, search, the lists, one film or the filters, status line and key bar; all of them show `state`."""

    class FilmShown(Message):
        """The details of a film are shown, perhaps of another one."""

    def __init__(self, state: MainState, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._state = state
        self._focused: Widget | None = None
        """What had the focus last, for when the terminal was too small to show it."""

    def compose(self) -> ComposeResult:
        yield HeaderLine(id="header")
        with Container(id="search-line"):
            yield Static(actions.key_of("search", self._state.key_map), id="search-sign", markup=False)
            yield SearchBox(id="search")
        with Container(id="body"):
            yield MyFilmsPane(id="mine")
            yield FilmsPane(id="listing")
            yield FilmPanel(id="panel")
            yield FilterPanel(id="filters")
        yield StatusLine(id="status")
        yield MainKeyBar(id="keys")

    @property
    def films(self) -> FilmList:
        return self.query_one("#films", FilmList)

    @property
    def my_films(self) -> FilmList:
        return self.query_one("#my-films", FilmList)

    @property
    def filter_panel(self) -> FilterPanel:
        return self.query_one(FilterPanel)

    @property
    def panel(self) -> FilmPanel:
        return self.query_one(FilmPanel)

    @property
    def search_box(self) -> SearchBox:
        return self.query_one(SearchBox)

    @property
    def listing(self) -> FilmList:
        """The list that keys act on: my films or those like one film if they have the focus, else the list."""
        return next((one for one in (self.my_films, self.panel.near) if one.has_focus), self.films)

    def show(self, *, on: int | None = None) -> None:
        """Update every widget from the state; the cursor goes to film `on`, or else stays on its film."""
        self.query_one(FilmsPane).show(self._state, on=on)
        self.query_one(MyFilmsPane).show(self._state)
        self._show_film()  # now, with the list: waiting for its Highlighted would paint the screen twice
        self.show_lines()

    def show_page(self) -> None:
        """Show the current page, with the cursor where it was left, or else at the top."""
        left_on = self._state.page.on
        self.show(on=left_on if left_on is not None else self._state.first_film)

    def show_lines(self) -> None:
        """Update the lines around the lists from the state."""
        self.query_one(FilmsPane).show_lines(self._state)
        self.query_one(HeaderLine).show(self._state)
        self.query_one(StatusLine).show(self._state)
        self.query_one(MainKeyBar).show(self._state)

    def show_filters(self) -> None:
        """Update the filter panel from the state."""
        self.filter_panel.show(self._state)

    def show_searched(self, text: str) -> None:
        """Put `text` into the search box without searching for it."""
        with self.prevent(Input.Changed):
            self.search_box.value = text

    def focus_next(self, *, filters: bool) -> None:
        """Move the focus on: search, list, filters if they are shown, my films and films like one if visible."""
        order: list[Widget] = [self.search_box, self.films]
        order += [self.filter_panel] if filters else []
        order += [self.my_films] if self.my_films.is_on_screen and self.my_films.size.width else []
        order += [self.panel.near] if self.panel.has_room and self._state.near.rows else []
        at = next((i for i, widget in enumerate(order) if widget.has_focus), 0)
        order[(at + 1) % len(order)].focus()

    def on_film_list_highlighted(self) -> None:
        self._show_film()

    def on_show(self) -> None:
        """Return the focus that was lost while the terminal was too small."""
        if self._focused is not None and self.screen.focused is None:
            self._focused.focus()

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        self._focused = event.widget
        self._show_focus()

    def on_descendant_blur(self, event: DescendantBlur) -> None:
        self._show_focus()

    def on_resize(self) -> None:
        self.call_after_refresh(self._show_size)

    def _show_film(self) -> None:
        state = self._state
        state.highlighted = self.listing.row
        if not self.panel.near.has_focus:
            state.detailed = state.highlighted
            if not state.near.are_for(state.detailed.movie if state.detailed else None, state.filters_revision):
                state.near = NearFilms()
        self.query_one(MainKeyBar).show(state)
        self.panel.show(state)
        self.post_message(self.FilmShown())

    def _show_focus(self) -> None:
        """Show the keys and the film that go with the focused widget."""
        focus = self._focus()
        if focus != self._state.focus:
            self._state.focus = focus
            self.films.point(focus in ("films", "search"))
            self.my_films.point(focus == "my_films")
            self.panel.near.point(focus == "near")
            self.show_lines()  # they name only keys that act
            self.query_one(FilmsPane).show(self._state)
        self.query_one(MyFilmsPane).show(self._state)
        self._show_film()

    def _show_size(self) -> None:
        """Update what depends on the size of the terminal."""
        if self.is_mounted:
            self.query_one(MyFilmsPane).show(self._state)
            self.show_lines()

    def _focus(self) -> Focus:
        if self.search_box.has_focus:
            return "search"
        if self.filter_panel.has_focus:
            return "filters"
        if self.panel.near.has_focus:
            return "near"
        return "my_films" if self.my_films.has_focus else "films"
