"""What the main screen looks like: its widgets, and painting them from the desk.

Rules live in tui.state.main_state, words in tui.state.texts; here each part is only brought in line with them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.app import ComposeResult
from textual.containers import Container
from textual.css.query import NoMatches
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Input, Static

from engine.artifact import DatasetInfo
from engine.job_log import JobStatus
from engine.movies import clean_text
from tui import actions
from tui.state import texts
from tui.state.main_state import Desk
from tui.theme import breakpoints, glyphs
from tui.widgets.film_list import FilmList
from tui.widgets.film_panel import FilmPanel
from tui.widgets.filter_panel import FilterPanel
from tui.widgets.lines import KeyBar, Line
from tui.widgets.search_box import SearchBox
from tui.workers.list_cache import read_list

if TYPE_CHECKING:
    from tui.app import MovierecApp


class FilmsView(Screen[None]):
    AUTO_FOCUS = "#films"
    HORIZONTAL_BREAKPOINTS = breakpoints.WIDTHS
    VERTICAL_BREAKPOINTS = breakpoints.HEIGHTS

    def __init__(self) -> None:
        super().__init__()
        self.desk = Desk()
        self.version = ""
        self.dataset: DatasetInfo | None = None
        self.job: JobStatus | None = None
        self.newer: str | None = None
        self.gain: float | None = None
        self._opening = True
        self._failure: tuple[str, str] | None = None
        self._trouble = ""
        self._said: tuple[str, str] = ("", "quiet")
        self._ranked_in = ""
        self._undoable: str | None = None
        self._moved_at = float("-inf")
        self._rest: Timer | None = None
        self._touched = False
        self._marked: int | None = None
        """The film that a key marked last."""
        self._mine_stale = True

    def compose(self) -> ComposeResult:
        yield Static(f"movierec needs 60 x 16 cells{glyphs.ELLIPSIS}\nq quits", id="notice", markup=False)
        with Container(id="desk"):
            yield Line(id="header", keep_right=True)
            with Container(id="search-line"):
                yield Static("/", id="search-sign", markup=False)
                yield SearchBox(id="search")
            with Container(id="body"):
                with Container(id="mine"):
                    yield Line(id="mine-heading")
                    yield FilmList(id="my-films")
                with Container(id="listing"):
                    yield Line(id="heading", keep_right=True)
                    yield Line(id="chips", keep_right=True)
                    yield FilmList(id="films")
                yield FilmPanel(id="panel")
                yield FilterPanel(id="filters")
            yield Line(id="status")
            yield KeyBar(id="keys")

    @property
    def _app(self) -> MovierecApp:
        return cast("MovierecApp", self.app)

    @property
    def films(self) -> FilmList:
        return self.query_one("#films", FilmList)

    @property
    def filters(self) -> FilterPanel:
        return self.query_one("#filters", FilterPanel)

    @property
    def _box(self) -> SearchBox:
        return self.query_one("#search", SearchBox)

    @property
    def listing(self) -> FilmList:
        """The list that a key is about: my films where they have the focus, else the list."""
        mine = self.query_one("#my-films", FilmList)
        return mine if mine.has_focus else self.films

    def on_mount(self) -> None:
        last = read_list(self._app.settings)
        if last is not None:
            self.version, self.dataset = last.version, last.dataset
            self.desk.show_last(last.rows, last.dataset.catalogue)
        self._paint()
        if not self._app.settings.files.marks.exists():
            self._box.focus()  # a newcomer's first letters are a title

    def _paint(self, *, on: int | None = None) -> None:
        """Bring every part in line with the desk; the cursor goes to film `on`, else stays on its film."""
        desk = self.desk
        self.films.show_marks(desk.matched)
        self.films.show(desk.rows(), on=on, empty=texts.empty(desk, opening=self._opening, trouble=self._failure))
        if self._mine_stale:
            self._paint_mine()
        self._paint_panel()  # now, with the list: when it tells its film that would be a second paint of the screen
        self._paint_lines()

    def _show_page(self) -> None:
        self.desk.apply_held()
        page = self.desk.page
        with self.prevent(Input.Changed):
            self._box.value = page.text
        self.films.focus()
        self._paint_page()

    def _paint_page(self) -> None:
        """The page in front, with the cursor where it was left, else at the top."""
        rows, page = self.desk.rows(), self.desk.page
        self._paint(on=page.on if page.on is not None else rows[0].movie.id if rows else None)

    def _paint_mine(self) -> None:
        """The pane of my films: only where it is seen, and only when the marks changed."""
        if not self.has_class("-huge"):
            return
        self._mine_stale = False
        mine = self.desk.view_rows("films")
        pane = self.query_one("#my-films", FilmList)
        pane.show_marks(self.desk.matched)
        pane.show(mine, empty=("", "what you like comes here"))
        number = f"   {len(mine)}" if mine else ""
        self.query_one("#mine-heading", Line).show([("MY FILMS", "strong"), (number, "quiet")])

    def on_resize(self) -> None:
        self.call_after_refresh(self._paint_resized)

    def _paint_resized(self) -> None:
        if self._mine_stale:
            self._paint_mine()
        self._paint_lines()

    def _paint_lines(self) -> None:
        try:
            self.query_one("#heading", Line).show(*texts.heading(self.desk, narrow=self.size.width < 76))
        except NoMatches:
            return
        chips = texts.chips(self.desk)
        self.set_class(bool(chips), "-chips")
        self.query_one("#chips", Line).show(chips, [("F ", "accent"), ("clears", "quiet")])
        narrow = self.size.width < (100 if self.job is not None and self.job.alive else 76)
        self.query_one("#header", Line).show(
            *texts.header(self.desk, self._app.profile, self.version, self.dataset, self.job, narrow=narrow)
        )
        text, style = self._said
        left: list[tuple[str, str]] = [(text, style) if text else (self._ranked_in, "quiet")]
        if self._trouble and style not in ("bad", "warn"):
            left = [(f"{glyphs.WARNING} {self._trouble}", "warn")]
        elif self.newer is not None and style not in ("bad", "warn"):
            left = list(texts.newer(self.newer, self.gain))
        undo = actions.shown(actions.action("undo"), self._app.key_map)
        right = [(f"{undo} takes back: ", "quiet"), (self._undoable, "")] if self._undoable else []
        self.query_one("#status", Line).show(left, right)
        self._paint_keys()

    def _paint_keys(self) -> None:
        bar = self.query_one("#keys", KeyBar)
        if self._box.has_focus:
            # With nothing typed enter leads to the list: nothing is liked by accident.
            left_out = set() if self.desk.page.kind == "hits" else {"search_like"}
            bar.show_actions(actions.footer("search", without=left_out), self._app.key_map)
            return
        if self.filters.has_focus:
            bar.show_actions(actions.footer("filters"), self._app.key_map)
            return
        kind = self.desk.page.kind
        without = {"back"} if len(self.desk.trail) == 1 and kind in ("for_you", "pick") else set()
        hits = kind == "hits" and self.listing is self.films
        if hits:
            without.add("like")
        elif not self.desk.ranks:
            without.add("open")
        called = {"open": "like it"} if hits else {}
        bar.show_actions(actions.footer("list", without=without, called=called), self._app.key_map)

    def _paint_panel(self) -> None:
        row = self.listing.row
        page = self.desk.page
        mark = (row.mark or self.desk.matched.get(row.movie.id)) if row else None
        like = page.movie if page.kind == "similar" and self.listing is self.films else None
        self.query_one("#panel", FilmPanel).show(row, mark, like=like)

    def say(self, text: str, style: str = "quiet") -> None:
        """Put words into the status line, until the next ones or another view; `bad` and `warn` ones stand before all
        others."""
        sign = f"{glyphs.WARNING} " if style in ("bad", "warn") else ""
        self._said = (sign + clean_text(text), style)
        self._paint_lines()
