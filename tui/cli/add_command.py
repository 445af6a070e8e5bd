"""add: adds a film that is not in the data set."""

from __future__ import annotations

from typing import Annotated

import typer

from engine.errors import UsageError
from engine.movies import Movie
from tui.cli import completion
from tui.cli.output import item, say, write_json
from tui.cli.progress_display import Shown, shown
from tui.cli.session import Json, Session


def add(
    session: Session,
    title: Annotated[str, typer.Argument(metavar="TITLE", help='Title and year, as in "Arrival (2016)".')],
    genres: Annotated[
        list[str] | None, typer.Option("--genres", metavar="G", help="Genres, separated by commas; repeatable.")
    ] = None,
    near: Annotated[
        list[str] | None,
        typer.Option(
            "--near",
            metavar="MOVIE",
            help="A similar film, by id or title; repeatable.",
            autocompletion=completion.movie_titles,
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Add a film that is not in the data set, without retraining.

    The trained network computes its vector from its genres, its year and the films named with --near.
    It can then be searched for, marked and recommended like any other film, and later training keeps it.

    \b
    Examples:
      movierec add "Arrival (2016)" --genres Sci-Fi,Drama --near Contact --near "2001: A Space Odyssey"
      movierec remove Arrival
    """
    from engine.datasets.title_parsing import parse_title

    parsed = parse_title(title)
    if not parsed.title:
        raise UsageError("a film needs a title", 'give a title and a year, as in "Arrival (2016)"')
    named = tuple(part.strip() for text in genres or () for part in text.replace("|", ",").split(",") if part.strip())
    if not named and not near:
        raise UsageError("a film needs genres or similar films", "give --genres, --near or both")
    with session.recommender(ranks=False) as opened:
        close = [opened.resolve(text).id for text in near or ()]
    from engine.jobs.added_films import run_add

    film = Movie(id=0, title=parsed.title, year=parsed.year, genres=named, alternatives=parsed.alternatives)
    with shown(Shown.bar, plain=session.plain) as listener:
        version, added = run_add(session.settings, film, close, listener=listener)
    if as_json:
        write_json({"version": version, "movie": item(added, 0.0)})
    else:
        say(f"added {added.label} with id {added.id}; {version} is now current")
