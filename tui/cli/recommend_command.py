"""recommend: ranks films for what a person likes, with reasons."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from engine.errors import UsageError
from engine.movies import MovieFilter, clean_text
from tui.cli.batch_files import Batch, answer_batch, refuse_beside_batch
from tui.cli.filter_options import (
    EveryGenre,
    Genres,
    NotGenres,
    Popular,
    Varied,
    Years,
    movie_filter_of,
    parse_years,
)
from tui.cli.output import Top, say, write_json
from tui.cli.profile_words import has_none
from tui.cli.recommended import FULL, WIDE, explained, reason_cell
from tui.cli.session import Json, Session
from tui.cli.text_tables import table_width, write_table

if TYPE_CHECKING:
    from engine.serving.explanations import Recommendation
    from engine.serving.recommender import Recommender


Seen = Annotated[
    str | None,
    typer.Option("--seen", metavar="show|hide", help="Whether to list films that you marked as seen (default hide)."),
]


def recommend(
    session: Session,
    movies: Annotated[
        list[str] | None,
        typer.Argument(metavar="MOVIE", help="Liked films, by id or title; without any, your marks are used."),
    ] = None,
    top: Top = 20,
    genre: Genres = None,
    every_genre: EveryGenre = False,
    not_genre: NotGenres = None,
    year: Years = None,
    popular: Popular = 1.0,
    varied: Varied = 0.0,
    seen: Seen = None,
    batch: Batch = None,
    as_json: Json = False,
) -> None:
    """Recommend films for what you like, with reasons.

    Without MOVIE, films that you have seen or are not interested in are left out. With MOVIE or --batch, your marks
    are not looked at.

    With --batch, each line is {"id": any, "liked": [movie ids], "disliked": [movie ids]}.

    \b
    Examples:
      movierec recommend
      movierec recommend "Toy Story" "Alien (1979)" --top 10
      movierec recommend --genre Comedy --genre Romance --year 1980-1989
      movierec recommend --not-genre Horror --popular 0 --varied 0.7
      movierec recommend --batch people.jsonl > lists.jsonl
    """
    if batch is not None:
        from engine.serving.batch import recommend_batch

        refuse_beside_batch(bool(movies), genre, every_genre, not_genre, year, seen is not None)
        answer_batch(session, partial(recommend_batch, popularity=popular, diversity=varied), batch, top)
        return
    years, hide_seen = parse_years(year), _hides_seen(seen, movies)
    with session.recommender() as opened:
        movie_filter = movie_filter_of(opened, genre, not_genre, years, every_genre=every_genre)
        if movies:
            liked = list(dict.fromkeys(opened.resolve(text).id for text in movies))
            answer = opened.recommend(liked, top, movie_filter=movie_filter, popularity=popular, diversity=varied)
        else:
            answer = _for_marks(session, opened, top, movie_filter, popular, varied, hide_seen=hide_seen)
        if as_json:
            write_json({"version": opened.version, "items": [explained(one) for one in answer]})
            return
        _write_table(answer, plain=session.plain)


def _hides_seen(seen: str | None, movies: list[str] | None) -> bool:
    """Whether films marked as seen are left out. Raises UsageError."""
    if seen not in (None, "show", "hide"):
        raise UsageError(f"'{clean_text(seen)}' is not a way to treat seen films", "give --seen show or --seen hide")
    if seen is not None and movies:
        raise UsageError("--seen is about your marks, which are not looked at beside MOVIE", "leave out one of the two")
    return seen != "show"


def _for_marks(
    session: Session,
    opened: Recommender,
    top: int,
    movie_filter: MovieFilter,
    popularity: float,
    diversity: float,
    *,
    hide_seen: bool,
) -> list[Recommendation]:
    from engine.profiles.marks import MarkLog

    here = session.settings
    with MarkLog(here.files.marks) as log:
        taste = opened.taste(log.marks(here.profile))
    if not any(weight > 0 for weight in taste.opinions.values()):
        say(f"{has_none(here, 'likes')}, so these are popular films; like some with `movierec mark`")
    found = opened.recommend(
        opinions=taste.opinions,
        hidden=taste.hidden | taste.seen if hide_seen else taste.hidden,
        k=top,
        movie_filter=movie_filter,
        popularity=popularity,
        diversity=diversity,
    )
    if not found and hide_seen and taste.seen:
        say("no film is left that you have not seen; --seen show lists those too")
    return found


def _write_table(answer: Sequence[Recommendation], *, plain: bool) -> None:
    """Write the list as a table, with a column for the tastes if there are several; what its columns mean and what the
    tastes are goes to stderr."""
    from tui.state.phrases import listed
    from tui.state.reason_texts import FIT
    from tui.theme import glyphs

    width = None if plain else table_width()
    has_room = width is None or width >= WIDE
    tastes = {one.taste: one.taste_films for one in answer if one.taste_films}
    rows = [
        (
            place,
            f"{one.bar:.0f}",
            *([glyphs.taste(one.taste)] if tastes else []),
            one.movie.title,
            one.movie.year,
            *([", ".join(one.movie.genres)] if has_room else []),
            reason_cell(one, width),
        )
        for place, one in enumerate(answer, start=1)
    ]
    write_table(
        ("", "fit", *(["taste"] if tastes else []), "film", "year", *(["genres"] if has_room else []), "why"),
        rows,
        right=("", "fit", "year"),
        cut=("film", "genres"),
        plain=plain,
    )
    for taste, films in sorted(tastes.items()):
        say(f"taste {glyphs.taste(taste)}: like {listed(film.title for film in films)}")
    if not answer or not sys.stdout.isatty():
        return
    say(f"fit: {FIT}")
    if width is not None and width < FULL:
        say("why: of 100 who watched that film, how many watched this one; all: of all people")
