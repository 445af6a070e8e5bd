"""What the long commands (setup, train, evaluate) share: options, the progress listener, and the closing message."""

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
    Shown, typer.Option("--progress", help="Show a bar on stderr, or print the job's log as JSON lines on stdout.")
]
JobId = Annotated[str | None, typer.Option("--job", metavar="ID", hidden=True, help="The job's id.")]
Seed = Annotated[int | None, typer.Option("--seed", metavar="N", min=0, help="Random seed (default 0).")]
Device = Annotated[
    str | None, typer.Option("--device", metavar="auto|cpu|cuda", help="Device to compute on (default auto).")
]
Processes = Annotated[
    int | None,
    typer.Option("--processes", metavar="N", help="Processes that train together, with a card each (default 1)."),
]


@contextmanager
def job_listener(session: Session, job: str | None, progress: Shown) -> Iterator[Show]:
    """The progress listener of a job. If a job that was given an id fails before it has a log, the failure is logged
    under that id, because another process waits for it."""
    try:
        with shown(progress, plain=session.plain) as listener:
            yield listener
    except MovierecError as error:
        if job is not None:
            from engine.jobs.job_running import log_failure

            log_failure(session.settings, job, error)
        raise


def refuse_two_documents(progress: Shown, as_json: bool) -> None:
    """Raise UsageError if --json and --progress jsonl would both write to stdout."""
    if as_json and progress is Shown.jsonl:
        raise UsageError("--json and --progress jsonl both write to stdout", "give one of them")


def tell_outcome(outcome: Outcome, progress: Shown, as_json: bool) -> None:
    """Print the outcome of set-up or training."""
    if as_json:
        write_json({"version": outcome.version, "changed": outcome.changed})
        return
    if progress is Shown.jsonl:
        return
    data = outcome.dataset
    newest = f" to {data.newest_year}" if data.newest_year is not None else ""
    words = f"{data.name}, {data.movies:,} films{newest}"
    if outcome.changed:
        say(f"{outcome.version} is ready: {words}")
    else:
        say(f"{outcome.version} is already set up: {words}; use --force to train again")
        for note in outcome.notes:
            say(note)
    say('Next: `movierec` opens the app; `movierec recommend "Toy Story" "Alien"` prints a list here.')
