"""pick: proposes one film for tonight, and another one each time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from msgspec.structs import replace

from engine.errors import MovierecError, StoreError, UsageError
from engine.movies import MovieFilter, clean_text
from tui.cli import completion
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
from tui.cli.output import say, write_json, write_lines
from tui.cli.profile_tastes import tastes_of
from tui.cli.profile_words import has_none
from tui.cli.recommended import explained
from tui.cli.session import Json, Session

if TYPE_CHECKING:
    from engine.serving.explanations import Recommendation
    from engine.serving.mark_matching import Taste
    from engine.serving.recommender import Recommender

_NOTHING = {
    "list": ("no film is left to propose", "give fewer filters"),
    "watchlist": ("no film of your watchlist is left to propose", "put films on it: movierec mark Alien --watchlist"),
    "together": ("no film is left that suits all of you", "give fewer filters, or fewer people"),
}


def pick(
    session: Session,
    watchlist: Annotated[bool, typer.Option("--watchlist", help="Pick from your watchlist.")] = False,
    others: Annotated[
        list[str] | None,
        typer.Option(
            "--with",
            metavar="PROFILE",
            help="Pick for you and this person; repeatable.",
            autocompletion=completion.profiles,
        ),
    ] = None,
    seed: Annotated[int | None, typer.Option("--seed", metavar="N", help="Seed of the draw.")] = None,
    genre: Genres = None,
    every_genre: EveryGenre = False,
    not_genre: NotGenres = None,
    year: Years = None,
    person: Persons = None,
    length: Length = None,
    popular: Popular = 1.0,
    varied: Varied = 0.0,
    as_json: Json = False,
) -> None:
    """Pick one film for tonight.

    It is one of the 20 best of your list (or watchlist), a better one more likely than others. Call it again for
    another: a film that was proposed is not proposed again for twelve hours.

    \b
    Examples:
      movierec pick
      movierec pick --watchlist
      movierec pick --with bert --genre Comedy
      movierec pick --length "under 2 hours"
    """
    from datetime import UTC, datetime
    from random import Random

    from engine.profiles.proposals import add_proposal, proposed
    from engine.serving.tonight import propose, wanted

    if watchlist and others:
        raise UsageError("--watchlist is yours, and --with picks for several people", "leave out one of the two")
    source = "watchlist" if watchlist else "together" if others else "list"
    here, now, years, minutes = session.settings, datetime.now(UTC), parse_years(year), parse_minutes(length)
    with session.recommender() as opened:
        movie_filter = movie_filter_of(
            opened, genre, not_genre, years, every_genre=every_genre, person=person, minutes=minutes
        )
        earlier = proposed(here.files, here.profile, opened.catalogue, now)
        k = wanted(earlier)
        if others:
            people = tastes_of(session, opened, [here.profile, *others])
            found = opened.together(people, k, movie_filter=movie_filter, popularity=popular, diversity=varied)
        else:
            found = _alone(session, opened, k, movie_filter, popular, varied, from_watchlist=watchlist)
        chosen = propose(found, earlier, Random(seed))
        if chosen is None:
            if found:
                raise MovierecError("each of these films was proposed this evening already", "try again tomorrow")
            raise MovierecError(*_NOTHING[source])
        try:
            add_proposal(here.files, here.profile, opened.catalogue, chosen.movie.id, now)
        except StoreError as failure:
            say(f"note: {failure.message}; {failure.remedy}")
        if as_json:
            write_json({"version": opened.version, "item": explained(chosen), "from": source})
            return
        _write(opened, chosen, plain=session.plain)


def _alone(
    session: Session,
    opened: Recommender,
    k: int,
    movie_filter: MovieFilter,
    popularity: float,
    diversity: float,
    *,
    from_watchlist: bool,
) -> list[Recommendation]:
    from engine.profiles.marks import MarkLog

    here = session.settings
    with MarkLog(here.files.marks) as log:
        taste: Taste = opened.taste(log.marks(here.profile))
    if not from_watchlist and not any(weight > 0 for weight in taste.opinions.values()):
        say(f"{has_none(here, 'likes')}, so this is a popular film; like some with `movierec mark`")
    if from_watchlist:
        only = taste.watchlist if movie_filter.only is None else taste.watchlist & movie_filter.only
        movie_filter = replace(movie_filter, only=only)
    return opened.recommend(
        opinions=taste.opinions,
        hidden=taste.hidden | taste.seen,
        k=k,
        movie_filter=movie_filter,
        popularity=popularity,
        diversity=diversity,
    )


def _write(opened: Recommender, chosen: Recommendation, *, plain: bool) -> None:
    from tui.state.fact_texts import length as length_of
    from tui.state.reason_texts import because, fit, fits

    movie = chosen.movie
    known = opened.facts.facts(movie.id) if opened.facts is not None else None
    facts = [("film", movie.label), ("genres", ", ".join(movie.genres))]
    facts += [("length", words) for words in (length_of(known) if known is not None else [])]
    facts += [("fit", fits(chosen) if chosen.people else fit(chosen).removeprefix("fit "))]
    facts += [("why", because(chosen))]
    write_lines([(name, clean_text(said)) for name, said in facts if said], plain=plain)
