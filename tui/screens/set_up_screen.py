"""The set-up screen: the choice of a data set, then the progress of the job, which is a separate process.

It opens automatically if nothing is set up yet, and again for a job that is still running.
"""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Container
from textual.screen import Screen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from engine.estimates.machine import Machine
from engine.job_log import JobStatus
from engine.movies import clean_text
from tui import actions
from tui.screens.leaving import leave
from tui.state.edge_lines import dataset_name
from tui.state.job_progress import JobProgress
from tui.state.main_state import MainState
from tui.state.messages import JobUpdated, SourceChecked
from tui.state.requests import DataSetChosen, SourceGiven, StopJobRequested
from tui.state.set_up_choices import OWN, WELCOME, Offer, all_offers, first_offers, place_of_usual
from tui.state.texts import with_remedy
from tui.theme import breakpoints, glyphs
from tui.widgets.cell_text import fit
from tui.widgets.choice_list import ChoiceList
from tui.widgets.job_view import JobView
from tui.widgets.lines import KeyBar, Line
from tui.widgets.path_input import PathInput

_TITLE, _WHAT = 18, 24
TERMS = Text("MovieLens ratings belong to GroupLens: free for research and personal use, not for commercial use.")


class DatasetList(ChoiceList):
    BINDINGS = actions.bindings("choice")


_KEYS = ("setup_films", "setup_stop", "setup_leave", "setup_quit", "setup_help", "setup_import")


