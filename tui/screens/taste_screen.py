"""What the person is like, on one page: their taste beside everybody's, worked out by the ranking thread."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.screen import Screen
from textual.widgets import Static

from engine.movies import clean_text
from engine.serving.portrait_records import TastePortrait
from tui import actions
from tui.screens.leaving import leave
from tui.screens.page_parts import works_here
from tui.state import portrait_texts
from tui.state.main_state import MainState
from tui.state.requests import RedoRequested, ThemeRequested, UndoRequested
from tui.theme import breakpoints, glyphs
from tui.widgets.lines import KeyBar, Line
from tui.widgets.portrait_view import PortraitView

_KEYS = ("taste", "diary", "back", "undo", "redo", "theme", "help", "quit")

_NOTHING = (
    "Nothing is marked yet, so there is nothing to tell.\n\nIn the list ({back} goes back), {like} likes the film "
    "under the cursor, {stars_1} gives it stars, and {famous} has famous films to tick off"
)
_IMPORT = "; {import_marks} brings your marks from Letterboxd, IMDb and others."


class PortraitPage(VerticalScroll):
    BINDINGS = actions.bindings("list", only=("down", "up", "page_down", "page_up", "top", "bottom"))

    def action_cursor(self, by: int) -> None:
        self.scroll_relative(y=by, animate=False)

    def action_page(self, by: int) -> None:
        self.scroll_relative(y=by * max(self.size.height // 2, 1), animate=False)

    def action_top(self) -> None:
        self.scroll_home(animate=False)

    def action_bottom(self) -> None:
        self.scroll_end(animate=False)


class TasteScreen(Screen[None]):
    """Shows the portrait that the app is told of."""

    BINDINGS = actions.bindings("list", only=_KEYS)
    AUTO_FOCUS = "#portrait-page"
    HORIZONTAL_BREAKPOINTS = breakpoints.WIDTHS
    VERTICAL_BREAKPOINTS = breakpoints.HEIGHTS

    def __init__(self, state: MainState) -> None:
        super().__init__()
        self._state = state
        self._portrait: TastePortrait | None = None
        self._said = ("", "")
        self._why = ""
        """Why no portrait can be painted."""

    def compose(self) -> ComposeResult:
        yield Static("movierec needs at least 60 x 16 cells", id="notice", markup=False)
        with Container(id="content"):
            yield Line(id="header", keep_right=True)
            with PortraitPage(id="portrait-page"):
                yield Static("", id="portrait-said", markup=False)
                yield PortraitView(id="portrait")
            yield Line(id="status")
            yield KeyBar(id="keys")

    def on_mount(self) -> None:
        self._paint()

    @property
    def portrait(self) -> TastePortrait | None:
        """The portrait that is shown."""
        return self._portrait

    def show(self, portrait: TastePortrait) -> None:
        """Show this portrait."""
        self._portrait, self._why = portrait, ""
        self.query_one(PortraitView).show(portrait)
        self._paint()

    def say(self, words: str, style: str = "quiet") -> None:
        """Show `words` in the status line until something else is to be said, and what undo would take back."""
        self._said = (words, style)
        undo = f"undo: {self._state.undoable}" if self._state.undoable else ""
        self.query_one("#status", Line).write([(words, style)] if words else [], [(undo, "quiet")] if undo else [])

    def missing(self, why: str = "") -> None:
        """Show that there is nothing to paint a portrait from, or `why` it cannot be painted."""
        self._portrait, self._why = None, clean_text(why)
        self._paint()

    def _paint(self) -> None:
        state, portrait = self._state, self._portrait
        name = state.names.of(state.profile)
        title = f"   what {name} is like" if name else "   what you are like"
        counted = portrait_texts.counted(portrait) if portrait is not None and portrait.marked else ""
        self.query_one("#header", Line).write([("movierec", "accent"), (title, "strong")], [(counted, "quiet")])
        words = self._instead()
        said = self.query_one("#portrait-said", Static)
        said.update(words)
        said.display = bool(words)
        self.query_one(PortraitView).display = not words
        offered = actions.footer("list", only=_KEYS, without=() if state.undoable else ("undo",))
        self.query_one("#keys", KeyBar).offer(offered, state.key_map)
        self.say(*self._said)

    def _instead(self) -> str:
        """What there is to say where there is no portrait."""
        state = self._state
        if not state.marked.marks:
            words = _NOTHING + ("." if "import_marks" in state.off else _IMPORT)
            return actions.with_keys(words, state.key_map)
        if self._portrait is None:
            if self._why:
                return self._why
            if not state.engine.ranks and not state.engine.opening:
                return "Your marks are kept. What they say shows here once a data set is set up."
            return f"Looking at your films{glyphs.ELLIPSIS}"
        if not self._portrait.marked:
            return "None of the films that you marked is in this data set, so there is nothing to hold them against."
        return ""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return works_here(self, action)

    def action_undo(self) -> None:
        self.post_message(UndoRequested())

    def action_redo(self) -> None:
        self.post_message(RedoRequested())

    def action_theme(self) -> None:
        self.post_message(ThemeRequested())

    def action_taste(self) -> None:
        leave(self)

    async def action_diary(self) -> None:
        if leave(self):
            await self.app.run_action("show_diary", self.app)

    def action_back(self) -> None:
        leave(self)

    async def action_help(self) -> None:
        await self.run_action("app.show_help")
