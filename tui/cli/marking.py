"""mark and marks: what a person thinks of films, from the command line. A mark is on disk when the command ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from engine.errors import NotSetUp, UsageError
from tui.cli.context import OPTIONS, recommender, settings
from tui.cli.output import item, print_json, print_table, say

if TYPE_CHECKING:
    from engine.profiles.marks import MarkLog
    from engine.serving.recommender import Recommender

Json = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]
Profile = Annotated[str | None, typer.Option("--profile", help="Whose marks; by default your login name's.")]


def mark(
    movie: Annotated[str, typer.Argument(help="An id or a title.")],
    like: Annotated[bool, typer.Option("--like")] = False,
    dislike: Annotated[bool, typer.Option("--dislike")] = False,
    stars: Annotated[str | None, typer.Option("--stars", help="0.5 to 5, in halves.")] = None,
    seen: Annotated[bool, typer.Option("--seen")] = False,
    watchlist: Annotated[bool, typer.Option("--watchlist")] = False,
    not_interested: Annotated[bool, typer.Option("--not-interested")] = False,
    clear: Annotated[bool, typer.Option("--clear", help="Take back everything said of it.")] = False,
    profile: Profile = None,
    as_json: Json = False,
) -> None:
    """Say what you think of a film.

    Examples: movierec mark Alien --like · movierec mark "Heat (1995)" --stars 4.5 --seen · movierec mark id:10 --clear
    """
    OPTIONS.json = as_json
    from engine.profiles.opinions import parse_opinion

    opinions = [word for word, given in (("like", like), ("dislike", dislike)) if given]
    opinions += [parse_opinion(stars)] if stars is not None else []
    if len(opinions) > 1:
        raise UsageError("a film has one opinion", "give one of --like, --dislike and --stars")
    flags = {"seen": seen, "watchlist": watchlist, "hidden": not_interested}
    changes: dict[str, Any] = {name: True for name, given in flags.items() if given}
    changes |= {"opinion": opinions[0]} if opinions else {}
    if bool(changes) == clear:
        raise UsageError(
            "what is to be marked?", "give --like, --dislike, --stars N, --seen, --watchlist, ... or --clear"
        )
    from engine.profiles.marks import MarkLog

    here = settings(profile)
    with recommender() as opened, MarkLog(here.marks_path) as log:
        chosen = opened.resolve(movie)
        if clear:
            log.clear(here.profile, opened.catalogue, chosen)
        else:
            log.change(here.profile, opened.catalogue, chosen, **changes)
        if as_json:
            print_json(_document(opened, log, here.profile))
        else:
            words = "nothing" if clear else ", ".join(opinions + [name for name in flags if flags[name]])
            say(f"{chosen.label}: {words} (profile {here.profile})")


def marks(profile: Profile = None, as_json: Json = False) -> None:
    """List what you have marked. Example: movierec marks --json"""
    OPTIONS.json = as_json
    from engine.profiles.marks import MarkLog

    here = settings(profile)
    here.ensure_home()
    with MarkLog(here.marks_path) as log:
        try:
            with recommender() as opened:
                document = _document(opened, log, here.profile)
        except NotSetUp:
            document = _document(None, log, here.profile)
        if as_json:
            print_json(document)
            return
        said = {(m.catalogue, m.movie): m for m in log.marks(here.profile)}
    if not said:
        say(f"{here.profile} has marked nothing yet.")
        return
    rows = []
    for entry, one in zip(document["marks"], said.values(), strict=True):
        flags = [name for name in ("seen", "watchlist", "hidden") if entry[name]]
        flags += [] if entry["active"] else ["not in this data set"]
        rows.append((entry["title"], entry["year"], one.opinion, ", ".join(flags)))
    print_table(("film", "year", "opinion", "also"), rows, right=("year",))


def _document(opened: Recommender | None, log: MarkLog, profile: str) -> dict[str, Any]:
    from engine.movies import Movie
    from engine.profiles.opinions import weight

    said = log.marks(profile)
    matched = [(one, None) for one in said] if opened is None else opened.match(said)
    known = {} if opened is None else {m.id: m for m in opened.movies([i for _, i in matched if i is not None])}
    documents = []
    for one, found in matched:
        film = known.get(found) if found is not None else None
        film = film or Movie(id=one.movie, title=one.title, year=one.year)
        opinion = None if one.opinion is None else weight(one.opinion)
        documents.append(
            {
                **item(film, opinion or 0.0),
                "opinion": opinion,
                "seen": one.seen,
                "watchlist": one.watchlist,
                "hidden": one.hidden,
                "active": found is not None,
            }
        )
    return {"profile": profile, "marks": documents}
