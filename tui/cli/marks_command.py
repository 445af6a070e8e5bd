"""marks: lists what a person has marked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from engine.errors import ArtifactError, NotSetUp, StoreError
from engine.movies import Movie
from tui.cli.output import item, say, write_json
from tui.cli.profile_words import has_none
from tui.cli.session import Json, Session
from tui.cli.text_tables import write_table

if TYPE_CHECKING:
    from engine.profiles.marks import Mark
    from engine.serving.recommender import Recommender

_FLAGS = {"seen": "seen", "watchlist": "watchlist", "hidden": "not interested"}


def marks(session: Session, as_json: Json = False) -> None:
    """List what you have marked, newest first.

    In JSON, opinion is the weight of your opinion (a like is 1, a dislike -1, stars from -1 to 1.5), and score is
    its weight in the ranking now: 0 without an opinion, and for a film that is not in the current data set.

    \b
    Examples:
      movierec marks
      movierec marks --profile anna --json
    """
    from engine.profiles.marks import MarkLog

    here = session.settings
    with MarkLog(here.files.marks) as log:
        said = log.marks(here.profile)
    try:
        with session.recommender(ranks=False) as opened:
            document = marks_document(opened, here.profile, said)
    except NotSetUp:
        document = marks_document(None, here.profile, said)
    except (ArtifactError, StoreError) as failure:
        say(f"note: {failure.message}; the marks are shown as they were made")
        document = marks_document(None, here.profile, said)
    if as_json:
        write_json(document)
        return
    if not said:
        say(has_none(here, "marks"))
        return
    rows = [
        (entry["title"], entry["year"], mark_in_words(one), "" if entry["active"] else "not in this data set")
        for entry, one in zip(document["marks"], said, strict=True)
    ]
    write_table(("film", "year", "marked", ""), rows, right=("year",), cut=("film",), plain=session.plain)


def mark_in_words(one: Mark) -> str:
    """The mark as text, as in "4.5 stars, seen"."""
    words = [word for name, word in _FLAGS.items() if getattr(one, name)]
    if one.opinion is not None:
        stars = "" if one.opinion in ("like", "dislike") else " star" if one.opinion == "1" else " stars"
        words.insert(0, one.opinion + stars)
    return ", ".join(words)


def marks_document(opened: Recommender | None, profile: str, said: Sequence[Mark]) -> dict[str, Any]:
    """The JSON document of `marks`. An active mark has the id, title, year and genres of its film in the current data
    set, the others have what was recorded with the mark."""
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
                **item(film, opinion if opinion is not None and active else 0.0),
                "opinion": opinion,
                "seen": one.seen,
                "watchlist": one.watchlist,
                "hidden": one.hidden,
                "active": active,
            }
        )
    return {"profile": profile, "marks": documents}
