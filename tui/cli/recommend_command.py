"""recommend: ranks films for what a person likes, with reasons."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from engine.errors import UsageError
from engine.movies import MovieFilter, clean_text
from tui.cli import completion
from tui.cli.batch_files import Batch, answer_batch, refuse_beside_batch
from tui.cli.filter_options import (
    EveryGenre,
    Genres,
    Length,
    NotGenres,
    Persons,
    Popular,
    Varied,
    Years,
    movie_filter_of,
    parse_minutes,
    parse_years,
)
from tui.cli.output import Top, say, write_json
from tui.cli.preset_option import PresetName, read_preset, refuse_beside_preset
from tui.cli.profile_words import has_none
from tui.cli.recommended import FULL, WIDE, explained, named, reason_cell, tell_of_unrated
from tui.cli.session import Json, Session
from tui.cli.text_tables import table_width, write_table
from tui.cli.wish_option import WishText, read_wish, refuse_beside_wish
from tui.standard_streams import is_dumb

if TYPE_CHECKING:
    from engine.serving.explanations import Recommendation
    from engine.serving.recommender import Recommender


_AROUND = 6
"""The lines of a screen that are not for films: the columns' names, two legends, notes, and the cursor's line."""

Seen = Annotated[
    str | None,
    typer.Option("--seen", metavar="show|hide", help="Whether to list films that you marked as seen (default hide)."),
]
Watch = Annotated[
    bool, typer.Option("--watch", help="Go on, and print the list again when your marks or the version change.")
]


class _Answer(NamedTuple):
    """A list of the films that `version` recommends, and what is to be said of it."""

    version: str
    items: list[Recommendation]
    notes: Sequence[str] = ()


def recommend(
    session: Session,
    movies: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="MOVIE",
            help="Liked films, by id or title; without any, your marks are used.",
            autocompletion=completion.movie_titles,
        ),
    ] = None,
    top: Top = 20,
    genre: Genres = None,
    every_genre: EveryGenre = False,
    not_genre: NotGenres = None,
    year: Years = None,
    person: Persons = None,
    length: Length = None,
    popular: Popular = 1.0,
    varied: Varied = 0.0,
    seen: Seen = None,
    wish: WishText = None,
    preset: PresetName = None,
    batch: Batch = None,
    watch: Watch = False,
    as_json: Json = False,
) -> None:
    """Recommend films for what you like, with reasons.

    Without MOVIE, films that you have seen or are not interested in are left out. With MOVIE or --batch, your marks
    are not looked at.

    With --watch, the list is printed again whenever your marks or the version change, in the app or anywhere else,
    until Ctrl-C; with --json, each time as one line.

    With --batch, each line is {"id": any, "liked": [movie ids], "disliked": [movie ids]}.

    \b
    Examples:
      movierec recommend
      movierec recommend "Toy Story" "Alien (1979)" --top 10
      movierec recommend --genre Comedy --genre Romance --year 1980-1989
      movierec recommend --person Kurosawa --person "Joel Coen"
      movierec recommend --not-genre Horror --popular 0 --varied 0.7
      movierec recommend --wish "80s sci-fi -horror"
      movierec recommend --length short
      movierec recommend --preset "hidden gems"
      movierec recommend --watch
      movierec recommend --batch people.jsonl > lists.jsonl
    """
    if batch is not None:
        from engine.serving.batch import recommend_batch

        refuse_beside_batch(
            bool(movies), genre, every_genre, not_genre, year, person, length, wish, preset, seen is not None, watch
        )
        answer_batch(session, partial(recommend_batch, popularity=popular, diversity=varied), batch, top)
        return
    years, minutes, hide_seen = parse_years(year), parse_minutes(length), _hides_seen(seen, movies)
    filtered = bool(genre or not_genre or person or every_genre or year is not None or length is not None)
    if preset is not None:
        refuse_beside_preset(filtered, wish is not None, seen is not None)
        saved = read_preset(session.settings, preset)
        genre, not_genre, person = list(saved.genres), list(saved.without_genres), list(saved.people)
        every_genre, years, hide_seen = saved.every_genre, (saved.year_from, saved.year_to), saved.hide_seen
        minutes = saved.minutes_from, saved.minutes_to
        popular = saved.popularity if popular == 1.0 else popular
        varied = saved.diversity if varied == 0.0 else varied
    if wish is not None:
        refuse_beside_wish(filtered)

    def ask(opened: Recommender) -> _Answer:
        movie_filter = movie_filter_of(
            opened, genre, not_genre, years, every_genre=every_genre, person=person, minutes=minutes
        )
        liked = [opened.resolve(text).id for text in movies or ()]
        if wish is not None:
            movie_filter, like = read_wish(opened, wish)
            liked += [like.id] if like is not None else []
        if not liked:
            return _for_marks(session, opened, top, movie_filter, popular, varied, hide_seen=hide_seen)
        if seen is not None:
            raise UsageError("--seen is about your marks, which are not looked at beside a film", "leave it out")
        films = list(dict.fromkeys(liked))
        found = opened.recommend(films, top, movie_filter=movie_filter, popularity=popular, diversity=varied)
        return _Answer(opened.version, found)

    def tell(answer: _Answer, lines: int | None = None) -> None:
        for note in answer.notes:
            say(note)
        tell_of_unrated(answer.items)
        if as_json:
            write_json({"version": answer.version, "items": [explained(one) for one in answer.items]})
        else:
            _write_table(answer.items, plain=session.plain, lines=lines)

    if watch:
        from tui.cli.list_watch import watch_list

        paints = sys.stdout.isatty() and not (as_json or session.plain or is_dumb())
        watch_list(session, ask, tell, by_marks=not movies, paints=paints, between="" if as_json else "\n")
    with session.recommender() as opened:
        tell(ask(opened))


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
) -> _Answer:
    from engine.profiles.marks import MarkLog

    here = session.settings
    with MarkLog(here.files.marks) as log:
        taste = opened.taste(log.marks(here.profile))
    notes = []
    if not any(weight > 0 for weight in taste.opinions.values()):
        notes.append(f"{has_none(here, 'likes')}, so these are popular films; like some with `movierec mark`")
    found = opened.recommend(
        opinions=taste.opinions,
        hidden=taste.hidden | taste.seen if hide_seen else taste.hidden,
        k=top,
        movie_filter=movie_filter,
        popularity=popularity,
        diversity=diversity,
    )
    if not found and hide_seen and taste.seen:
        notes.append("no film is left that you have not seen; --seen show lists those too")
    return _Answer(opened.version, found, notes)


def _write_table(answer: Sequence[Recommendation], *, plain: bool, lines: int | None) -> None:
    """Write the list as a table, with a column for the tastes if there are several; what its columns mean and what the
    tastes are goes to stderr. With `lines`, no more films than a screen of so many lines has room for."""
    from tui.state.phrases import listed
    from tui.state.reason_texts import FIT
    from tui.theme import glyphs

    width = None if plain else table_width()
    has_room = width is None or width >= WIDE
    tastes = {one.taste: one.taste_films for one in answer if one.taste_films}
    answer = answer if lines is None else answer[: max(lines - _AROUND - len(tastes), 1)]
    rows = [
        (
            place,
            f"{one.bar:.0f}",
            *([glyphs.taste(one.taste)] if tastes else []),
            named(one.movie),
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
