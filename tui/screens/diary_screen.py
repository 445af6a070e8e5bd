"""The diary: what was marked when, newest first. The thread for marks reads it; keys mark the film under the cursor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from textual.app import ComposeResult
from textual.containers import Container
from textual.screen import Screen
from textual.widgets import Static

from engine.movies import clean_text
from engine.profiles.diary import DiaryEntry, DiaryFilm
from tui import actions
from tui.screens.leaving import leave
from tui.screens.page_parts import works_here
from tui.state.diary_lines import lines_of, matching, spanned
from tui.state.film_rows import Row
from tui.state.main_state import MainState
from tui.state.requests import FilmMarked, FilmOpened, RedoRequested, ThemeRequested, UndoRequested
from tui.theme import breakpoints, glyphs
from tui.widgets.diary_list import DiaryList
from tui.widgets.lines import KeyBar, Line
from tui.widgets.search_box import SearchBox

_MARKS = ("like", *(f"stars_{n}" for n in range(1, 6)), "dislike", "hide", "seen", "watchlist", "clear")
_KEYS = ("diary", "taste", "search", "open", "similar", "back", *_MARKS, "undo", "redo", "theme", "help", "quit")


class DiaryScreen(Screen[None]):
    """Shows the entries that the app is told of. `row_of` finds the film of an entry in the present catalogue."""

    BINDINGS = actions.bindings("list", only=_KEYS)
    AUTO_FOCUS = "#diary"
    HORIZONTAL_BREAKPOINTS = breakpoints.WIDTHS
    VERTICAL_BREAKPOINTS = breakpoints.HEIGHTS

    def __init__(self, state: MainState, row_of: Callable[[DiaryFilm], Row], today: Callable[[], date]) -> None:
        super().__init__()
        self._state = state
        self._row_of = row_of
        self._today = today
        self._entries: Sequence[DiaryEntry] | None = None
        self._opened: frozenset[str] = frozenset()
        self._said = ("", "")

    def compose(self) -> ComposeResult:
        yield Static("movierec needs at least 60 x 16 cells", id="notice", markup=False)
        with Container(id="content"):
            yield Line(id="header", keep_right=True)
            yield SearchBox(id="diary-search")
            yield DiaryList(id="diary")
            yield Line(id="status", keep_right=True)
            yield KeyBar(id="keys")

    def on_mount(self) -> None:
        self.query_one(SearchBox).display = False
        self._paint()

    def show(self, entries: Sequence[DiaryEntry]) -> None:
        """Show these entries."""
        self._entries = entries
        self._paint()

    def say(self, words: str, style: str = "quiet") -> None:
        """Show `words` in the status line until something else is to be said, and what undo would take back."""
        self._said = (words, style)
        undo = f"undo: {self._state.undoable}" if self._state.undoable else ""
        self.query_one("#status", Line).write([(words, style)] if words else [], [(undo, "quiet")] if undo else [])

    def _paint(self) -> None:
        state = self._state
        name = state.names.of(state.profile)
        title = f"   {name}'s diary" if name else "   your diary"
        entries = self._entries or ()
        text = self.query_one(SearchBox).value.strip()
        found = matching(entries, text) if text else entries
        known = f"{len(found):,} of {spanned(entries)}" if text else spanned(entries)
        self.query_one("#header", Line).write([("movierec", "accent"), (title, "strong")], [(known, "quiet")])
        lines = lines_of(found, self._opened, text)
        self.query_one(DiaryList).show(lines, self._opened, self._today(), self._instead())
        self.say(*self._said)
        self._offer()

    def _instead(self) -> tuple[str, str]:
        """The message and the hint of an empty diary."""
        if self._entries is None:
            return f"Reading your marks{glyphs.ELLIPSIS}", ""
        if self._entries:
            return "No film in your diary is called so", actions.with_keys("{back} shows all", self._state.key_map)
        keys = "{back} goes back to the list, where {like} likes a film and {seen} says that you have seen it"
        return "Nothing is marked yet", actions.with_keys(keys, self._state.key_map)

    def _offer(self) -> None:
        if self.query_one(SearchBox).has_focus:
            offered = actions.footer("search", without=("search_like",))
            self.query_one("#keys", KeyBar).offer(offered, self._state.key_map)
            return
        line = self.query_one(DiaryList).line
        without = set() if line is not None and line.film is not None else set(_MARKS)
        if line is None or (line.film is not None and not self._state.engine.ranks):
            without.add("open")
        if not self._state.undoable:
            without.add("undo")
        folds = line is not None and line.film is None
        called = {"open": "its films"} if folds else {}
        offered = actions.footer("list", only=_KEYS, without=without, called=called, first="open" if folds else "")
        self.query_one("#keys", KeyBar).offer(offered, self._state.key_map)

    def on_diary_list_moved(self, message: DiaryList.Moved) -> None:
        if message.by_person:
            self.say("")
        self._offer()

    def on_diary_list_opened(self) -> None:
        self.action_similar()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return works_here(self, action)

    def _absent(self, row: Row) -> bool:
        """Whether the present data set lacks the film; then that is said."""
        if row.active:
            return False
        self.say(f"{clean_text(row.movie.title)} is not in this data set", "warn")
        return True

    def action_similar(self) -> None:
        line = self.query_one(DiaryList).line
        if line is None or line.entry is None:
            return
        if line.film is None:
            self._opened = self._opened ^ {line.entry.action}
            self._paint()
        else:
            row = self._row_of(line.film)
            if not self._absent(row) and leave(self):
                self.post_message(FilmOpened(row))

    def action_mark(self, verb: str) -> None:
        line = self.query_one(DiaryList).line
        if line is not None and line.film is not None and not self._absent(row := self._row_of(line.film)):
            self.post_message(FilmMarked(verb, row))

    def action_undo(self) -> None:
        self.post_message(UndoRequested())

    def action_redo(self) -> None:
        self.post_message(RedoRequested())

    def action_theme(self) -> None:
        self.post_message(ThemeRequested())

    async def action_taste(self) -> None:
        if leave(self):
            await self.app.run_action("show_taste", self.app)

    def action_diary(self) -> None:
        leave(self)

    def action_back(self) -> None:
        """Show all entries again, if only some are shown; else leave."""
        if self.query_one(SearchBox).value:
            self.action_leave_search()
        else:
            leave(self)

    # Searching

    def on_descendant_focus(self) -> None:
        self._offer()

    def on_input_changed(self) -> None:
        self._paint()

    def action_search(self) -> None:
        box = self.query_one(SearchBox)
        box.display = True
        box.focus()

    def action_to_hits(self) -> None:
        box = self.query_one(SearchBox)
        box.display = bool(box.value)
        self.query_one(DiaryList).focus()

    def action_like_hit(self) -> None:
        """Enter goes to the list: what is found there is marked already."""
        self.action_to_hits()

    def action_leave_search(self) -> None:
        self.query_one(SearchBox).value = ""
        self.action_to_hits()

    async def action_help(self) -> None:
        await self.run_action("app.show_help")
