"""The set-up screen: the choice of a data set, then the progress of the job, which is a separate process.

It opens automatically if nothing is set up yet, and again for a job that is still running.
"""

from __future__ import annotations

from pathlib import Path

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Container
from textual.screen import Screen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from engine.datasets.known import KnownDataset, known_datasets
from engine.movies import clean_text
from tui import actions
from tui.screens.leaving import leave
from tui.state.main_state import MainState
from tui.state.messages import JobUpdated
from tui.state.requests import DataSetChosen, StopJobRequested
from tui.state.texts import dataset_name
from tui.theme import breakpoints, glyphs
from tui.widgets.cell_text import fit
from tui.widgets.choice_list import ChoiceList
from tui.widgets.job_view import JobView
from tui.widgets.lines import KeyBar, Line

OWN = "own"
TERMS = Text("MovieLens ratings belong to GroupLens: free for research and personal use, not for commercial use.")


class DatasetList(ChoiceList):
    BINDINGS = actions.bindings("choice")


_KEYS = ("setup_films", "setup_stop", "setup_leave", "setup_quit", "setup_help")


class SetUpScreen(Screen[None]):
    BINDINGS = actions.bindings("setup", "job", "everywhere", only=_KEYS)
    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = breakpoints.WIDTHS
    VERTICAL_BREAKPOINTS = breakpoints.HEIGHTS

    def __init__(self, state: MainState, job: JobUpdated | None, *, can_leave: bool) -> None:
        """`job` may still be running; `can_leave`: there is something to go back to."""
        super().__init__()
        self._state = state
        self._job = job
        self._can_leave = can_leave
        self._chosen = ""
        self._requested = False

    def compose(self) -> ComposeResult:
        hint = actions.with_keys("{setup_quit} quits", self._state.key_map)
        yield Static(f"movierec needs at least 60 x 16 cells\n{hint}", id="notice", markup=False)
        with Container(id="content"):
            yield Line(id="header")
            with Container(id="choice"):
                yield Line(id="question")
                yield DatasetList(_options(), id="datasets")
                yield Input(placeholder="folder or zip with MovieLens files; enter starts", id="source", compact=True)
                yield Static(id="about", markup=False)
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
        self.query_one("#source", Input).display = False
        if self._job is not None and self._job.status.alive:
            self.follow(self._job)
        else:
            self._choose_again()

    def _choose_again(self) -> None:
        """Show the data sets."""
        self._requested = False
        self.query_one("#choice").display = True
        self.query_one("#progress").display = False
        datasets = self.query_one("#datasets", DatasetList)
        datasets.focus()
        if datasets.highlighted is None:
            datasets.highlighted = 0
        self._paint_keys({"setup_stop"})

    def follow(self, message: JobUpdated) -> None:
        """Show the job's progress."""
        self._job = message
        status = message.status
        running = status.alive or status.stage == "starting"
        if not running and not self.query_one("#progress").display and not message.events:
            return
        self.query_one("#choice").display = False
        self.query_one("#progress").display = True
        self.query_one("#hint").display = running
        self._paint_heading(status.kind)
        self.query_one("#job", JobView).follow(status, message.events, message.seconds)
        self.set_focus(None)
        self._paint_meanwhile(running=running)

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
        self.query_one("#about", Static).update(Text(_about(event.option.id or "")))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        name = event.option.id or ""
        source = self.query_one("#source", Input)
        if name == OWN:
            source.display = True
            source.focus()
            return
        source.display = False
        # At the first set-up, the default may fall back to a source that can be reached; a later choice is explicit.
        usual = name == known_datasets()[0].name and not self._can_leave
        called = next((k.title.partition(":")[0] for k in known_datasets() if k.name == name), "")
        self._request([] if usual else ["--dataset", name], called)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        path = Path(event.value.strip()).expanduser()
        if not event.value.strip() or not path.exists():
            self.say(f"{path} does not exist" if event.value.strip() else "type the path of a folder or zip file")
            return
        self._request(["--source", str(path.absolute())], path.name)

    def _request(self, arguments: list[str], name: str) -> None:
        """Request a set-up, once: it takes a moment until the job appears, and a second one would be refused."""
        if not self._requested:
            self._requested = True
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

    async def action_help(self) -> None:
        await self.run_action("app.show_help")


def _options() -> list[Option]:
    options = [Option(_described(known), id=known.name) for known in known_datasets()]
    return [*options, Option(Text("Your own files", "bold"), id=OWN)]


def _described(known: KnownDataset) -> Text:
    minutes = f"{known.minutes} minutes" if known.minutes < 90 else f"{known.minutes / 60:.0f} hours"
    text = Text(no_wrap=True)
    text.append(fit(known.title.partition(":")[0], 18), "bold")
    text.append(f"{known.films:>7,} films, up to {known.newest_year}")
    text.append(f"{f'about {minutes}':>19}".replace("about 1 minutes", " about 1 minute"))
    return text


def _about(name: str) -> str:
    """The text under the list about the highlighted data set."""
    known = next((k for k in known_datasets() if k.name == name), None)
    if known is None:
        return "Any MovieLens folder or zip that you have, old or new; nothing is downloaded."
    remark = known.title.partition(":")[2].partition(",")[2].strip().capitalize()
    facts = f"{known.ratings:,} ratings by {known.users:,} people, {max(known.bytes / 1e6, 1):.0f} MB to download"
    return f"{remark}: {facts}." if remark else f"{facts}."
