"""together: ranks films for several people, none of whom has seen them."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

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
from tui.cli.output import Top, say, write_json
from tui.cli.profile_tastes import tastes_of
from tui.cli.recommended import WIDE, explained, named, reason_cell, tell_of_unrated
from tui.cli.session import Json, Session
from tui.cli.text_tables import table_width, write_table

if TYPE_CHECKING:
    from engine.serving.explanations import Recommendation

_NAME, _SHORT_NAME = 12, 6
"""The most cells of a profile's name above its column, in a wide table and in a narrow one."""


def together(
    session: Session,
    profiles: Annotated[
        list[str],
        typer.Argument(metavar="PROFILE", help="Two to five profiles.", autocompletion=completion.profiles),
    ],
    top: Top = 20,
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
    """Recommend films for two to five people together.

    Listed are films that nobody of them has seen, rated or hidden, and that are better than the usual film for each;
    half of their order is how well a film suits all on average, half how well it suits the one it suits least. The
    numbers are each person's fit, from 0 to 100. --json has the shares of it too.

    \b
    Examples:
      movierec together anna bert
      movierec together anna bert cleo --genre Comedy --top 5
      movierec together anna bert --json
    """
    years, minutes = parse_years(year), parse_minutes(length)
    with session.recommender() as opened:
        tastes = tastes_of(session, opened, profiles)
        movie_filter = movie_filter_of(
            opened, genre, not_genre, years, every_genre=every_genre, person=person, minutes=minutes
        )
        answer = opened.together(tastes, top, movie_filter=movie_filter, popularity=popular, diversity=varied)
        if not answer:
            say("no film is left that suits all of them; give fewer filters, or fewer people")
        tell_of_unrated(answer)
        if as_json:
            write_json({"version": opened.version, "items": [explained(one) for one in answer]})
            return
        _write_table(list(tastes), answer, plain=session.plain)


def _write_table(people: Sequence[str], answer: Sequence[Recommendation], *, plain: bool) -> None:
    from rich.cells import cell_len

    from tui.state.reason_texts import FIT
    from tui.widgets.cell_text import cut

    width = None if plain else table_width()
    has_room = width is None or width >= WIDE
    names = [f"fit for {name}" if plain else cut(name, _NAME if has_room else _SHORT_NAME) for name in people]
    taken = sum(max(cell_len(name), 3) + 2 for name in names)
    rows = [
        (
            place,
            named(one.movie),
            one.movie.year,
            *([", ".join(one.movie.genres)] if has_room else []),
            *(f"{person.fit:.0f}" for person in one.people),
            reason_cell(one, width, taken),
        )
        for place, one in enumerate(answer, start=1)
    ]
    write_table(
        ("", "film", "year", *(["genres"] if has_room else []), *names, "why"),
        rows,
        right=("", "year", *names),
        cut=("film", "genres"),
        plain=plain,
    )
    if answer and sys.stdout.isatty():
        say(f"{', '.join(people)}: {FIT}")
