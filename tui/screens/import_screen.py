"""The import screen: a path, what is found there, and what was taken. The files are read and the marks written in the
import's thread; nothing is written before the person has seen what it would be.
"""

from __future__ import annotations

from typing import Literal

from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.events import Paste
from textual.screen import Screen
from textual.widgets import Input, Static

from engine.exchange.rows import Use
from engine.movies import clean_text
from tui import actions
from tui.screens.leaving import leave
from tui.state import import_messages, import_texts
from tui.state.dropped_files import dropped_files
from tui.state.import_texts import Phase
from tui.state.imports import Here, Imports, LargerOffer, Outcome, Plan
from tui.state.main_state import MainState
from tui.state.requests import DataSetChosen, FilesDropped
from tui.theme import breakpoints, glyphs
from tui.widgets.import_table import ImportTable
from tui.widgets.lines import KeyBar, Line
from tui.widgets.paragraphs import Paragraphs
from tui.widgets.path_input import PathInput

_LOOK = 0.1
"""Seconds between two looks at whether the titles are open, without which nothing could be found."""


class ImportPath(PathInput):
    """Takes files that are dropped on it in place of what was typed."""

    def on_paste(self, event: Paste) -> None:
        if dropped_files(event.text):
            event.prevent_default()  # the screen reads them


class ImportText(VerticalScroll):
    BINDINGS = actions.bindings("help_text")


