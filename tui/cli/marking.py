"""mark and marks: what a person thinks of films, from the command line. A mark is on disk when the command ends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from engine.errors import NotSetUp, UsageError
from engine.movies import Movie
from tui.cli.context import Json, recommender, settings
from tui.cli.output import item, say, write_json
from tui.cli.tables import write_table

if TYPE_CHECKING:
    from engine.profiles.marks import Mark
    from engine.serving.recommender import Recommender

_FLAGS = {"seen": "seen", "watchlist": "watchlist", "hidden": "not interested"}


def mark(
    movie: Annotated[str, typer.Argument(metavar="MOVIE", help="An id or a title.")],
    like: Annotated[bool, typer.Option("--like", help="You like it.")] = False,
    dislike: Annotated[bool, typer.Option("--dislike", help="You do not.")] = False,
    stars: Annotated[str | None, typer.Option("--stars", metavar="N", help="0.5 to 5, in halves.")] = None,
    seen: Annotated[bool | None, typer.Option("--seen/--not-seen", help="You have seen it, or not.")] = None,
    watchlist: Annotated[
        bool | None, typer.Option("--watchlist/--no-watchlist", help="On your watchlist, or off it.")
    ] = None,
    not_interested: Annotated[
        bool | None, typer.Option("--not-interested/--interested", help="Never recommend it, or do again.")
    ] = None,
    clear: Annotated[bool, typer.Option("--clear", help="Take back everything said of it.")] = False,
    as_json: Json = False,
) -> None:
    """Say what you think of a film.

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
        raise UsageError("a film has one opinion", "give one of --like, --dislike and --stars")
    flags = {"seen": seen, "watchlist": watchlist, "hidden": not_interested}
    changes: dict[str, Any] = {name: value for name, value in flags.items() if value is not None}
    changes |= {"opinion": opinions[0]} if opinions else {}
    if changes and clear:
        raise UsageError("--clear takes everything back", "give it alone")
    if not changes and not clear:
        raise UsageError(
            "what is to be marked?",
            "give --like, --dislike, --stars N, --seen, --watchlist, --not-interested or --clear",
        )
    from engine.profiles.marks import MarkLog

    here = settings()
    with recommender(ranks=False) as opened, MarkLog(here.files.marks) as log:
        chosen = opened.resolve(movie)
        if clear:
            now = log.clear(here.profile, opened.catalogue, chosen)
        else:
            now = log.change(here.profile, opened.catalogue, chosen, **changes)
        if as_json:
            write_json(_document(opened, here.profile, [now]))
        else:
            say(f"{chosen.label}: {_words(now) or 'nothing'} (profile {here.profile})")


def marks(as_json: Json = False) -> None:
    """List what you have marked, newest first.

    In JSON, opinion is the weight of the mark in the ranking (a like is 1, a dislike -1, stars from -1 to 1.5) and
    score what it weighs there now: 0 for a film that the data set at hand lacks.

    \b
    Examples:
      movierec marks
      movierec marks --profile anna --json
    """
    from engine.profiles.marks import MarkLog

    here = settings()
    here.files.ensure()
    with MarkLog(here.files.marks) as log:
        said = log.marks(here.profile)
    try:
        with recommender(ranks=False) as opened:
            document = _document(opened, here.profile, said)
    except NotSetUp:
        document = _document(None, here.profile, said)
    if as_json:
        write_json(document)
        return
    if not said:
        say(f"{here.profile} has marked nothing yet")
        return
    rows = [
        (entry["title"], entry["year"], _words(one), "" if entry["active"] else "not in this data set")
        for entry, one in zip(document["marks"], said, strict=True)
    ]
    write_table(("film", "year", "marked", ""), rows, right=("year",), cut=("film",))


def _words(one: Mark) -> str:
    """What the mark says, as in "4.5 stars, seen"."""
    words = [word for name, word in _FLAGS.items() if getattr(one, name)]
    if one.opinion is not None:
        stars = "" if one.opinion in ("like", "dislike") else " star" if one.opinion == "1" else " stars"
        words.insert(0, one.opinion + stars)
    return ", ".join(words)


def _document(opened: Recommender | None, profile: str, said: Sequence[Mark]) -> dict[str, Any]:
    """The contract's document. A mark that is active has the id, title and genres that its film has here."""
    from engine.profiles.opinions import weight

    matched = [(one, None) for one in said] if opened is None else opened.match(said)
    found = [movie for _, movie in matched if movie is not None]
    known = {} if opened is None else {movie.id: movie for movie in opened.titles.movies(found)}
    documents = []
    for one, movie in matched:
        active = movie is not None and movie in known
        film = known[movie] if movie is not None and active else Movie(id=one.movie, title=one.title, year=one.year)
        opinion = None if one.opinion is None else weight(one.opinion)
        documents.append(
            {
                **item(film, opinion if opinion is not None and active and not one.hidden else 0.0),
                "opinion": opinion,
                "seen": one.seen,
                "watchlist": one.watchlist,
                "hidden": one.hidden,
                "active": active,
            }
        )
    return {"profile": profile, "marks": documents}
