"""enrich: learns from IMDb's public data sets who made the films of the data set that is set up."""

from __future__ import annotations

from datetime import date
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
    from engine.people.imdb_candidates import Wanted
    from engine.serving.recommender import Recommender

_VOTES = 1000
"""How many votes a new film needs at IMDb, unless --votes says otherwise."""


def enrich(
    session: Session,
    folder: Annotated[
        Path | None,
        typer.Option(
            "--from", metavar="DIR", readable=False, help="A folder with the files, instead of fetching them."
        ),
    ] = None,
    new_films: Annotated[
        bool | None,
        typer.Option(
            "--new-films/--no-new-films",
            help="Have films join that are newer than the data set; or remove those that did.",
            show_default=False,
        ),
    ] = None,
    votes: Annotated[
        int | None,
        typer.Option("--votes", metavar="N", min=1, help="Votes at IMDb that a new film needs (1000)."),
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

    With --new-films, films from the data set's newest year on join without retraining, placed by their makers and
    genres; a list has one of them in twenty places at most. Run it again for those that came out since.

    \b
    Examples:
      movierec enrich
      movierec enrich --from ~/Downloads/imdb
      movierec enrich --new-films --votes 5000
      movierec enrich --no-new-films
      movierec search kurosawa
    """
    if votes is not None and not new_films:
        raise UsageError("--votes is for new films", "give it with --new-films, or leave it out")
    if new_films is False:
        if folder is not None:
            raise UsageError("--no-new-films reads no files", "leave out --from")
        _remove_new_films(session, as_json=as_json)
        return
    from engine.people.enrichment import enrich as learn
    from engine.people.imdb_sources import IMDB_URL, TERMS

    if folder is not None and not folder.expanduser().is_dir():
        raise UsageError(f"{folder} is not a folder", f"name the folder with the files from {IMDB_URL}/")
    with session.recommender(ranks=False) as opened:
        dataset, movies = opened.dataset, opened.titles.popular(len(opened.titles))
        wanted = _wanted(session, opened, votes or _VOTES) if new_films else None
        say(TERMS)
        with shown(Shown.bar, plain=session.plain) as show:
            learned = learn(
                session.settings.files,
                dataset,
                movies,
                _listener(show),
                folder=None if folder is None else folder.expanduser(),
                url=url or IMDB_URL,
                wanted=wanted,
            )
    version = _join(session, learned) if learned.new else None
    if as_json:
        about = learned.about
        write_json(
            {
                "catalogue": about.catalogue,
                "films": about.films,
                "matched": about.matched,
                "people": about.people,
                "files": list(about.files),
                "joined": len(learned.new) if version is not None else 0,
                "left": 0,
                "version": version,
            }
        )
    _tell(learned)
    if new_films:
        _tell_of_new(learned, version, votes or _VOTES)


def _wanted(session: Session, opened: Recommender, votes: int) -> Wanted:
    """Which new films may join: none of a year that has not begun, whatever IMDb says of it."""
    from engine.jobs.new_films import declined_films, genres_of_dataset
    from engine.people.imdb_candidates import Wanted

    genres, declined = genres_of_dataset(session.settings), declined_films(session.settings)
    return Wanted(votes=votes, titles=opened.titles, genres=genres, until=date.today().year, declined=declined)


def _join(session: Session, learned: Enriched) -> str | None:
    """Have the new films join; the version that has them, None if another process had them join meanwhile."""
    from engine.jobs.new_films import run_join

    with shown(Shown.bar, plain=session.plain) as listener:
        return run_join(session.settings, learned.new, listener=listener)


def _remove_new_films(session: Session, *, as_json: bool) -> None:
    from engine.jobs.new_films import run_leave

    with shown(Shown.bar, plain=session.plain) as listener:
        left, version = run_leave(session.settings, listener=listener)
    if as_json:
        with session.recommender(ranks=False) as opened:
            about = None if opened.facts is None else opened.facts.about
            write_json(
                {
                    "catalogue": opened.catalogue,
                    "films": opened.dataset.movies,
                    "matched": 0 if about is None else about.matched,
                    "people": 0 if about is None else about.people,
                    "files": [],
                    "joined": 0,
                    "left": left,
                    "version": version,
                }
            )
    if version is None:
        say("there are no new films; nothing was changed")
    else:
        say(f"removed {_films(left)}; {version} is now current")


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


def _tell_of_new(learned: Enriched, version: str | None, votes: int) -> None:
    if version is None:
        say(f"no new film has {votes:,} votes or more that is not there already; no new version was made")
        return
    placed = sum(bool(near) for _, near in learned.new)
    newest = max(movie.year or 0 for movie, _ in learned.new)
    others = " and the others by their genres" if placed < len(learned.new) else ""
    say(
        f"{_films(len(learned.new))} to {newest} joined, {placed:,} placed by who made them{others};"
        f" {version} is now current"
    )


def _films(count: int) -> str:
    return "1 new film" if count == 1 else f"{count:,} new films"
