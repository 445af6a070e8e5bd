"""enrich: learns from IMDb's public data sets who made the films of the data set that is set up."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from engine.errors import UsageError
from engine.job_log import JobEvent
from engine.progress import Event, Progress
from tui.cli.output import say, write_json
from tui.cli.progress_display import Show, Shown, shown
from tui.cli.session import Json, Session

if TYPE_CHECKING:
    from engine.people.enrichment import Enriched


def enrich(
    session: Session,
    folder: Annotated[
        Path | None,
        typer.Option(
            "--from", metavar="DIR", readable=False, help="A folder with the files, instead of fetching them."
        ),
    ] = None,
    url: Annotated[
        str | None,
        typer.Option("--url", metavar="URL", envvar="MOVIEREC_IMDB_URL", hidden=True, help="Where to fetch them."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Learn directors, actors and other titles from IMDb's data sets.

    It reads title.basics, title.crew, title.principals, name.basics, title.akas and title.ratings (.tsv.gz) from
    https://datasets.imdbws.com/, 1.8 GB that are removed again afterwards, or from a folder. Then search finds people
    and other titles, a film's details name who made it, and --person filters. Run it again after setting up a larger
    data set. IMDb's terms allow personal and non-commercial use.

    \b
    Examples:
      movierec enrich
      movierec enrich --from ~/Downloads/imdb
      movierec search kurosawa
    """
    from engine.people.enrichment import enrich as learn
    from engine.people.imdb_sources import IMDB_URL, TERMS

    if folder is not None and not folder.expanduser().is_dir():
        raise UsageError(f"{folder} is not a folder", f"name the folder with the files from {IMDB_URL}/")
    with session.recommender(ranks=False) as opened:
        dataset, movies = opened.dataset, opened.titles.popular(len(opened.titles))
    say(TERMS)
    with shown(Shown.bar, plain=session.plain) as show:
        learned = learn(
            session.settings.files,
            dataset,
            movies,
            _listener(show),
            folder=None if folder is None else folder.expanduser(),
            url=url or IMDB_URL,
        )
    if as_json:
        about = learned.about
        write_json(
            {
                "catalogue": about.catalogue,
                "films": about.films,
                "matched": about.matched,
                "people": about.people,
                "files": list(about.files),
            }
        )
    _tell(learned)


def _listener(show: Show) -> Progress:
    """What hears the events of the engine, as the listener of a job."""

    def tell(event: Event) -> None:
        show(
            JobEvent(
                job="", stage=event.stage, done=event.done, total=event.total, unit=event.unit, message=event.message
            )
        )

    return tell


def _tell(learned: Enriched) -> None:
    about = learned.about
    titled = f", {learned.by_title:,} of them by title and year" if learned.by_title else ""
    for note in learned.notes:
        say(f"note: {note}")
    found = f"{about.matched:,} of the {about.films:,} films of {about.dataset} are matched{titled}"
    say(f"{found}; {about.people:,} people are known")
    if about.people:
        say("Next: `movierec search kurosawa` finds the films of a person; so does the app, once it is opened anew.")
