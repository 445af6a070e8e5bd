"""The details of one film: its text and, where there is room, its poster and the films most like it, into which one can
step."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Container
from textual.message import Message

from engine.posters.picture import HALVES
from tui.graphics.cell_size import USUAL, cell_size
from tui.graphics.choosing import Graphics
from tui.state import texts
from tui.state.film_keys import link_keys, mark_keys
from tui.state.found_posters import Room
from tui.state.main_state import MainState
from tui.widgets.film_list import FilmList
from tui.widgets.film_sections import Film
from tui.widgets.film_text import FilmText
from tui.widgets.lines import Line
from tui.widgets.poster import Poster

_ROOMY = 24
"""The height in lines from which there is room for the films like this one."""
_POSTER_WIDTH, _POSTER_HEIGHT = 40, 32
"""The width and the height of the panel in cells from which there is room for a poster."""
_WIDEST = 30
"""Columns of a poster."""
_COLORS = ("256", "truecolor")


class FilmPanel(Container):
    """Shows the film under the cursor of the focused list, its mark and, in a list of films like another one, what it
    has in common with that one."""

    class RoomChanged(Message):
        """There is more room than before, or less: for the films like this one, or the poster."""

    def compose(self) -> ComposeResult:
        yield FilmText(id="film-text")
        yield Poster(id="poster")
        with Container(id="near-pane"):
            yield Line(id="near-heading", keep_right=True)
            near = FilmList(id="near")
            near.point(False)
            yield near

    @property
    def near(self) -> FilmList:
        """The films like this one."""
        return self.query_one("#near", FilmList)

    @property
    def has_room(self) -> bool:
        """Whether the films like this one are in sight, if there are any."""
        return self.is_on_screen and self.has_class("-roomy")

    def poster_room(self, graphics: Graphics) -> Room | None:
        """The room for a poster drawn so; None if there is too little, or sixteen colors, which spoil it."""
        width, height = self.content_size
        if not self.is_on_screen or width < _POSTER_WIDTH or height < _POSTER_HEIGHT or not self._paints_pictures:
            return None
        columns = min(width // 2 - 1, _WIDEST)
        cell = HALVES if graphics == "blocks" else cell_size() or USUAL
        return Room(columns, columns * 3 // 4, graphics, cell)

    @property
    def _paints_pictures(self) -> bool:
        console = self.app.console
        return not self.app.current_theme.ansi and not self.app.no_color and console.color_system in _COLORS

    def show(self, state: MainState) -> None:
        """Show the film whose details are open."""
        row, page = state.detailed, state.page
        like = page.movie if page.kind in ("similar", "wish") and state.focus != "my_films" else None
        mark = state.mark_of(row)
        picture = None
        if row is None:
            self.query_one(FilmText).show(None)
        else:
            room = self.poster_room(state.posters.graphics)
            picture = state.posters.of(state.engine.catalogue, row.movie, room) if row.active else None
            facts = state.engine.facts_of(row.movie) if row.active else None
            film = Film(row, mark, mark_keys(state, mark), link_keys(state), like, facts)
            self.query_one(FilmText).show(film, (picture.columns, picture.rows) if picture is not None else None)
        self.query_one(Poster).show(picture)
        self.set_class(picture is not None, "-poster")
        self.set_class(row is not None and any(row.movie.histogram), "-rated")
        if self.has_room:
            self.show_near(state)

    def show_near(self, state: MainState) -> None:
        """Show the films like this one."""
        rows = state.near.rows
        self.near.show_marks(state.marked.by_movie)
        if rows != self.near.rows:  # each time it is shown, a list says that another film is under its cursor
            self.near.show(rows, on=rows[0].movie.id if rows else None)
        self.query_one("#near-heading", Line).write(
            *texts.near_heading(state, "my_films" if self.screen.has_class("-huge") else "films")
        )

    def on_mount(self) -> None:
        self.app.theme_changed_signal.subscribe(self, lambda _: self.post_message(self.RoomChanged()))

    def on_resize(self) -> None:
        self.set_class(self.size.height >= _ROOMY, "-roomy")
        self.post_message(self.RoomChanged())

    def on_show(self) -> None:
        self.post_message(self.RoomChanged())
