"""add: a film that the data lack."""

from __future__ import annotations

from typing import Annotated

import typer

from engine.errors import UsageError
from engine.movies import Movie
from tui.cli.output import item, say, write_json
from tui.cli.progress_display import Shown, shown
from tui.cli.session import Json, Session


def add(
    session: Session,
    title: Annotated[str, typer.Argument(metavar="TITLE", help='With its year, as in "Arrival (2016)".')],
    genres: Annotated[
        list[str] | None, typer.Option("--genres", metavar="G", help="Its genres, repeated or parted by commas.")
    ] = None,
    near: Annotated[
        list[str] | None,
        typer.Option("--near", metavar="MOVIE", help="A film that it is close to, an id or a title; repeatable."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Add a film that the data lack, without training anew.

    The trained network places it by its genres, its year and the films that it is near to.
    It can then be found, marked and recommended like any other, and it survives training.

    \b
    Examples:
      movierec add "Arrival (2016)" --genres Sci-Fi,Drama --near Contact --near "2001: A Space Odyssey"
      movierec remove Arrival
    """
    from engine.datasets.title_parsing import parse_title

    parsed = parse_title(title)
    if not parsed.title:
        raise UsageError("a film needs a title", 'give it with its year, as in "Arrival (2016)"')
    named = tuple(part.strip() for text in genres or () for part in text.replace("|", ",").split(",") if part.strip())
    if not named and not near:
        raise UsageError("nothing is known of the film", "give --genres, --near or both")
    with session.recommender(ranks=False) as opened:
        close = [opened.resolve(text).id for text in near or ()]
    from engine.jobs.added_films import run_add

    film = Movie(id=0, title=parsed.title, year=parsed.year, genres=named, alternatives=parsed.alternatives)
    with shown(Shown.bar, plain=session.plain) as listener:
        version, added = run_add(session.settings, film, close, listener=listener)
    if as_json:
        write_json({"version": version, "movie": item(added, 0.0)})
    else:
        say(f"{added.label} is in {version}: id {added.id}")