class SetUpScreen(Screen[None]):
    BINDINGS = actions.bindings("setup", "job", "everywhere", only=_KEYS)
    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = breakpoints.WIDTHS
    VERTICAL_BREAKPOINTS = breakpoints.HEIGHTS

    def __init__(
        self,
        state: MainState,
        job: JobUpdated | None,
        progress: JobProgress,
        machine: Machine | None,
        *,
        can_leave: bool,
    ) -> None:
        """`job` may still be running, and `progress` is kept up to date with it; `machine` is None until it is
        measured; `can_leave`: there is something to go back to, and more than the first choices are offered."""
        super().__init__()
        self._state = state
        self._job = job
        self._progress = progress
        self._can_leave = can_leave
        self._offers = self._offered(machine)
        self._chosen = ""
        self._requested = False

    def compose(self) -> ComposeResult:
        hint = actions.with_keys("{setup_quit} quits", self._state.key_map)
        yield Static(f"movierec needs at least 60 x 16 cells\n{hint}", id="notice", markup=False)
        with Container(id="content"):
            yield Line(id="header")
            with Container(id="choice"):
                yield Static(WELCOME, id="welcome", markup=False)
                yield Line(id="question")
                yield DatasetList(map(_option, self._offers), id="datasets")
                yield PathInput(placeholder="a folder, a zip, or two files; tab completes, enter starts", id="source")
                yield Static(id="about", markup=False)
                yield Static(id="cause", markup=False)
                yield Static(TERMS, id="terms", markup=False)
            with Container(id="progress"):
                yield Line(id="job-heading")
                yield JobView(id="job")
                yield Line(id="meanwhile")
                yield Static(
                    "You can quit meanwhile: the job keeps running, and movierec will find it again.",
                    id="hint",
                    markup=False,
                )
            yield Line(id="status")
            yield KeyBar(id="keys")

    @property
    def shows_job(self) -> bool:
        """Whether it shows a job."""
        return self.is_mounted and bool(self.query_one("#progress").display)

    def on_mount(self) -> None:
        self.query_one("#header", Line).write([("movierec", "accent"), ("   set-up", "quiet")])
        self.query_one("#question", Line).write([("Which films should movierec use?", "strong")])
        self.query_one("#datasets", DatasetList).highlighted = place_of_usual(self._offers)
        self.query_one("#welcome").display = not self._can_leave
        self.query_one("#source", Input).display = False
        if self._job is not None and self._job.status.alive:
            self.follow(self._job)
        else:
            self._choose_again()
            if self._job is not None and self._job.status.stage != "done" and not self._can_leave:
                self._show_cause(self._job.status)

    def _choose_again(self) -> None:
        """Show the data sets."""
        self._requested = False
        self.query_one("#choice").display = True
        self.query_one("#progress").display = False
        datasets = self.query_one("#datasets", DatasetList)
        datasets.focus()
        self._paint_keys({"setup_stop"})

    def _offered(self, machine: Machine | None) -> list[Offer]:
        return all_offers(machine) if self._can_leave else first_offers(machine)

    def machine_measured(self, machine: Machine) -> None:
        """Fill in the minutes that each data set takes here."""
        self._offers = self._offered(machine)
        datasets = self.query_one("#datasets", DatasetList)
        place = datasets.highlighted
        datasets.offer(map(_option, self._offers))
        datasets.highlighted = place

    def follow(self, message: JobUpdated) -> None:
        """Show the job's progress; once it has failed or was stopped, the choices again, with the cause."""
        self._job = message
        status = message.status
        running = (status.alive and not status.final) or status.stage == "starting"
        if not running and not self.query_one("#progress").display and not message.events and self._can_leave:
            return
        if not running and status.stage != "done":
            self._choose_again()
            self._show_cause(status)
            return
        self.query_one("#choice").display = False
        self.query_one("#progress").display = True
        self.query_one("#hint").display = running
        self._paint_heading(status.kind)
        self.query_one("#job", JobView).show(self._progress)
        self.set_focus(None)
        self._paint_meanwhile(running=running)

    def _show_cause(self, status: JobStatus) -> None:
        """Say why the job ended."""
        if status.stage == "failed":
            words = with_remedy(status.message or "the set-up failed", status.remedy)
        else:
            words = (
                "the job stopped unexpectedly: it was killed, or there was too little memory; the same choice goes on"
                " from what it had done"
            )
        cause = self.query_one("#cause", Static)
        cause.update(Text(f"{glyphs.WARNING} {clean_text(words)}"))
        cause.display = True

    def titles_opened(self) -> None:
        """Offer the films, which can be found and marked while the job is still running."""
        if self._job is not None and self.shows_job:
            self._paint_heading(self._job.status.kind)
            self._paint_meanwhile(running=self._job.status.alive)

    @property
    def _has_titles(self) -> bool:
        """Whether films can be found and marked, possibly before there is any version."""
        return self._state.engine.titles is not None

    @property
    def _leavable(self) -> bool:
        return self._can_leave or self._has_titles

    def _paint_heading(self, kind: str) -> None:
        """Show what is done with which data set: the one that was read, once known (it may be a substitute)."""
        what = {"setup": "Setting up", "train": "Training", "evaluate": "Evaluating"}.get(kind, kind)
        dataset = self._state.engine.dataset
        read = dataset_name(dataset) if dataset is not None and self._has_titles and not self._can_leave else None
        chosen = read or self._chosen
        self.query_one("#job-heading", Line).write([(f"{what} {chosen}".strip(), "strong")])

    def _paint_meanwhile(self, *, running: bool) -> None:
        line = self.query_one("#meanwhile", Line)
        line.display = running and self._has_titles
        key = actions.key_of("setup_films", self._state.key_map)
        line.write([(key, "accent"), (" goes to the films: search and mark what you like meanwhile", "strong")])
        self._paint_keys(set() if running else {"setup_stop"})

    def say(self, text: str) -> None:
        """Show a problem, or what the next key does."""
        self._requested = False
        self.query_one("#status", Line).write([(f"{glyphs.WARNING} {clean_text(text)}", "warn")])

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        offer = self._offer(event.option.id)
        self.query_one("#about", Static).update(Text(offer.about))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        offer = self._offer(event.option.id)
        source = self.query_one("#source", Input)
        source.display = offer.id == OWN
        if offer.id == OWN:
            source.focus()
        else:
            self._request(offer.arguments, offer.name)

    def _offer(self, id: str | None) -> Offer:
        return next(offer for offer in self._offers if offer.id == id)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        if event.value.strip():
            self.query_one("#status", Line).write([("looking at the files", "quiet")])
            self.post_message(SourceGiven(event.value))
        else:
            self.say("type the path of a folder, a zip, or two files")

    def source_checked(self, message: SourceChecked) -> None:
        """Set up the files that were given, or say what is wrong with them."""
        if message.problem:
            self.say(message.problem)
        else:
            self._request(message.arguments, message.name)

    def _request(self, arguments: Sequence[str], name: str) -> None:
        """Request a set-up, once: it takes a moment until the job appears, and a second one would be refused."""
        if not self._requested:
            self._requested = True
            self.query_one("#cause").display = False
            self.post_message(DataSetChosen(arguments, name))

    def started(self, name: str) -> None:
        """Note that the set-up of the data set `name` has begun."""
        self._chosen = clean_text(name)
        self.query_one("#status", Line).write([])

    def _paint_keys(self, without: set[str]) -> None:
        choosing = self.query_one("#choice").display
        ended = not choosing and "setup_stop" in without
        left_out = without | (set() if choosing else {"choose"})
        meanwhile = actions.footer("job") if self._has_titles and not choosing and not ended else []
        if not (self._leavable or ended):
            left_out |= {"setup_leave"}
        self.query_one("#keys", KeyBar).offer(
            [*meanwhile, *actions.footer("setup", without=left_out)], self._state.key_map
        )

    def action_stop(self) -> None:
        if not self.query_one("#choice").display:
            self.post_message(StopJobRequested())

    def action_leave(self) -> None:
        if self.query_one("#progress").display and not (self._job is not None and self._job.status.alive):
            self._choose_again()
        elif self.query_one("#source", Input).has_focus:
            self.query_one("#source", Input).display = False
            self.query_one("#datasets").focus()
        elif self._leavable:
            leave(self)

    def action_films(self) -> None:
        if self.shows_job and self._has_titles:
            leave(self)

    async def action_import_marks(self) -> None:
        await self.run_action("app.show_import")

    async def action_help(self) -> None:
        await self.run_action("app.show_help")


def _option(offer: Offer) -> Option:
    text = Text(no_wrap=True)
    text.append(fit(offer.title, _TITLE), "bold")
    text.append(fit(offer.what, _WHAT))
    text.append(offer.minutes)
    return Option(text, id=offer.id)
