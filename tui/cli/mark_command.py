"""mark: records what a person thinks of a film. The mark is on disk when the command ends."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from engine.errors import UsageError
from tui.cli import completion
from tui.cli.marks_command import mark_in_words, marks_document
from tui.cli.output import say, write_json
from tui.cli.session import Json, Session


def mark(
    session: Session,
    movie: Annotated[
        str, typer.Argument(metavar="MOVIE", help="An id or a title.", autocompletion=completion.movie_titles)
    ],
    like: Annotated[bool, typer.Option("--like", help="Like it.")] = False,
    dislike: Annotated[bool, typer.Option("--dislike", help="Dislike it.")] = False,
    stars: Annotated[str | None, typer.Option("--stars", metavar="N", help="Rate it 0.5 to 5, in half stars.")] = None,
    seen: Annotated[bool | None, typer.Option("--seen/--not-seen", help="Mark it as seen, or as not seen.")] = None,
    watchlist: Annotated[
        bool | None, typer.Option("--watchlist/--no-watchlist", help="Add it to your watchlist, or remove it.")
    ] = None,
    not_interested: Annotated[
        bool | None, typer.Option("--not-interested/--interested", help="Never recommend it, or allow it again.")
    ] = None,
    clear: Annotated[bool, typer.Option("--clear", help="Remove your opinion and all flags.")] = False,
    as_json: Json = False,
) -> None:
    """Mark a film: your opinion, seen, watchlist, not interested.

    An opinion takes "not interested" back, and the other way round: the later one counts.

    \b
    Examples:
      movierec mark Alien --like
      movierec mark "Heat (1995)" --stars 4.5 --seen
      movierec mark id:10 --clear
    """
    from engine.profiles.opinions import parse_opinion

    opinions = [word for word, given in (("like", like), ("dislike", dislike)) if given]
    opinions += [parse_opinion(stars)] if stars is not None else []
    if len(opinions) > 1:
        raise UsageError("a film can have only one opinion", "give one of --like, --dislike and --stars")
    if opinions and not_interested:
        raise UsageError(
            "an opinion and 'not interested' exclude each other",
            "give --not-interested, or one of --like, --dislike and --stars",
        )
    flags = {"seen": seen, "watchlist": watchlist, "hidden": not_interested}
    changes: dict[str, Any] = {name: value for name, value in flags.items() if value is not None}
    changes |= {"opinion": opinions[0]} if opinions else {}
    if changes and clear:
        raise UsageError("--clear removes the whole mark", "use it without other marks")
    if not changes and not clear:
        raise UsageError(
            "nothing to mark",
            "give --like, --dislike, --stars N, --seen, --watchlist, --not-interested or --clear",
        )
    from engine.profiles.marks import MarkLog

    here = session.settings
    with session.recommender(ranks=False) as opened, MarkLog(here.files.marks) as log:
        chosen = opened.resolve(movie)
        matched = opened.match(log.marks(here.profile))  # newest first
        elsewhere = next(((one.catalogue, one.movie) for one, film in matched if film == chosen.id), None)
        if clear:
            now = log.clear(here.profile, opened.catalogue, chosen, elsewhere=elsewhere)
        else:
            now = log.change(here.profile, opened.catalogue, chosen, elsewhere=elsewhere, **changes)
        if as_json:
            write_json(marks_document(opened, here.profile, [now]))
        else:
            say(f"{chosen.label}: {mark_in_words(now) or 'no mark'} (profile {here.profile})")