class ImportScreen(Screen[None]):
    BINDINGS = actions.bindings("import")
    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = breakpoints.WIDTHS
    VERTICAL_BREAKPOINTS = breakpoints.HEIGHTS

    def __init__(self, imports: Imports, state: MainState, text: str = "", waiting: int = 0) -> None:
        """`text` names files that are read at once; `waiting` films of earlier imports wait to be asked about."""
        super().__init__()
        self._imports = imports
        self._state = state
        self._text = text
        self._waiting = waiting
        self._phase: Phase = "path"
        self._plan: Plan | None = None
        self._outcome: Outcome | None = None
        self._offer: LargerOffer | None = None
        self._problem = ""
        """Why the files cannot be read, or the marks not be written."""
        self._answered = False
        """Whether something of it was answered since it was done."""

    def compose(self) -> ComposeResult:
        yield Static("movierec needs at least 60 x 16 cells", id="notice", markup=False)
        with Container(id="content"):
            yield Line(id="header")
            with Container(id="import"):
                yield Line(id="import-title")
                yield ImportPath(placeholder=import_texts.PLACEHOLDER, id="import-path")
                yield Paragraphs(id="import-words")
                with ImportText(id="import-text"):
                    yield ImportTable(id="import-table")
                    yield Paragraphs(id="import-unreadable")
            yield Line(id="status")
            yield KeyBar(id="keys")

    def on_mount(self) -> None:
        self.query_one("#header", Line).write(
            [("movierec", "accent"), ("   import", "quiet")], [(self._state.names.of(self._state.profile), "quiet")]
        )
        self.query_one("#import-title", Line).write([(import_texts.TITLE, "strong")])
        self._enter("path")
        if self._text:
            self.read(self._text)

    # What is told

    def say(self, text: str, style: Literal["quiet", "good", "warn"] = "warn") -> None:
        """Show what went wrong, or how something ended."""
        sign = f"{glyphs.WARNING} " if style == "warn" else ""
        self.query_one("#status", Line).write([(f"{sign}{clean_text(text)}", style)] if text else [])

    def reviewed(self, words: str) -> None:
        """Show how a review ended."""
        self._answered = True
        self._paint()
        self.say(words, "good")

    def take(self, news: import_messages.ImportNews) -> None:
        """Show what the import's thread has to say."""
        match news:
            case import_messages.ImportPlanned() if news.text == self._text and self._phase in ("reading", "plan"):
                self._plan = news.plan
                self._enter("plan")
            case import_messages.ImportFailed() if news.text == self._text and self._phase != "done":
                self._enter("plan" if self._phase in ("writing", "plan") else "path", news.problem)
            case import_messages.ImportDone() if self._phase == "writing":
                self._outcome = news.outcome
                self._enter("done")
            case import_messages.LargerSetFound():
                self._offer = news.offer
                self._paint()
            case import_messages.QuestionsRead() if news.profile == self._state.profile:
                self._waiting = len(news.asked)
                self._paint()

    def read(self, text: str) -> None:
        """Read what `text` names, once it is known which films there are."""
        self._text = text
        self._plan = self._outcome = self._offer = None
        self._answered = False
        path = self.query_one("#import-path", Input)
        path.value = clean_text(text)
        self._enter("reading")
        if self._state.engine.opening:
            self.set_timer(_LOOK, lambda: self.read(text) if self._phase == "reading" and text == self._text else None)
        else:
            engine = self._state.engine
            self._imports.read(text, Here(self._state.profile, engine.catalogue, engine.titles))

    # What it looks like

    def _enter(self, phase: Phase, problem: str = "") -> None:
        self._phase, self._problem = phase, problem
        self.say(
            {"reading": f"reading{glyphs.ELLIPSIS}", "writing": f"taking them{glyphs.ELLIPSIS}"}.get(phase, ""), "quiet"
        )
        self._paint()
        if phase == "path":
            self.query_one("#import-path").focus()
        elif phase == "plan":
            self.query_one("#import-text").focus()
        else:
            self.set_focus(None)

    def _paint(self) -> None:
        phase, plan, keys = self._phase, self._plan, self._state.key_map
        shown = plan is not None and phase in ("plan", "writing")
        self.query_one("#import-title").display = phase in ("path", "reading")
        self.query_one("#import-path").display = phase in ("path", "reading")
        self.query_one("#import-text").display = shown
        words = self.query_one("#import-words", Paragraphs)
        problem = import_texts.problem(self._problem)
        if shown and plan is not None:
            words.write([*problem, *import_texts.planned(plan, keys)])
            self.query_one("#import-table", ImportTable).show(plan.sources)
            self.query_one("#import-unreadable", Paragraphs).write(import_texts.unreadable(plan))
        elif phase == "done" and self._outcome is not None:
            answered = self._answered
            words.write(import_texts.done(self._outcome, self._waiting, self._offer, keys, answered=answered))
        else:
            words.write([*problem, *import_texts.asking(self._waiting)])
        offered = import_texts.keys_for(
            phase,
            plan=plan,
            waiting=self._waiting,
            offer=self._offer is not None,
            films=self._state.engine.titles is not None,
        )
        self.query_one("#keys", KeyBar).offer(offered, keys)

    # What a person does

    def on_paste(self, event: Paste) -> None:
        event.stop()
        if files := dropped_files(event.text):
            self.post_message(FilesDropped(files))

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        if event.value.strip():
            self.read(event.value.strip())
        elif self._waiting:
            await self.run_action("app.show_review")
        else:
            self.say("type the path of what you exported, or drop it here")

    async def action_go(self) -> None:
        if self._phase == "plan" and self._plan is not None:
            if why := import_texts.refusal(self._plan):
                self.say(why)
                return
            self._enter("writing")
            self._imports.carry_out()
        elif self._phase == "done" and self._waiting:
            await self.run_action("app.show_review")

    def action_use(self, use: Use) -> None:
        if self._phase == "plan" and self._plan is not None and (self._plan.unsure or self._plan.use is not None):
            self._imports.plan(self._text, use)

    def action_set_up_larger(self) -> None:
        if self._phase == "done" and self._offer is not None:
            offer, self._offer = self._offer, None
            self.say(f"setting up {offer.name}; it goes on in the background", "good")
            self.post_message(DataSetChosen(("--dataset", offer.dataset), offer.name))
            self._paint()

    def action_leave(self) -> None:
        if self._phase in ("reading", "plan"):
            self._text, self._plan = "", None
            self._enter("path")
        else:
            leave(self)

    async def action_help(self) -> None:
        await self.run_action("app.show_help")
