"""What the long commands (setup, train, evaluate) have in common: their options, their listener, what they say at the
end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from engine.errors import MovierecError, UsageError
from tui.cli.output import say, write_json
from tui.cli.progress_display import Show, Shown, shown
from tui.cli.session import Session

if TYPE_CHECKING:
    from engine.jobs.setup import Outcome

ProgressAs = Annotated[
    Shown, typer.Option("--progress", help="A bar on stderr, or the job's log as JSON lines on stdout.")
]
JobId = Annotated[str | None, typer.Option("--job", metavar="ID", hidden=True, help="The job's id.")]
Seed = Annotated[int | None, typer.Option("--seed", metavar="N", min=0, help="The seed of everything random (0).")]
Device = Annotated[str | None, typer.Option("--device", metavar="auto|cpu|cuda", help="Where to compute (auto).")]


@contextmanager
def job_listener(session: Session, job: str | None, progress: Shown) -> Iterator[Show]:
    """The listener of a job. One that fails before it has a log, but whose id somebody waits for, gets one."""
    try:
        with shown(progress, plain=session.plain) as listener:
            yield listener
    except MovierecError as error:
        if job is not None:
            from engine.jobs.job_running import log_failure

            log_failure(session.settings, job, error)
        raise


def refuse_two_documents(progress: Shown, as_json: bool) -> None:
    """Raises UsageError where both want stdout."""
    if as_json and progress is Shown.jsonl:
        raise UsageError("--json and --progress jsonl both want stdout", "give one of them")


def tell_outcome(outcome: Outcome, progress: Shown, as_json: bool) -> None:
    """Say what set-up or training came to."""
    if as_json:
        write_json({"version": outcome.version, "changed": outcome.changed})
        return
    if progress is Shown.jsonl:
        return
    data = outcome.dataset
    newest = f", to {data.newest_year}" if data.newest_year is not None else ""
    words = f"{data.name}, {data.movies:,} films{newest}"
    if outcome.changed:
        say(f"{outcome.version} is ready: {words}")
    else:
        say(f"{outcome.version} is set up already: {words}; --force trains again")
        for note in outcome.notes:
            say(note)
    say('Next: `movierec` opens the app; `movierec recommend "Toy Story" "Alien"` answers here.')
