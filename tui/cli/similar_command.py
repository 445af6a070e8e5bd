"""similar: finds films similar to one film."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from msgspec.structs import replace

from engine.errors import StoreError, UsageError
from tui.cli import completion
from tui.cli.batch_files import Batch, answer_batch, refuse_beside_batch
from tui.cli.filter_options import (
    EveryGenre,
    Genres,
    Length,
    NotGenres,
    Persons,
    Years,
    movie_filter_of,
    parse_minutes,
    parse_years,
)
from tui.cli.output import Top, item, say, write_json
from tui.cli.recommended import named
from tui.cli.session import Json, Session
from tui.cli.text_tables import write_table
from tui.state.fact_texts import makers

if TYPE_CHECKING:
    from engine.serving.recommender import Recommender


def similar(
    session: Session,
    movie: Annotated[
        str | None, typer.Argument(metavar="MOVIE", help="An id or a title.", autocompletion=completion.movie_titles)
    ] = None,
    top: Top = 20,
    genre: Genres = None,
    every_genre: EveryGenre = False,
    not_genre: NotGenres = None,
    year: Years = None,
    person: Persons = None,
    length: Length = None,
    batch: Batch = None,
    as_json: Json = False,
) -> None:
    """Find films similar to one film.

    Films that you are not interested in are left out. With --batch, each line is {"id": any, "movie": id}, and your
    marks are not looked at.

    \b
    Examples:
      movierec similar "The Godfather"
      movierec similar id:858 --top 5 --year 1970-1979
      movierec similar --batch films.jsonl > similar.jsonl
    """
    if batch is not None:
        from engine.serving.batch import similar_batch

        refuse_beside_batch(movie is not None, genre, every_genre, not_genre, year, person, length)
        answer_batch(session, similar_batch, batch, top)
        return
    if movie is None:
        raise UsageError("similar to which film?", 'give a title or an id, as in `movierec similar "Alien"`')
    years, minutes = parse_years(year), parse_minutes(length)
    with session.recommender() as opened:
        chosen = opened.resolve(movie)
        movie_filter = movie_filter_of(
            opened, genre, not_genre, years, every_genre=every_genre, person=person, minutes=minutes
        )
        movie_filter = replace(movie_filter, exclude=_not_interested(session, opened))
        answer = opened.similar(chosen.id, top, movie_filter=movie_filter)
        if as_json:
            items = [item(one.movie, one.score) for one in answer]
            write_json({"version": opened.version, "movie": item(chosen, 1.0), "items": items})
            return
        facts = None if opened.facts is None else opened.facts.facts(chosen.id)
        by = [] if facts is None else [f"{words[:1].lower()}{words[1:]}" for words in makers(facts)]
        say(f"films similar to {', '.join([chosen.label, *by])}:")
        directed = any(one.director for one in answer)
        rows = [
            (
                place,
                named(one.movie),
                one.movie.year,
                ", ".join(one.movie.genres),
                *([one.director.name if one.director else ""] if directed else []),
            )
            for place, one in enumerate(answer, 1)
        ]
        write_table(
            ("", "film", "year", "genres", *(["by the same director"] if directed else [])),
            rows,
            right=("", "year"),
            cut=("film", "genres"),
            plain=session.plain,
        )


def _not_interested(session: Session, opened: Recommender) -> frozenset[int]:
    """The films that the profile is not interested in; none, with a note, where its marks cannot be read."""
    from engine.profiles.marks import MarkLog

    here = session.settings
    try:
        with MarkLog(here.files.marks) as log:
            return opened.taste(log.marks(here.profile)).hidden
    except StoreError as failure:
        say(f"note: {failure.message}; films that you are not interested in may be listed")
        return frozenset()
