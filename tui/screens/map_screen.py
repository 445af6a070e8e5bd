"""The map of all films: those that the same people watch lie close together, with the person's own among them."""

from __future__ import annotations

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Container
from textual.screen import Screen
from textual.widgets import Input, Static

from engine.movies import Movie, clean_text
from tui import actions
from tui.actions.action import Scope
from tui.screens.leaving import leave
from tui.state import map_texts
from tui.state.film_rows import Row
from tui.state.main_state import MainState
from tui.state.map_films import MapFilms
from tui.state.map_finding import MapFinding
from tui.state.map_signs import Sign
from tui.state.map_state import MapState
from tui.state.requests import FilmMarked, FilmOpened, RedoRequested, ThemeRequested, UndoRequested
from tui.theme import breakpoints
from tui.widgets.lines import KeyBar, Line
from tui.widgets.map_canvas import MapCanvas
from tui.widgets.map_find import MapFind
from tui.widgets.map_side import MapSide

_WITH_A_LIST = ("similar", "wish", "together")
"""The pages whose list is on the map; on others it is the list for the person."""
_WIDE = 78
"""From so many cells on, the header says what the map shows."""
_ALWAYS = ("leave", "help", "theme")
"""What can be done before there is a map, and where the terminal is too small for one."""


class MapScreen(Screen[None]):
    """Shows the films that it is told of, with the marks and the list of `state`; requests marks and similar films.
    `kept` is the map as it was left."""

    BINDINGS = actions.bindings("map")
    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = breakpoints.WIDTHS
    VERTICAL_BREAKPOINTS = breakpoints.HEIGHTS

    def __init__(self, state: MainState, kept: MapState | None = None) -> None:
        super().__init__()
        self._state = state
        self._kept = kept
        self._map: MapState | None = None
        self._finding: MapFinding | None = None
        self._notice = state.notice
        """The message of the main screen that was there last."""
        self._said: tuple[str, str] = ("", "")
        """A message in place of the legend, until the next key, and its style."""
        self._around: list[int] = []
        """The rows of the films that are listed beside the map."""

    def compose(self) -> ComposeResult:
        yield Static("movierec needs at least 60 x 16 cells", id="notice", markup=False)
        with Container(id="content"):
            yield Line(id="header")
            with Container(id="map-body"):
                yield Static(Text(map_texts.READING), id="map-missing", markup=False)
                yield MapCanvas(id="map")
                yield MapSide(id="map-side")
            yield Line(id="map-film")
            yield MapFind(id="map-find")
            yield Line(id="map-legend")
            yield KeyBar(id="keys")

    def on_mount(self) -> None:
        if not (self._state.engine.ranks or self._state.engine.opening):
            self.query_one("#map-missing", Static).update(Text(map_texts.NO_VERSION))
        self._show_lines()

    @property
    def map(self) -> MapState | None:
        """What the map shows; None before it is read, and where there is none."""
        return self._map

    @property
    def movie(self) -> Movie | None:
        """The film under the cursor."""
        return self._movie_of(self._map.film) if self._map is not None else None

    # Calls from the app

    def show_films(self, films: MapFilms | None) -> None:
        """Show these films, with the cursor on the film that it is on in the list; None: there is no map."""
        missing = self.query_one("#map-missing", Static)
        if films is None or not len(films):
            missing.update(Text(map_texts.NO_MAP))
            return
        self.add_class("-drawn")
        highlighted = self._state.highlighted
        on = highlighted.movie.id if highlighted is not None and highlighted.active else None
        if self._kept is not None and self._kept.films is films:
            self._map = self._kept
            if on is not None and (row := films.rows([on])[0]) >= 0:
                self._map.jump(row)
        else:
            self._map = MapState(films, on)
        self._take()
        self.query_one(MapCanvas).draw(self._map, self._title)
        self._show_lines()

    def show_marks(self) -> None:
        """Show the marks and the list as they are now."""
        notice = self._state.notice
        if self._map is None:
            if self._state.engine.failure is not None:
                self.query_one("#map-missing", Static).update(Text(map_texts.NOT_READ))
            return
        if notice is not self._notice and notice.about == "marks" and notice.text:
            self._said = notice.text, notice.style
        self._notice = notice
        self._take()
        self._look()

    def _take(self) -> None:
        assert self._map is not None
        state = self._state
        # Without opinions, the list is the same for everybody: nothing to look for on a map.
        own = state.ranked.rows if state.opinions else ()
        rows = state.rows() if state.page.kind in _WITH_A_LIST else own
        self._map.take(state.marked.by_movie, [row.movie.id for row in rows if row.active])

    # What is shown

    def _movie_of(self, movie_id: int) -> Movie | None:
        titles = self._state.engine.titles
        return None if titles is None else titles.movie(movie_id)

    def _title(self, movie_id: int) -> str:
        movie = self._movie_of(movie_id)
        return "" if movie is None else clean_text(movie.title)

    def _look(self) -> None:
        self.query_one(MapCanvas).look()
        self._show_lines()

    def _show_lines(self) -> None:
        shown, movie = self._map, self.movie
        self.query_one("#header", Line).write(*map_texts.header(shown, wide=self.size.width >= _WIDE))
        if shown is not None and movie is not None:
            film = map_texts.about_film(movie, shown.marks.get(shown.cursor), shown.listed.get(shown.cursor))
            self.query_one("#map-film", Line).write(map_texts.in_a_line(film, self.size.width - 2))
            side = self.query_one(MapSide)
            if side.display:
                side.show(film, self._films_around(shown, side.room))
        if shown is not None:
            like = actions.key_of("map_like", self._state.key_map)
            said = [self._said] if self._said[0] else map_texts.legend(shown, like)
            self.query_one("#map-legend", Line).write(said)
        scope: Scope = "map_find" if self._finding is not None else "map"
        without = set() if self._state.undoable is not None else {"map_undo"}
        if shown is None:
            without |= {action.id for action in actions.footer("map")} - {"map_leave", "map_help", "map_quit"}
        self.query_one("#keys", KeyBar).offer(actions.footer(scope, without=without), self._state.key_map)

    def _films_around(self, shown: MapState, most: int) -> list[tuple[Movie, Sign | None]]:
        rows = shown.near(most)
        found = [(row, self._movie_of(int(shown.films.ids[row]))) for row in rows]
        self._around = [row for row, movie in found if movie is not None]
        return [(movie, shown.signs.get(row)) for row, movie in found if movie is not None]

    # What a person does

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        off = self._map is None or self.has_class("-tiny") or self.has_class("-flat")
        return not (off and hasattr(self, f"action_{action}")) or action in _ALWAYS

    def on_key(self) -> None:
        if self._said[0]:
            self._said = ("", "")
            self._show_lines()

    def on_map_canvas_resized(self) -> None:
        self._show_lines()

    def on_map_canvas_pointed(self, message: MapCanvas.Pointed) -> None:
        self._show_lines()
        if message.again:
            self.action_similar()

    def on_map_canvas_turned(self, message: MapCanvas.Turned) -> None:
        if self._map is not None:
            self.action_zoom(message.steps)

    def on_map_side_chosen(self, message: MapSide.Chosen) -> None:
        if self._map is not None and message.place < len(self._around):
            self._map.jump(self._around[message.place])
            self._look()

    def action_step(self, right: int, down: int) -> None:
        assert self._map is not None
        self._map.step(right, down)
        self._look()

    def action_leap(self, right: int, down: int) -> None:
        assert self._map is not None
        self._map.leap(right, down)
        self._look()

    def action_zoom(self, steps: int) -> None:
        assert self._map is not None
        self._map.zoom(steps)
        self._look()

    def action_whole(self) -> None:
        assert self._map is not None
        self._map.whole()
        self._look()

    def action_likes(self, by: int) -> None:
        assert self._map is not None
        if not self._map.go_through_likes(by):
            self._said = map_texts.NO_LIKES, "quiet"
        self._look()

    def action_listed(self, by: int) -> None:
        assert self._map is not None
        if not self._map.go_through_list(by):
            self._said = map_texts.NO_LIST, "quiet"
        self._look()

    def action_mark(self, verb: str) -> None:
        if self.movie is not None and self.is_active:
            self.post_message(FilmMarked(verb, Row(movie=self.movie)))

    def action_undo(self) -> None:
        self.post_message(UndoRequested())

    def action_redo(self) -> None:
        self.post_message(RedoRequested())

    def action_similar(self) -> None:
        movie = self.movie
        if movie is not None and leave(self):
            self.app.post_message(FilmOpened(Row(movie=movie)))

    def action_leave(self) -> None:
        leave(self)

    def action_theme(self) -> None:
        self.post_message(ThemeRequested())

    async def action_help(self) -> None:
        await self.run_action("app.show_help")

    # Finding a film

    def action_find(self) -> None:
        assert self._map is not None
        self._finding = MapFinding(self._map)
        self.query_one(MapFind).open()
        self._show_lines()

    def on_input_changed(self, event: Input.Changed) -> None:
        if self._finding is not None:
            self._finding.search(event.value, self._state.engine)
            self._look()

    def action_hit(self, by: int) -> None:
        if self._finding is not None:
            self._finding.turn(by)
            self._look()

    def action_found(self) -> None:
        self._end_finding()

    def action_give_up(self) -> None:
        if self._finding is not None:
            self._finding.give_up()
        self._end_finding()

    def _end_finding(self) -> None:
        self._finding = None
        self.query_one(MapFind).shut()
        self._look()
