"""remove: removes a film that was added."""

from __future__ import annotations

from typing import Annotated

import typer

from tui.cli import completion
from tui.cli.output import item, say, write_json
from tui.cli.progress_display import Shown, shown
from tui.cli.session import Json, Session


def remove(
    session: Session,
    movie: Annotated[
        str,
        typer.Argument(metavar="MOVIE", help="An added film, by id or title.", autocompletion=completion.movie_titles),
    ],
    as_json: Json = False,
) -> None:
    """Remove a film that was added.

    It was added by hand, or by `movierec enrich --new-films`.

    \b
    Examples:
      movierec remove "Arrival (2016)"
    """
    with session.recommender(ranks=False) as opened:
        chosen = opened.resolve(movie)
    from engine.jobs.added_films import run_remove

    with shown(Shown.bar, plain=session.plain) as listener:
        version = run_remove(session.settings, chosen, listener=listener)
    if as_json:
        write_json({"version": version, "movie": item(chosen, 0.0)})
    else:
        say(f"removed {chosen.label}; {version} is now current")
