"""The main screen: search, the list, one film close up. It binds keys and answers of threads to the desk.

Rules live in tui.desk, words in tui.words, painting in the widgets; this module only connects them, and decides
when a new order may be shown: never under moving fingers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.app import ComposeResult
from textual.containers import Container
from textual.css.query import NoMatches
from textual.events import DescendantBlur, DescendantFocus
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import Input, Static

from engine.artifact import DatasetInfo
from engine.joblog import JobStatus
from engine.movies import clean_text
from engine.profiles.marks import Mark
from tui import glyphs, keys, layouts, messages, words
from tui.desk import Desk
from tui.widgets.film_list import FilmList
from tui.widgets.film_panel import FilmPanel
from tui.widgets.lines import KeyBar, Line
from tui.widgets.search_box import SearchBox

if TYPE_CHECKING:
    from tui.app import MovierecApp

REST = 1.0
"""Seconds without a move of the cursor before a new order is shown."""


class MainScreen(Screen[None]):
    BINDINGS = keys.bindings(
        "list", "everywhere", without=("down", "up", "page_down", "page_up", "top", "bottom", "quit_now", "palette")
    )
    AUTO_FOCUS = "#films"
    HORIZONTAL_BREAKPOINTS = layouts.WIDTHS
    VERTICAL_BREAKPOINTS = layouts.HEIGHTS

    def __init__(self) -> None:
        super().__init__()
        self.desk = Desk()
        self.version = ""
        self.dataset: DatasetInfo | None = None
        self.job: JobStatus | None = None
        self.newer: str | None = None
        self._opening = True
        self._failure: tuple[str, str] | None = None
        self._trouble = ""
        self._said: tuple[str, str] = ("", "quiet")
        self._ranked_in = ""
        self._undoable: str | None = None
        self._moved_at = float("-inf")
        self._rest: Timer | None = None
        self._touched = False

    def compose(self) -> ComposeResult:
        yield Static(f"movierec needs 60 x 16 cells{glyphs.ELLIPSIS}\nq quits", id="notice", markup=False)
        with Container(id="desk"):
            yield Line(id="header")
            with Container(id="search-line"):
                yield Static("/", id="search-sign", markup=False)
                yield SearchBox(id="search")
            with Container(id="body"):
                with Container(id="mine"):
                    yield Line(id="mine-heading")
                    yield FilmList(id="my-films")
                with Container(id="listing"):
                    yield Line(id="heading", keep_right=True)
                    yield FilmList(id="films")
                yield FilmPanel(id="panel")
            yield Line(id="status")
            yield KeyBar(id="keys")

    @property
    def _app(self) -> MovierecApp:
        return cast("MovierecApp", self.app)

    @property
    def films(self) -> FilmList:
        return self.query_one("#films", FilmList)

    @property
    def _box(self) -> SearchBox:
        return self.query_one("#search", SearchBox)

    @property
    def listing(self) -> FilmList:
        """The list that a key is about: my films where they have the focus, else the list."""
        mine = self.query_one("#my-films", FilmList)
        return mine if mine.has_focus else self.films

    def on_mount(self) -> None:
        self._paint()
        if not self._app.settings.marks_path.exists():
            self._box.focus()  # a newcomer's first letters are a title

    # Painting

    def _paint(self, *, on: int | None = None) -> None:
        """Bring every part in line with the desk; the cursor goes to film `on`, else stays on its film."""
        desk = self.desk
        for films in (self.films, self.query_one("#my-films", FilmList)):
            films.show_marks(desk.matched)
        self.films.show(desk.rows(), on=on, empty=words.empty(desk, opening=self._opening, trouble=self._failure))
        mine = desk.view_rows("films")
        self.query_one("#my-films", FilmList).show(mine, empty=("", "what you like comes here"))
        self.query_one("#mine-heading", Line).show(
            [("MY FILMS", "strong"), (f"   {len(mine)}" if mine else "", "quiet")]
        )
        self._paint_lines()

    def _paint_lines(self) -> None:
        try:
            self.query_one("#heading", Line).show(*words.heading(self.desk))
        except NoMatches:
            return
        self.query_one("#header", Line).show(*words.header(self.desk, self.version, self.dataset, self.job))
        text, style = self._said
        left: list[tuple[str, str]] = [(text, style) if text else (self._ranked_in, "quiet")]
        if self._trouble and style not in ("bad", "warn"):
            left = [(f"{glyphs.WARNING} {self._trouble}", "warn")]
        elif self.newer is not None and style not in ("bad", "warn"):
            left = [
                (f"{self.newer} is here", "good"),
                (f" {glyphs.DOT} ", "quiet"),
                ("n", "accent"),
                (" switches", "quiet"),
            ]
        right = [("undo: ", "quiet"), (self._undoable, "")] if self._undoable else []
        self.query_one("#status", Line).show(left, right)
        self._paint_keys()

    def _paint_keys(self) -> None:
        bar = self.query_one("#keys", KeyBar)
        if self._box.has_focus:
            bar.show_actions(keys.footer("search"), self._app.key_map)
            return
        kind = self.desk.page.kind
        without = {"back"} if len(self.desk.trail) == 1 and kind == "for_you" else set()
        bar.show_actions(
            keys.footer("list", without=without | ({"open"} if kind == "hits" else set())), self._app.key_map
        )

    def _paint_panel(self) -> None:
        row = self.listing.row
        page = self.desk.page
        mark = (row.mark or self.desk.matched.get(row.movie.id)) if row else None
        like = page.movie if page.kind == "similar" and self.listing is self.films else None
        self.query_one("#panel", FilmPanel).show(row, mark, like=like)

    def say(self, text: str, style: str = "quiet") -> None:
        """Put words into the status line, until the next ones; `bad` and `warn` ones stand before all others."""
        sign = f"{glyphs.WARNING} " if style in ("bad", "warn") else ""
        self._said = (sign + clean_text(text), style)
        self._paint_lines()

    # What the threads tell

    def on_engine_ready(self, message: messages.EngineReady) -> None:
        self.version, self.dataset = message.version, message.dataset
        self._opening, self._failure, self.newer, self._trouble = False, None, None, ""
        self.desk.open_catalogue(message.recommender.titles, message.dataset.catalogue)
        self._rank()
        self._app.close_set_up()
        self._paint()

    def on_engine_failed(self, message: messages.EngineFailed) -> None:
        self._opening = False
        if not message.set_up:
            self._failure = ("Nothing is set up yet", "D offers the data sets")
            self._app.offer_set_up()
        else:
            self._failure = (clean_text(message.message), clean_text(message.remedy))
            self.say(f"{message.message} {glyphs.DOT} {message.remedy}".rstrip(f" {glyphs.DOT}"), "bad")
        self._paint()

    def on_engine_news(self, message: messages.EngineNews) -> None:
        self._trouble, self.newer = clean_text(message.trouble), message.newer
        self._paint_lines()

    def on_marks_read(self, message: messages.MarksRead) -> None:
        self._undoable = message.undoable
        if not message.marks and not self._touched:
            self._box.focus()
        self._take_marks(message.marks)

    def on_mark_saved(self, message: messages.MarkSaved) -> None:
        self._undoable = message.undoable
        self.say(message.words, "good")  # empty for a plain mark: the line's right end names it
        self._take_marks(message.marks)

    def _take_marks(self, marks: tuple[Mark, ...]) -> None:
        self.desk.take_marks(marks)
        self._rank()
        self._paint()

    def _rank(self) -> None:
        """Have the marks ranked, once both they and a version are there: no first list that is replaced at once."""
        if self.desk.titles is not None and self.desk.revision:
            self._app.ranking.rank(self.desk.revision, self.desk.marks)

    def on_mark_refused(self, message: messages.MarkRefused) -> None:
        if not self.desk.revision:  # the marks cannot be read: the popular films can still be shown
            self._take_marks(())
        self.say(
            f"{message.message} {glyphs.DOT} {message.remedy}" if message.remedy else message.message,
            "quiet" if message.calm else "bad",
        )

    def on_rank_ready(self, message: messages.RankReady) -> None:
        if message.revision != self.desk.revision:
            return
        if self._failure is not None:
            self._failure, self._said = None, ("", "quiet")
        self.desk.match(message.matched)
        resting = self._app.clock() - self._moved_at
        if self.desk.rank(message.rows, hold=resting < REST):
            self._rest_again(REST - resting)
        self._ranked_in = f"ranked in {round(message.seconds * 1000)} ms"
        self._paint()

    def on_similar_ready(self, message: messages.SimilarReady) -> None:
        if self.desk.similar(message.movie, message.rows):
            self._paint()

    def on_job_moved(self, message: messages.JobMoved) -> None:
        self.job = message.status
        status = message.status
        if status.stage == "done" and status.version and status.version != self.version:
            if self.version:
                self.newer = status.version
            else:
                self._app.ranking.open()
        elif not status.alive and any(event.final for event in message.events) and status.stage == "failed":
            self.say(f"{status.message} {glyphs.DOT} {status.remedy}" if status.remedy else status.message, "bad")
        self._app.show_job(message)
        self._paint_lines()

    def on_unexpected(self, message: messages.Unexpected) -> None:
        if not self.desk.ranked_once:
            self._opening, self._failure = False, ("The films cannot be shown", message.message)
            self._paint()
        self.say(message.message, "bad")

    # A new order under moving fingers waits

    def on_film_list_moved(self, message: FilmList.Moved) -> None:
        self._touched = True
        self._moved_at = self._app.clock()
        if message.beyond and self.films.has_focus:
            self._box.focus()

    def _rest_again(self, seconds: float) -> None:
        if self._rest is not None:
            self._rest.stop()
        self._rest = self.set_timer(max(seconds, 0.05), self._rested)

    def _rested(self) -> None:
        self._rest = None
        waited = self._app.clock() - self._moved_at
        if self.desk.held is None:
            return
        if waited < REST:
            self._rest_again(REST - waited)
        elif self.desk.apply_held():
            self._paint()

    # What the widgets tell

    def on_film_list_highlighted(self) -> None:
        self._paint_panel()

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        self._paint_keys()
        self._paint_panel()

    def on_descendant_blur(self, event: DescendantBlur) -> None:
        self._paint_keys()

    def on_input_changed(self, event: Input.Changed) -> None:
        self._touched = True
        self.desk.search(event.value)
        rows = self.desk.rows()
        hits = self.desk.page.kind == "hits"
        self._paint(on=rows[0].movie.id if hits and rows else self.desk.page.on)

    # What the keys do

    def action_search(self) -> None:
        self._touched = True
        self._box.focus()

    def action_to_hits(self) -> None:
        self.films.focus()
        if self.desk.page.kind == "hits":
            self.films.action_cursor(1)

    def action_like_hit(self) -> None:
        if self.desk.page.kind != "hits":
            self.films.focus()
            return
        self.action_mark("liked")
        self._box.action_select_all()

    def action_leave_search(self) -> None:
        if self._box.value:
            self._box.value = ""
        self.films.focus()

    def action_pane(self) -> None:
        mine = self.query_one("#my-films", FilmList)
        order = [self._box, self.films] + ([mine] if mine.is_on_screen and mine.size.width else [])
        at = next((i for i, widget in enumerate(order) if widget.has_focus), 0)
        order[(at + 1) % len(order)].focus()

    def action_open(self) -> None:
        if self.desk.page.kind == "hits" and self.listing is self.films:
            self.action_mark("liked")
        else:
            self.action_similar()

    def action_similar(self) -> None:
        row = self.listing.row
        if row is None or self.desk.titles is None:
            return
        if not row.active:
            self.say(f"{row.movie.title} is not in this data set")
            return
        self.desk.leave(self.films.row.movie.id if self.films.row else None)
        self.desk.drill(row.movie)
        self._app.ranking.similar(row.movie)
        self._show_page()

    def action_back(self) -> None:
        if self.desk.back():
            self._show_page()

    def action_view(self, by: int) -> None:
        self.desk.turn(by)
        self._show_page()

    def _show_page(self) -> None:
        self.desk.apply_held()
        page = self.desk.page
        with self.prevent(Input.Changed):
            self._box.value = page.text
        self.films.focus()
        rows = self.desk.rows()
        self._paint(on=page.on if page.on is not None else rows[0].movie.id if rows else None)

    def action_mark(self, verb: str) -> None:
        row = self.listing.row
        if row is None:
            return
        if not row.active or self.desk.titles is None:
            self.say(f"{row.movie.title} is not in this data set")
            return
        self._app.marking.mark(verb, self.desk.catalogue, row.movie)

    def action_undo(self) -> None:
        self._app.marking.undo()

    def action_redo(self) -> None:
        self._app.marking.redo()

    def action_why(self) -> None:
        self.toggle_class("-no-panel")

    def action_apply(self) -> None:
        if self.desk.apply_held():
            self._paint()

    def action_new_version(self) -> None:
        if self.newer is None:
            self.say(f"{self.version} is the newest version" if self.version else "there is no version yet")
            return
        self.say(f"opening {self.newer}{glyphs.ELLIPSIS}")
        self._app.ranking.open()

    def action_set_up(self) -> None:
        self._app.offer_set_up(asked=True)

    def action_stop_job(self) -> None:
        said, bad = self._app.stop_job()
        self.say(said, "bad" if bad else "quiet")

    def action_theme(self) -> None:
        self._app.next_theme()

    def action_help(self) -> None:
        self._app.show_help()
